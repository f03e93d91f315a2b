/** Two sets of runs against each other, paired by trained network and draw. */
package io.github.widesweep.job.compare;
