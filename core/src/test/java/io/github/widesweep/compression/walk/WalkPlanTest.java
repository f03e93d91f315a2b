package io.github.widesweep.compression.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** What a plan of walks says of its draws, against every way in which their coins may fall. */
class WalkPlanTest {
  private final RandomGenerator random = Nets.random(111);

  private static double unitValue(LayerCase c, R064Store weights, int unit) {
    int columns = weights.getColDim();
    return c.unit() == Unit.WEIGHT
        ? weights.doubleValue(unit / columns, unit % columns)
        : factor(c, weights, unit);
  }

  /** What a neuron's weights were multiplied by. */
  private static double factor(LayerCase c, R064Store weights, int unit) {
    R064Store dense = c.problem().layer().weights();
    boolean wide = c.problem().role() == Role.WIDE;
    int count = wide ? dense.getRowDim() : dense.getColDim();
    for (int k = 0; k < count; k++) {
      double before = wide ? dense.doubleValue(k, unit) : dense.doubleValue(unit, k);
      double after = wide ? weights.doubleValue(k, unit) : weights.doubleValue(unit, k);
      if (before != 0) {
        return after / before;
      }
    }
    return 1;
  }

  private static double[][] covariance(LayerCase c, WalkPlan plan) {
    int n = c.units();
    R064Store dense = c.problem().layer().weights();
    double[][] covariance = new double[n][n];
    CoinFalls.forEach(
        plan::draw,
        (outcome, chance) -> {
          R064Store drawn = outcome.layer().weights();
          double[] moved = new double[n];
          for (int u = 0; u < n; u++) {
            moved[u] = unitValue(c, drawn, u) - unitValue(c, dense, u);
          }
          for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
              covariance[i][j] += chance * moved[i] * moved[j];
            }
          }
        });
    return covariance;
  }

  private LayerCase random(int i) {
    Unit unit = i % 2 == 0 ? Unit.WEIGHT : Unit.NEURON;
    Role role = i % 4 < 2 ? Role.WIDE : Role.BLOCK;
    int[][] shapes = {{3, 2}, {6, 6}, {2, 3}, {5, 5}};
    int[] shape = shapes[i % 4];
    return LayerCase.random(random, role, unit, Activation.TANH, shape[0], shape[1]);
  }

  /** {@code x^T Cov(t) x <= sum v_u x_u^2} in random directions and along single units. */
  @Test
  void covarianceIsBelowItsBound() {
    for (int i = 0; i < 80; i++) {
      LayerCase c = random(i);
      double lambda = new double[] {1, 0.5, 0.1}[i % 3];
      WalkPlan plan = (WalkPlan) c.plan(new Walk(0.8, new Lambda(lambda)));
      double[][] covariance = covariance(c, plan);
      double[] v = plan.covarianceBound().orElseThrow();
      int n = v.length;
      double scale = 1 + Arrays.stream(v).max().orElse(0);
      for (int trial = 0; trial < 30; trial++) {
        double[] x = new double[n];
        if (trial < n) {
          x[trial] = 1;
        } else {
          Arrays.setAll(x, u -> random.nextGaussian());
        }
        double left = 0;
        double right = 0;
        for (int a = 0; a < n; a++) {
          right += v[a] * x[a] * x[a];
          for (int b = 0; b < n; b++) {
            left += x[a] * covariance[a][b] * x[b];
          }
        }
        assertThat(left).isLessThanOrEqualTo(right + 1e-9 * scale);
      }
    }
  }

  /** Units that were not offered stay, and units of different rows do not correlate. */
  @Test
  void rowsAreIndependentOfEachOther() {
    for (int i = 0; i < 80; i += 2) {
      LayerCase c = random(i);
      WalkPlan plan = (WalkPlan) c.plan(new Walk(0.8, new Lambda(0.2)));
      double[][] covariance = covariance(c, plan);
      int columns = c.problem().layer().inputs();
      double largest = 0;
      for (int u = 0; u < c.units(); u++) {
        largest = Math.max(largest, covariance[u][u]);
      }
      int[] order = plan.draw(random.doubles(c.units()).toArray()).order();
      for (int a = 0; a < c.units(); a++) {
        int unit = a;
        if (Arrays.stream(order).noneMatch(u -> u == unit)) {
          assertThat(covariance[a][a]).isZero();
        }
        for (int b = 0; b < c.units(); b++) {
          if (a / columns != b / columns) {
            assertThat(covariance[a][b]).isCloseTo(0, within(1e-12 * (1 + largest)));
          }
        }
      }
    }
  }

  /** {@code E mean ((What - W) zh)_i^2} of every output, at whatever inputs the layer is given. */
  @Test
  void outputsAreWithinTheirBounds() {
    for (int i = 0; i < 60; i++) {
      LayerCase c = LayerCase.random(random, Role.WIDE, Unit.WEIGHT, Activation.TANH, 3, 1 + i % 3);
      Lambda lambda = i % 4 == 0 ? Lambda.AUTO : new Lambda(new double[] {1, 0.3, 0.01}[i % 3]);
      WalkPlan plan = (WalkPlan) c.plan(new Walk(0.99, lambda));
      double[] bounds = plan.outputBounds().orElseThrow();
      double[] energies = new double[bounds.length];
      R064Store dense = c.problem().layer().weights();
      R064Store zh = c.problem().inputs().all();
      CoinFalls.forEach(
          plan::draw,
          (outcome, chance) -> {
            R064Store moved = dense.copy();
            Arrays.setAll(moved.data, e -> outcome.layer().weights().data[e] - dense.data[e]);
            R064Store error = LinearAlgebra.timesTransposed(zh, moved);
            int samples = zh.getRowDim();
            for (int e = 0; e < error.data.length; e++) {
              energies[e / samples] += chance * error.data[e] * error.data[e] / samples;
            }
          });
      for (int o = 0; o < bounds.length; o++) {
        assertThat(energies[o]).isLessThanOrEqualTo(bounds[o] * (1 + 1e-9) + 1e-12);
        if (lambda.value() == 1) {
          assertThat(energies[o]).isCloseTo(bounds[o], within(1e-9 * (1e-3 + bounds[o])));
        }
      }
      assertThat(plan.psiAddedBound())
          .isCloseTo(Arrays.stream(bounds).sum(), within(1e-12 * (1 + plan.psiAddedBound())));
    }
  }

  /** Where lambda is searched nothing is known at other inputs; neurons are not outputs. */
  @Test
  void saysNothingThatItCannotKnow() {
    for (int i = 0; i < 4; i++) {
      LayerCase c = random(i);
      LayerPlan auto = c.plan(new Walk(0.8, Lambda.AUTO));
      LayerPlan half = c.plan(new Walk(0.8, new Lambda(0.5)));
      LayerPlan one = c.plan(new Walk(0.8, new Lambda(1)));
      boolean wide = c.problem().role() == Role.WIDE;
      assertThat(auto.covarianceBound()).isEmpty();
      assertThat(half.variances()).isEmpty();
      assertThat(half.psiAdded()).isNaN();
      assertThat(half.outputBounds().isPresent()).isEqualTo(wide && c.unit() == Unit.WEIGHT);
      assertThat(one.variances().isPresent()).isEqualTo(wide);
      assertThat(Double.isNaN(one.psiAdded())).isEqualTo(!wide);
      assertThat(Double.isNaN(half.psiAddedBound())).isEqualTo(!wide);
    }
  }
}
