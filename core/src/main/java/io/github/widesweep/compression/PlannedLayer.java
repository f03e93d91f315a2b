package io.github.widesweep.compression;

/**
 * A target layer before anything was drawn: given what the dense network gives it, with the plan
 * that a method makes of it.
 *
 * @param problem the layer at its dense inputs, {@code zh = z}
 * @param plan the method's plan for it
 */
public record PlannedLayer(LayerProblem problem, LayerPlan plan) {}
