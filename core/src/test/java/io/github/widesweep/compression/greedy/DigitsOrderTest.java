package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** The whole order on a trained network against a plain search that keeps every score. */
class DigitsOrderTest {
  @Test
  void reluOfWidth100() {
    check("relu", 100, 300);
  }

  @Test
  void tanhOfWidth12() {
    check("tanh", 12, 200);
  }

  private static void check(String activation, int width, int samples) {
    SweepSpec spec =
        SpecReader.parse(
            """
            name: order
            seed: 7
            data: {source: digits}
            network: {hidden: [width, 40], activation: %s, output: softmax}
            training: {epochs: 2}
            grid: {widths: [%d], networks: 1, draws: 1, targets: [B1], schemes: {prune: [0.3]}, alphas: [0.9]}
            """
                .formatted(activation, width),
            "order.yaml");
    var data = Specs.data(spec);
    Grid grid = Grid.of(spec, data.name(), 64, 10);
    Network network =
        new ChunkRunner(spec, data).train(grid.networks().get(0)).network().orElseThrow();
    Samples calibration = data.train().first(samples);
    GreedyCase c =
        new GreedyCase(
            (Dense) network.layer(1),
            (Dense) network.layer(2),
            calibration.inputs(),
            calibration.inputs(),
            new Replacement.Pruning(0.3),
            (int) (0.9 * 64 * width),
            Nets.random(8).doubles(64L * width).toArray());
    assertThat(c.draw(new Ordering.Exact()).order()).isEqualTo(new Plain(c).order());
  }

  /** Every linear term follows every step, a row is scored anew after each of its steps. */
  private static final class Plain {
    private final GreedyCase c;
    private final int samples;
    private final int inputs;
    private final int rows;
    private final double[] weights;
    private final double[][] a;
    private final double[][] shifts;
    private final int[][] supports;
    private final double[][] residual;
    private final double[] linear;
    private final double[] quadratic;
    private final boolean[] offered;

    Plain(GreedyCase c) {
      this.c = c;
      this.samples = c.zh().getRowDim();
      this.inputs = c.layer().inputs();
      this.rows = c.layer().outputs();
      this.weights = new double[rows * inputs];
      this.a = new double[rows][samples];
      this.shifts = new double[rows * inputs][];
      this.supports = new int[rows * inputs][];
      this.residual = new double[samples][c.next().outputs()];
      this.linear = new double[rows * inputs];
      this.quadratic = new double[rows * inputs];
      this.offered = new boolean[rows * inputs];
      R064Store before = c.layer().preactivations(c.zh());
      R064Store start = c.residual();
      for (int i = 0; i < rows; i++) {
        for (int s = 0; s < samples; s++) {
          a[i][s] = before.doubleValue(s, i);
        }
        for (int j = 0; j < inputs; j++) {
          weights[i * inputs + j] = c.layer().weights().doubleValue(i, j);
        }
      }
      for (int s = 0; s < samples; s++) {
        for (int o = 0; o < residual[s].length; o++) {
          residual[s][o] = start.doubleValue(s, o);
        }
      }
    }

    int[] order() {
      for (int i = 0; i < rows; i++) {
        score(i);
      }
      int[] order = new int[c.steps()];
      for (int step = 0; step < order.length; step++) {
        int best = -1;
        for (int u = 0; u < offered.length; u++) {
          if (!offered[u] && (best < 0 || at(u) < at(best) - 1e-11 * quadratic[best])) {
            best = u;
          }
        }
        order[step] = best;
        offered[best] = true;
        take(best);
      }
      return order;
    }

    private double at(int unit) {
      return Math.abs(linear[unit] + quadratic[unit]);
    }

    private void take(int unit) {
      int row = unit / inputs;
      double t = c.replacement().draw(weights[unit], c.uniforms()[unit]);
      double[] old = phi(a[row]);
      for (int s = 0; s < samples; s++) {
        a[row][s] += (t - weights[unit]) * c.zh().doubleValue(s, unit % inputs);
      }
      weights[unit] = t;
      double[] change = phi(a[row]);
      for (int s = 0; s < samples; s++) {
        change[s] -= old[s];
        for (int o = 0; o < residual[s].length; o++) {
          residual[s][o] += change[s] * c.next().weights().doubleValue(o, row);
        }
      }
      for (int k = 0; k < rows; k++) {
        if (k != row) {
          double factor = 2.0 / samples * coupling(k, row);
          for (int u = k * inputs; u < (k + 1) * inputs; u++) {
            if (!offered[u]) {
              double sum = 0;
              for (int at = 0; at < supports[u].length; at++) {
                sum += shifts[u][at] * change[supports[u][at]];
              }
              linear[u] += factor * sum;
            }
          }
        }
      }
      score(row);
    }

    private double coupling(int k, int i) {
      double sum = 0;
      for (int o = 0; o < c.next().outputs(); o++) {
        sum += c.next().weights().doubleValue(o, k) * c.next().weights().doubleValue(o, i);
      }
      return sum;
    }

    private double[] phi(double[] values) {
      Activation activation = c.layer().activation();
      double[] result = new double[samples];
      activation.apply(values, result, 0, samples);
      return result;
    }

    private void score(int row) {
      double[] now = phi(a[row]);
      double[] g = new double[samples];
      for (int s = 0; s < samples; s++) {
        for (int o = 0; o < residual[s].length; o++) {
          g[s] += residual[s][o] * c.next().weights().doubleValue(o, row);
        }
      }
      double norm = coupling(row, row);
      for (int u = row * inputs; u < (row + 1) * inputs; u++) {
        if (offered[u]) {
          continue;
        }
        double w = weights[u];
        double p = c.replacement().probability(w);
        double[] high = new double[samples];
        double[] low = new double[samples];
        for (int s = 0; s < samples; s++) {
          double x = c.zh().doubleValue(s, u % inputs);
          high[s] = a[row][s] + (c.replacement().high(w) - w) * x;
          low[s] = a[row][s] + (c.replacement().low(w) - w) * x;
        }
        high = phi(high);
        low = phi(low);
        double[] shift = new double[samples];
        int[] support = new int[samples];
        int count = 0;
        linear[u] = 0;
        quadratic[u] = 0;
        for (int s = 0; s < samples; s++) {
          double up = high[s] - now[s];
          double down = low[s] - now[s];
          double m = p * up + (1 - p) * down;
          quadratic[u] += norm / samples * (p * up * up + (1 - p) * down * down);
          if (Math.abs(m) > 1e-15) {
            support[count] = s;
            shift[count++] = m;
            linear[u] += 2.0 / samples * g[s] * m;
          }
        }
        shifts[u] = Arrays.copyOf(shift, count);
        supports[u] = Arrays.copyOf(support, count);
      }
    }
  }
}
