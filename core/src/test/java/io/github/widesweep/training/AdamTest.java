package io.github.widesweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdamTest {
  private static final TrainingSpec SPEC = new TrainingSpec(Loss.MSE, 1, 1, 0.01, 0.8, 0.95, 1e-6);

  /** Algorithm 1 of Kingma and Ba (2015), line by line, for one number. */
  private static double literal(double theta, double[] gradients) {
    double m = 0;
    double v = 0;
    for (int t = 1; t <= gradients.length; t++) {
      double g = gradients[t - 1];
      m = 0.8 * m + (1 - 0.8) * g;
      v = 0.95 * v + (1 - 0.95) * Math.pow(g, 2);
      double mHat = m / (1 - Math.pow(0.8, t));
      double vHat = v / (1 - Math.pow(0.95, t));
      theta = theta - 0.01 * mHat / (Math.sqrt(vHat) + 1e-6);
    }
    return theta;
  }

  @Test
  void agreesWithTheLiteralAlgorithm() {
    SplittableRandom random = new SplittableRandom(3);
    int steps = 50;
    int size = 7;
    double[][] gradients = new double[size][steps];
    double[] start = new double[size];
    for (int i = 0; i < size; i++) {
      start[i] = random.nextGaussian();
      for (int t = 0; t < steps; t++) {
        gradients[i][t] = Math.pow(10, i - 4) * random.nextGaussian();
      }
    }
    double[] x = start.clone();
    double[] y = {start[0], start[1]};
    Adam adam = new Adam(SPEC, List.of(x, y));
    for (int t = 0; t < steps; t++) {
      double[] g = new double[size];
      for (int i = 0; i < size; i++) {
        g[i] = gradients[i][t];
      }
      adam.step(List.of(g, new double[] {g[0], g[1]}));
    }
    for (int i = 0; i < size; i++) {
      assertThat(x[i]).isCloseTo(literal(start[i], gradients[i]), within(1e-13));
    }
    assertThat(y).containsExactly(x[0], x[1]);
  }

  @Test
  void firstStepHasTheLearningRatesLengthWhateverTheGradient() {
    double[] x = {1, 1};
    new Adam(SPEC, List.of(x)).step(List.of(new double[] {1e4, -1e-2}));
    assertThat(x[0]).isCloseTo(0.99, within(1e-6));
    assertThat(x[1]).isCloseTo(1.01, within(1e-5));
  }
}
