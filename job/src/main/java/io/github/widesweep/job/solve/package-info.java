/** Finds the least width, density or number of levels that meets a condition, from few runs. */
package io.github.widesweep.job.solve;
