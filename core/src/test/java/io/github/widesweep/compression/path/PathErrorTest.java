package io.github.widesweep.compression.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** What both methods make of running sums, from their outcomes alone. */
class PathErrorTest {
  private final RandomGenerator random = Nets.random(161);

  private static LayerProblem problem(R064Store weights, R064Store z) {
    Activations inputs = Activations.of(z);
    Network network = new Network(List.of(new Dense(weights, Activation.RELU)));
    return LayerProblem.of(network, 1, Role.WIDE, inputs, inputs);
  }

  private static R064Store quantized(
      Method method, R064Store weights, R064Store z, int levels, double[] uniforms) {
    LayerPlan plan = method.plan(problem(weights, z), Unit.WEIGHT, new Scheme.Quantize(levels));
    return plan.draw(uniforms).layer().weights();
  }

  /**
   * With {@code u_t = u_{t-1} + (w_t - q_t) z_t} and {@code x_t} what is asked for, {@code |u_t|^2}
   * is what no {@code q_t} would take away, the part of {@code u_{t-1} + w_t z_t} orthogonal to
   * {@code z_t}, and {@code (x_t - q_t)^2 |z_t|^2}: the step of Lybrand and Saab's proof. The last
   * term is at most a quarter of the squared step's, or {@code q_t} is the last level.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 130})
  void runningErrorsSplitAtEveryColumn(int inputs) {
    int samples = 20;
    int levels = 3;
    R064Store w = Nets.gaussian(random, 2, inputs, 1);
    R064Store z = Nets.gaussian(random, samples, inputs, 1);
    double largest = LinearAlgebra.maxAbs(w);
    double half = largest / levels / 2;
    R064Store q = quantized(new Gpfq(), w, z, levels, new double[0]);
    for (int i = 0; i < 2; i++) {
      double[] u = new double[samples];
      for (int t = 0; t < inputs; t++) {
        double energy = 0;
        double product = 0;
        double whole = 0;
        for (int s = 0; s < samples; s++) {
          double at = z.doubleValue(s, t);
          u[s] += w.doubleValue(i, t) * at;
          energy += at * at;
          product += at * u[s];
          whole += u[s] * u[s];
        }
        double asked = product / energy;
        double rounded = q.doubleValue(i, t);
        double left = 0;
        for (int s = 0; s < samples; s++) {
          u[s] -= rounded * z.doubleValue(s, t);
          left += u[s] * u[s];
        }
        double moved = (asked - rounded) * (asked - rounded) * energy;
        assertThat(left)
            .isCloseTo(whole - product * product / energy + moved, within(1e-10 * (1 + whole)));
        if (Math.abs(asked) <= largest) {
          assertThat(Math.abs(asked - rounded)).isLessThanOrEqualTo(half * (1 + 1e-9));
        } else {
          assertThat(rounded).isCloseTo(Math.copySign(largest, asked), within(1e-12));
        }
      }
    }
  }

  /** All draws of three weights, with chances from the definition of what each is asked to be. */
  @Test
  void drawsKeepTheMeanOfWhatIsAskedFor() {
    int within = 0;
    for (int trial = 0; trial < 30; trial++) {
      int samples = random.nextInt(1, 12);
      int levels = random.nextInt(1, 5);
      // The first weight is the largest, so that no later one is asked beyond the levels too often.
      R064Store w =
          R064Store.wrap(new double[] {2, random.nextDouble(-1, 1), random.nextDouble(-1, 1)}, 1);
      R064Store z = Nets.gaussian(random, samples, 3, 1);
      LayerPlan plan = new Spfq().plan(problem(w, z), Unit.WEIGHT, new Scheme.Quantize(levels));
      double[] mean = new double[3];
      for (int outcome = 0; outcome < 8; outcome++) {
        double[] uniforms = new double[3];
        for (int t = 0; t < 3; t++) {
          uniforms[t] = (outcome >> t & 1) == 1 ? 0 : Math.nextDown(1.0);
        }
        double[] q = plan.draw(uniforms).layer().weights().data;
        double chance = chance(w.data, z, q, uniforms, 2.0 / levels);
        for (int t = 0; t < 3; t++) {
          mean[t] += chance * q[t];
        }
      }
      // Where nothing is cut off, every weight keeps its mean: running errors have mean 0.
      if (!Double.isNaN(mean[0] + mean[1] + mean[2])) {
        assertThat(mean).containsExactly(w.data, within(1e-9));
        within++;
      }
    }
    assertThat(within).isGreaterThan(10);
  }

