package io.github.widesweep.job;

import io.github.widesweep.bound.Certificate;
import io.github.widesweep.bound.NetworkConstants;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is certified of one network.
 *
 * @param name its file or its id
 * @param constants its constants
 * @param certificate the bounds
 * @param parameter keep probability, or number of levels, at which the requested error is met;
 *     empty if at none, or if none was requested
 * @param widths by hidden layer, the width at which it is met; empty if at none
 */
record CertifiedNetwork(
    String name,
    NetworkConstants constants,
    Certificate certificate,
    OptionalDouble parameter,
    Map<Integer, OptionalLong> widths) {}
