/** Times of the greedy kernels against a plain loop. */
package io.github.widesweep.job.bench;