  /** The chance of these weights; NaN if one was asked to be more than the last level. */
  private static double chance(
      double[] w, R064Store z, double[] q, double[] uniforms, double step) {
    double chance = 1;
    double[] u = new double[z.getRowDim()];
    for (int t = 0; t < 3; t++) {
      double energy = 0;
      double product = 0;
      for (int s = 0; s < u.length; s++) {
        u[s] += w[t] * z.doubleValue(s, t);
        energy += z.doubleValue(s, t) * z.doubleValue(s, t);
        product += z.doubleValue(s, t) * u[s];
      }
      double asked = product / energy;
      double up = Math.abs(asked) / step - Math.floor(Math.abs(asked) / step);
      // On a level, to rounding, both draws give it.
      up = t == 0 ? 1 : up;
      chance *= uniforms[t] == 0 ? up : 1 - up;
      chance = Math.abs(asked) > 2 * (1 + 1e-12) ? Double.NaN : chance;
      for (int s = 0; s < u.length; s++) {
        u[s] -= q[t] * z.doubleValue(s, t);
      }
    }
    return chance;
  }

  /** Samples twice as long, or in another order, ask for the same weights. */
  @Test
  void pathsDependOnTheDirectionsOfInputsOnly() {
    for (int trial = 0; trial < 10; trial++) {
      R064Store w = Nets.gaussian(random, 3, 70, 1);
      R064Store z = Nets.gaussian(random, 12, 70, 1);
      R064Store doubled = z.copy();
      Arrays.setAll(doubled.data, e -> 2 * z.data[e]);
      R064Store turned = z.copy();
      for (int e = 0; e < z.data.length; e++) {
        turned.data[e] = z.data[e / 12 * 12 + 11 - e % 12];
      }
      double[] uniforms = random.doubles(210).toArray();
      for (Method method : List.of(new Gpfq(), new Spfq())) {
        double[] expected = quantized(method, w, z, 4, uniforms).data;
        assertThat(quantized(method, w, doubled, 4, uniforms).data).isEqualTo(expected);
        assertThat(quantized(method, w, turned, 4, uniforms).data).isEqualTo(expected);
      }
    }
  }

  /** A row's weights follow their own path: other rows matter by the largest weight alone. */
  @Test
  void rowsDoNotActOnEachOther() {
    R064Store w = Nets.gaussian(random, 4, 66, 0.5);
    w.set(0, 0, 3.0);
    R064Store z = Nets.gaussian(random, 15, 66, 1);
    double[] whole = quantized(new Gpfq(), w, z, 5, new double[0]).data;
    for (int i = 1; i < 4; i++) {
      R064Store pair = LinearAlgebra.zeros(2, 66);
      LinearAlgebra.copyRows(w, 0, pair, 0, 1);
      LinearAlgebra.copyRows(w, i, pair, 1, 1);
      R064Store own = quantized(new Gpfq(), pair, z, 5, new double[0]);
      for (int j = 0; j < 66; j++) {
        assertThat(own.doubleValue(1, j)).isEqualTo(whole[j * 4 + i]);
      }
    }
  }

  /** Orthogonal inputs carry nothing on: each weight is rounded, or drawn, by itself. */
  @Test
  void orthogonalInputsAreRoundToNearest() {
    R064Store z = LinearAlgebra.zeros(5, 5);
    for (int j = 0; j < 5; j++) {
      z.set(j, j, 1.0);
    }
    R064Store w = R064Store.wrap(new double[] {1, -0.26, 0.74, -0.75, 0.1}, 1);
    assertThat(quantized(new Gpfq(), w, z, 2, new double[0]).data)
        .containsExactly(1, -0.5, 0.5, -1, 0);
    // Up with the chance of the part of a step above the level below: 1, 0.52, 0.48, 0.5, 0.2.
    double[] uniforms = {0.9, 0.51, 0.49, 0.49, 0.19};
    assertThat(quantized(new Spfq(), w, z, 2, uniforms).data)
        .containsExactly(1, -0.5, 0.5, -1, 0.5);
  }
}
