package io.github.widesweep.job.solve;

/**
 * A mean over trained networks with its 95 % interval.
 *
 * @param mean the mean; NaN if no run of the cell was measured
 * @param low lower end of the interval; NaN if there is none, as of a single network
 * @param high upper end
 */
public record Estimate(double mean, double low, double high) {}
