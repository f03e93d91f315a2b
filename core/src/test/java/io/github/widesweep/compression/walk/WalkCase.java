package io.github.widesweep.compression.walk;

import io.github.widesweep.compression.Nets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.store.R064Store;

/**
 * One group of units: what each adds to the watched output, and its chance.
 *
 * @param v {@code V}, of which the largest diagonal entry is {@code xi^2}
 * @param m {@code lambda I + (1 - lambda) V / xi^2}
 */
record WalkCase(double[][] v, double[][] m, double xiSquared, double lambda, double[] chances) {
  /** Units that depend on each other, equal units, units that add nothing; one sample or many. */
  static WalkCase random(RandomGenerator random, int units, double lambda) {
    int samples = random.nextInt(1, units + 3);
    R064Store added = Nets.gaussian(random, samples, units, 1);
    for (int j = 0; j < units; j++) {
      int other = random.nextInt(units);
      int kind = random.nextInt(8);
      for (int s = 0; s < samples; s++) {
        int entry = j * samples + s;
        if (kind == 0) {
          added.data[entry] = 0;
        } else if (kind == 1) {
          added.data[entry] = added.data[other * samples + s];
        }
      }
    }
    added.data[0] += 0.1;
    double[][] v = new double[units][units];
    double largest = 0;
    for (int i = 0; i < units; i++) {
      for (int j = 0; j < units; j++) {
        for (int s = 0; s < samples; s++) {
          v[i][j] += added.data[i * samples + s] * added.data[j * samples + s] / samples;
        }
      }
      largest = Math.max(largest, v[i][i]);
    }
    double xiSquared = largest;
    double[][] m = Arrays.stream(v).map(double[]::clone).toArray(double[][]::new);
    for (int i = 0; i < units; i++) {
      for (int j = 0; j < units; j++) {
        m[i][j] = (1 - lambda) * v[i][j] / xiSquared + (i == j ? lambda : 0);
      }
    }
    double[] chances = random.doubles(units, 0, 1).map(WalkCase::chance).toArray();
    if (random.nextBoolean()) {
      Arrays.fill(chances, chances[0]);
    }
    return new WalkCase(v, m, xiSquared, lambda, chances);
  }

  /** Near 0 and near 1 now and then. */
  private static double chance(double uniform) {
    if (uniform < 0.1) {
      return 1e-9 * (1 + uniform);
    }
    return uniform > 0.9 ? 1 - 1e-9 * uniform : uniform;
  }

  int units() {
    return chances.length;
  }

  /** The fast walk. */
  double[] walk(GramSchmidtWalk.Coins coins) {
    double[] values = chances.clone();
    GramSchmidtWalk.run(flat(LiteralWalk.inverse(m)), values, coins);
    return values;
  }

  static double[] flat(double[][] symmetric) {
    return Arrays.stream(symmetric).flatMapToDouble(Arrays::stream).toArray();
  }
}
