package io.github.widesweep.compression.walk;

import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.store.R064Store;

/** A small random layer and what is to be done with it. */
record LayerCase(LayerProblem problem, Unit unit, Scheme scheme) {
  LayerPlan plan(Method method) {
    return method.plan(problem, unit, scheme);
  }

  int units() {
    return problem.units(unit);
  }

  /** Zero weights and dead inputs among the rest; an earlier layer compressed or not. */
  static LayerCase random(
      RandomGenerator random, Role role, Unit unit, Activation activation, int inputs, int rows) {
    int samples = random.nextInt(4) == 0 ? 1 : random.nextInt(2, 30);
    R064Store weights = Nets.gaussian(random, rows, inputs, 0.7);
    for (int e = 0; e < weights.data.length; e++) {
      weights.data[e] = random.nextInt(9) == 0 ? 0 : weights.data[e];
    }
    R064Store z = Nets.gaussian(random, samples, inputs, 1);
    if (random.nextInt(3) == 0) {
      Arrays.fill(z.data, 0, samples, 0);
    }
    Activations dense = Activations.of(z);
    Activations given = dense;
    if (random.nextBoolean()) {
      R064Store zh = z.copy();
      Arrays.setAll(zh.data, e -> z.data[e] * random.nextDouble(0.5, 1.5));
      given = Activations.of(zh);
    }
    Optional<double[]> bias =
        role == Role.BLOCK && unit == Unit.WEIGHT
            ? Optional.of(random.doubles(rows, -0.5, 0.5).toArray())
            : Optional.empty();
    Dense layer = new Dense(weights, bias, activation, Double.POSITIVE_INFINITY);
    Dense next = new Dense(Nets.gaussian(random, 3, rows, 0.7), Activation.IDENTITY);
    double[] chances = {0.5, 0.1, 0.7, 1e-6, 1 - 1e-6};
    Scheme scheme =
        unit == Unit.WEIGHT && random.nextInt(3) == 0
            ? new Scheme.Quantize(random.nextInt(1, 5))
            : new Scheme.Prune(chances[random.nextInt(chances.length)]);
    Network network = new Network(List.of(layer, next));
    return new LayerCase(LayerProblem.of(network, 1, role, dense, given), unit, scheme);
  }
}
