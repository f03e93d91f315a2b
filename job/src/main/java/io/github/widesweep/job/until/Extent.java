package io.github.widesweep.job.until;

/**
 * How much of a cell there is, or is to be.
 *
 * @param networks trained networks, at least 1
 * @param draws draws of each, at least 1
 */
record Extent(int networks, int draws) {
  long runs() {
    return (long) networks * draws;
  }
}
