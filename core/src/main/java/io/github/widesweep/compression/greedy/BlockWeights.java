package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Dense;
import org.ojalgo.matrix.store.R064Store;

/** Interim: the algorithm as it was. */
public final class BlockWeights {
  private final Dense layer;
  private final Dense next;
  private final R064Store inputs;
  private final R064Store preactivations;
  private final R064Store residual;
  private final Replacement replacement;
  private final int steps;
  private final Ordering ordering;

  public BlockWeights(
      Dense layer,
      Dense next,
      R064Store inputs,
      R064Store preactivations,
      R064Store residual,
      Replacement replacement,
      int steps,
      Ordering ordering) {
    this.layer = layer;
    this.next = next;
    this.inputs = inputs;
    this.preactivations = preactivations;
    this.residual = residual;
    this.replacement = replacement;
    this.steps = steps;
    this.ordering = ordering;
  }

  public record Drawn(R064Store weights, int[] order, double[] scores) {}

  public Drawn draw(double[] uniforms) {
    BlockState state =
        new BlockState(
            layer,
            preactivations,
            inputs,
            residual,
            next.weights(),
            new Draw(replacement, steps, uniforms));
    Drawn drawn =
        ordering instanceof Ordering.Exact
            ? ExactGreedy.run(state)
            : PeriodicGreedy.run(state, ordering.period(steps));
    return drawn;
  }
}
