package io.github.widesweep.training;

import java.util.List;

/** Adam (Kingma and Ba 2015, Algorithm 1) on a list of arrays. Not thread-safe. */
final class Adam {
  private final TrainingSpec spec;
  private final List<double[]> parameters;
  private final List<double[]> first;
  private final List<double[]> second;
  private int step;

  /**
   * @param parameters what {@link #step} changes, in place
   */
  Adam(TrainingSpec spec, List<double[]> parameters) {
    this.spec = spec;
    this.parameters = parameters;
    this.first = parameters.stream().map(p -> new double[p.length]).toList();
    this.second = parameters.stream().map(p -> new double[p.length]).toList();
  }

  /** One step down these gradients, an array per parameter array. */
  void step(List<double[]> gradients) {
    step++;
    double correction1 = 1 - Math.pow(spec.beta1(), step);
    double correction2 = 1 - Math.pow(spec.beta2(), step);
    for (int i = 0; i < gradients.size(); i++) {
      step(
          parameters.get(i),
          gradients.get(i),
          first.get(i),
          second.get(i),
          correction1,
          correction2);
    }
  }

  private void step(
      double[] x,
      double[] gradient,
      double[] m,
      double[] v,
      double correction1,
      double correction2) {
    double beta1 = spec.beta1();
    double beta2 = spec.beta2();
    double rate = spec.learningRate();
    double epsilon = spec.epsilon();
    for (int i = 0; i < x.length; i++) {
      double g = gradient[i];
      m[i] = beta1 * m[i] + (1 - beta1) * g;
      v[i] = beta2 * v[i] + (1 - beta2) * g * g;
      x[i] -= rate * (m[i] / correction1) / (Math.sqrt(v[i] / correction2) + epsilon);
    }
  }
}
