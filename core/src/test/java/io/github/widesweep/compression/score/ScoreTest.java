package io.github.widesweep.compression.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** Every method of the room against its definition, written out. */
class ScoreTest {
  private static final int SAMPLES = 30;

  private final RandomGenerator random = Nets.random(41);

  private LayerProblem dense(Role role) {
    int inputs = random.nextInt(1, 9);
    int outputs = random.nextInt(1, 9);
    Network network =
        new Network(
            List.of(
                new Dense(Nets.gaussian(random, outputs, inputs, 1), Activation.TANH),
                new Dense(Nets.gaussian(random, 3, outputs, 1), Activation.IDENTITY)));
    return problem(network, role);
  }

  private LayerProblem convolution(Role role) {
    Network network =
        new Network(
            List.of(
                new Convolution(Nets.gaussian(random, 4, 12, 1), 2, 3, Activation.TANH),
                new Convolution(Nets.gaussian(random, 3, 16, 1), 2, 3, Activation.TANH)));
    return problem(network, role);
  }

  private LayerProblem problem(Network network, Role role) {
    Activations inputs = Activations.of(Nets.gaussian(random, SAMPLES, network.inputs(), 1));
    return LayerProblem.of(network, 1, role, inputs, inputs);
  }

  private static LayerOutcome compress(
      Method method, LayerProblem problem, Unit unit, Scheme scheme, double[] uniforms) {
    return method.plan(problem, unit, scheme).draw(uniforms);
  }

  /** The units of least score, by sorting. */
  private static List<Integer> least(List<Integer> units, IntToDoubleFunction score, int count) {
    return units.stream()
        .sorted(Comparator.comparingDouble(score::applyAsDouble))
        .limit(count)
        .toList();
  }

  private static List<Integer> all(int units) {
    return IntStream.range(0, units).boxed().toList();
  }

