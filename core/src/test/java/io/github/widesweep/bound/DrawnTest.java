package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.PlannedLayer;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** What is known of a layer's draws, against sums over units written from their definition. */
class DrawnTest {
  private static final int SAMPLES = 6;

  private final RandomGenerator random = Nets.random(51);
  private final Network network =
      Nets.network(random, List.of(Activation.IDENTITY), 4, 5, 3, 2)
          .withLayer(1, new Dense(Nets.gaussian(random, 5, 4, 1), Activation.RELU));
  private final R064Store inputs = Nets.gaussian(random, SAMPLES, 4, 1);

  private Drawn drawn(Network of, String target, Unit unit) {
    CompressionSpec spec = Nets.spec(target, unit, new Scheme.Prune(0.4), 0.7, Projections.NONE);
    return Drawn.ofAny(of, unit, planned(of, spec)).orElseThrow();
  }

  private PlannedLayer planned(Network of, CompressionSpec spec) {
    return Compressor.of(of, inputs, spec.target()).plans(spec).get(0);
  }

  private double[] variances(Network of, String target, Unit unit) {
    CompressionSpec spec = Nets.spec(target, unit, new Scheme.Prune(0.4), 0.7, Projections.NONE);
    return planned(of, spec).plan().covarianceBound().orElseThrow();
  }

  /** {@code sum_u v_u mean |T a_u|^2} with {@code a_u} by one column of {@code T W} at a time. */
  private static double through(R064Store t, double[] v, R064Store w, R064Store z, boolean single) {
    double sum = 0;
    for (int s = 0; s < z.getRowDim(); s++) {
      for (int u = 0; u < v.length; u++) {
        int columns = w.getColDim();
        int j = u % columns;
        for (int r = 0; r < t.getRowDim(); r++) {
          double a = 0;
          for (int i = 0; i < w.getRowDim(); i++) {
            boolean moves = single ? i == u / columns : true;
            double by = single ? 1 : w.doubleValue(i, j);
            a += moves ? t.doubleValue(r, i) * by * z.doubleValue(s, j) : 0;
          }
          sum += v[u] * a * a / z.getRowDim();
        }
      }
    }
    return sum;
  }

  private static R064Store identity(int size) {
    R064Store matrix = LinearAlgebra.zeros(size, size);
    for (int i = 0; i < size; i++) {
      matrix.set(i, i, 1.0);
    }
    return matrix;
  }

  private void check(Drawn drawn, int at, double[] v, R064Store w, R064Store z, boolean single) {
    assertThat(drawn.at()).isEqualTo(at);
    R064Store t = Nets.gaussian(random, 3, w.getRowDim(), 1);
    double total = through(identity(w.getRowDim()), v, w, z, single);
    double mapped = through(t, v, w, z, single);
    assertThat(drawn.total()).isCloseTo(total, within(1e-12 * total));
    assertThat(drawn.through(t)).isCloseTo(mapped, within(1e-12 * mapped));
    // At other inputs by Minkowski's inequality: the sum of squares at the difference alone.
    R064Store other = Nets.gaussian(random, SAMPLES, z.getColDim(), 1);
    double moved = through(identity(w.getRowDim()), v, w, other, single);
    assertThat(moved)
        .isLessThanOrEqualTo(
            drawn.sensitivity() * LinearAlgebra.meanSquaredLength(other) * (1 + 1e-12));
    Drawn thrice = drawn.scaled(3);
    assertThat(thrice.at()).isEqualTo(at);
    assertThat(thrice.total()).isCloseTo(3 * total, within(1e-11 * total));
    assertThat(thrice.through(t)).isCloseTo(3 * mapped, within(1e-11 * mapped));
    assertThat(thrice.sensitivity())
        .isCloseTo(3 * drawn.sensitivity(), within(1e-12 * drawn.sensitivity()));
  }

  @Test
  void singleWeightsOfWideLayersAreIndependentByOutput() {
    Drawn drawn = drawn(network, "W1", Unit.WEIGHT);
    double[] v = variances(network, "W1", Unit.WEIGHT);
    check(drawn, 1, v, network.layer(1).weights(), inputs, true);
    assertThat(((Drawn.ByOutput) drawn).isIndependent()).isTrue();
    assertThat(((Drawn.ByOutput) drawn.scaled(2)).isIndependent()).isTrue();
  }

  @Test
  void singleWeightsOfBlocksAreUncorrelatedOnly() {
    Drawn drawn = drawn(network, "B1", Unit.WEIGHT);
    check(
        drawn, 1, variances(network, "B1", Unit.WEIGHT), network.layer(1).weights(), inputs, true);
    assertThat(((Drawn.ByOutput) drawn).isIndependent()).isFalse();
  }

  @Test
  void columnsAreInputsOfTheLayerItself() {
    Drawn drawn = drawn(network, "W2", Unit.NEURON);
    double[] v = variances(network, "W2", Unit.NEURON);
    check(drawn, 2, v, network.layer(2).weights(), network.activations(inputs, 1), false);
  }

  /** {@code phi(t a) = t phi(a)}: a row of ReLU is an input of the next layer. */
  @Test
  void rowsOfReluAreInputsOfTheNextLayer() {
    Drawn drawn = drawn(network, "B1", Unit.NEURON);
    double[] v = variances(network, "B1", Unit.NEURON);
    check(drawn, 2, v, network.layer(2).weights(), network.activations(inputs, 1), false);
  }

  /** {@code e_i = (t_i - 1)(W z)_i}: as if the pre-activations were inputs of the identity. */
  @Test
  void otherRowsMultiplyTheirPreactivations() {
    Network curved = network.withLayer(1, new Dense(network.layer(1).weights(), Activation.TANH));
    Drawn drawn = drawn(curved, "B1", Unit.NEURON);
    double[] v = variances(curved, "B1", Unit.NEURON);
    R064Store products = curved.layer(1).preactivations(inputs);
    assertThat(drawn.at()).isEqualTo(1);
    R064Store t = Nets.gaussian(random, 3, 5, 1);
    double mapped = through(t, v, identity(5), products, false);
    assertThat(drawn.through(t)).isCloseTo(mapped, within(1e-12 * mapped));
    double sigma = LinearAlgebra.operatorNorm(curved.layer(1).weights());
    assertThat(drawn.sensitivity()).isCloseTo(v[0] * sigma * sigma, within(1e-10));
  }

  @Test
  void ofATotalNothingElseIsKnown() {
    Drawn whole = new Drawn.Whole(2, 5);
    assertThat(whole.total()).isEqualTo(5);
    assertThat(whole.through(identity(3))).isInfinite();
    assertThat(whole.sensitivity()).isNaN();
    assertThat(whole.scaled(0.5)).isEqualTo(new Drawn.Whole(2, 2.5));
  }
}
