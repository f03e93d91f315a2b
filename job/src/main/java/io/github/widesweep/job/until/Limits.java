package io.github.widesweep.job.until;

import java.time.Duration;
import java.util.Optional;

/**
 * What may be spent on tight intervals.
 *
 * @param networks most trained networks of a width
 * @param draws most draws of a network and cell
 * @param runs most runs in all
 * @param time after which nothing more is begun; empty for as long as it takes
 */
public record Limits(int networks, int draws, long runs, Optional<Duration> time) {}