  private static void assertRemoved(
      LayerProblem problem, LayerOutcome outcome, List<Integer> expected) {
    R064Store before = problem.layer().weights();
    R064Store after = outcome.layer().weights();
    int columns = before.getColDim();
    for (int unit = 0; unit < before.data.length; unit++) {
      double w = before.doubleValue(unit / columns, unit % columns);
      assertThat(after.doubleValue(unit / columns, unit % columns))
          .isEqualTo(expected.contains(unit) ? 0 : w);
    }
    assertThat(IntStream.of(outcome.order()).boxed()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void weightsOfLeastScoreGo() {
    for (int i = 0; i < 200; i++) {
      LayerProblem problem = dense(i % 2 == 0 ? Role.WIDE : Role.BLOCK);
      double alpha = random.nextInt(1, 100) / 100.0;
      Scheme.Prune scheme = new Scheme.Prune(random.nextInt(1, 100) / 100.0);
      int units = problem.units(Unit.WEIGHT);
      int columns = problem.layer().inputs();
      int zeros = Budget.zeros(alpha, units, scheme);
      R064Store weights = problem.layer().weights();
      R064Store z = problem.inputs().all();
      IntToDoubleFunction magnitude =
          unit -> Math.abs(weights.doubleValue(unit / columns, unit % columns));
      IntToDoubleFunction wanda =
          unit -> {
            double sum = 0;
            for (int s = 0; s < SAMPLES; s++) {
              sum += z.doubleValue(s, unit % columns) * z.doubleValue(s, unit % columns);
            }
            return magnitude.applyAsDouble(unit) * Math.sqrt(sum);
          };
      double[] none = {};
      assertRemoved(
          problem,
          compress(new Magnitude(alpha), problem, Unit.WEIGHT, scheme, none),
          least(all(units), magnitude, zeros));
      assertRemoved(
          problem,
          compress(new Wanda(alpha, Wanda.Per.LAYER), problem, Unit.WEIGHT, scheme, none),
          least(all(units), wanda, zeros));
      List<Integer> byRow = new ArrayList<>();
      int rows = problem.layer().outputs();
      for (int row = 0; row < rows; row++) {
        int first = row * columns;
        List<Integer> own = IntStream.range(first, first + columns).boxed().toList();
        byRow.addAll(least(own, wanda, (row + 1) * zeros / rows - row * zeros / rows));
      }
      assertRemoved(
          problem,
          compress(new Wanda(alpha, Wanda.Per.ROW), problem, Unit.WEIGHT, scheme, none),
          byRow);
      double[] uniforms = random.doubles(units).toArray();
      assertRemoved(
          problem,
          compress(new RandomMask(alpha), problem, Unit.WEIGHT, scheme, uniforms),
          least(all(units), unit -> -uniforms[unit], zeros));
    }
  }

  @Test
  void unitsOfLeastScoreGo() {
    for (int i = 0; i < 80; i++) {
      Role role = i % 2 == 0 ? Role.WIDE : Role.BLOCK;
      LayerProblem problem = i % 4 < 2 ? dense(role) : convolution(role);
      double alpha = random.nextInt(1, 100) / 100.0;
      Scheme.Prune scheme = new Scheme.Prune(random.nextInt(1, 100) / 100.0);
      Layer layer = problem.layer();
      int units = problem.units(Unit.NEURON);
      int zeros = Budget.zeros(alpha, units, scheme);
      IntToDoubleFunction norm =
          unit -> Math.sqrt(squares(alone(layer, role, unit, units).weights()));
      R064Store seen =
          role == Role.WIDE ? problem.inputs().all() : layer.forward(problem.inputs().all());
      int each = seen.getColDim() / units;
      IntToDoubleFunction activation =
          unit -> {
            double sum = 0;
            for (int s = 0; s < SAMPLES; s++) {
              for (int j = unit * each; j < (unit + 1) * each; j++) {
                sum += seen.doubleValue(s, j) * seen.doubleValue(s, j);
              }
            }
            return sum;
          };
      double[] none = {};
      double[] uniforms = random.doubles(units).toArray();
      assertGone(problem, new UnitNorm(alpha), scheme, none, least(all(units), norm, zeros));
      assertGone(
          problem, new UnitActivation(alpha), scheme, none, least(all(units), activation, zeros));
      assertGone(
          problem,
          new RandomMask(alpha),
          scheme,
          uniforms,
          least(all(units), unit -> -uniforms[unit], zeros));
    }
  }

  /** The layer with the weights of one unit alone. */
  private static Layer alone(Layer layer, Role role, int unit, int units) {
    double[] factors = new double[units];
    factors[unit] = 1;
    return role == Role.WIDE ? layer.scaleInputs(factors) : layer.scaleOutputs(factors);
  }

  private static double squares(R064Store matrix) {
    double sum = 0;
    for (double value : matrix.data) {
      sum += value * value;
    }
    return sum;
  }

  private static void assertGone(
      LayerProblem problem, Method method, Scheme scheme, double[] uniforms, List<Integer> gone) {
    LayerOutcome outcome = compress(method, problem, Unit.NEURON, scheme, uniforms);
    int units = problem.units(Unit.NEURON);
    for (int unit = 0; unit < units; unit++) {
      double[] expected = alone(problem.layer(), problem.role(), unit, units).weights().data;
      double[] found = alone(outcome.layer(), problem.role(), unit, units).weights().data;
      if (gone.contains(unit)) {
        assertThat(found).containsOnly(0, -0.0);
      } else {
        assertThat(found).isEqualTo(expected);
      }
    }
  }

  @Test
  void roundsToTheNearestLevel() {
    for (int i = 0; i < 100; i++) {
      LayerProblem problem = dense(i % 2 == 0 ? Role.WIDE : Role.BLOCK);
      int k = random.nextInt(1, 6);
      double step = problem.layer().maxAbsWeight() / k;
      LayerOutcome outcome =
          compress(
              new RoundToNearest(), problem, Unit.WEIGHT, new Scheme.Quantize(k), new double[0]);
      double[] before = problem.layer().weights().data;
      double[] after = outcome.layer().weights().data;
      for (int e = 0; e < before.length; e++) {
        assertThat(after[e] / step)
            .isCloseTo(Math.rint(after[e] / step), org.assertj.core.api.Assertions.within(1e-9));
        assertThat(Math.abs(after[e] - before[e])).isLessThanOrEqualTo(step / 2 * (1 + 1e-12));
      }
    }
  }

  /** Equal scores go by index, whatever a BLAS makes of their last digits. */
  @Test
  void tiesGoByIndex() {
    R064Store weights = Nets.gaussian(random, 2, 4, 0);
    for (int e = 0; e < 8; e++) {
      weights.data[e] = e % 2 == 0 ? 1 : -1;
    }
    Network network = new Network(List.of(new Dense(weights, Activation.IDENTITY)));
    R064Store samples = Nets.gaussian(random, SAMPLES, 4, 0);
    for (int s = 0; s < SAMPLES; s++) {
      for (int j = 0; j < 4; j++) {
        samples.data[j * SAMPLES + s] = 0.1 * (s + 1);
      }
    }
    Activations inputs = Activations.of(samples);
    LayerProblem problem = LayerProblem.of(network, 1, Role.WIDE, inputs, inputs);
    Scheme scheme = new Scheme.Prune(0.5);
    for (Method method : List.of(new Magnitude(0.8), new Wanda(0.8, Wanda.Per.LAYER))) {
      assertThat(compress(method, problem, Unit.WEIGHT, scheme, new double[0]).order())
          .containsExactly(0, 1, 2);
    }
  }
}
