package io.github.widesweep.compression;

import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.ojalgo.matrix.store.R064Store;

/** Small random networks and samples for the tests of bounds. */
public final class Nets {
  private Nets() {}

  public static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  public static R064Store gaussian(RandomGenerator random, int rows, int columns, double scale) {
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> scale * random.nextGaussian());
    return matrix;
  }

  public static Network network(
      RandomGenerator random, List<Activation> activations, int... sizes) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l < sizes.length; l++) {
      Activation activation = activations.get(random.nextInt(activations.size()));
      layers.add(new Dense(gaussian(random, sizes[l], sizes[l - 1], 0.6), activation));
    }
    return new Network(layers);
  }

  public static Samples samples(RandomGenerator random, int features, double radius) {
    R064Store inputs = gaussian(random, 5, features, 1);
    double largest = largestNorm(inputs);
    Arrays.setAll(inputs.data, i -> inputs.data[i] * radius / largest);
    return new Samples(inputs, LinearAlgebra.zeros(5, 1));
  }

  public static CompressionSpec spec(
      String target, Scheme scheme, double alpha, Projections projections) {
    return spec(target, Unit.WEIGHT, scheme, alpha, projections);
  }

  public static CompressionSpec spec(
      String target, Unit unit, Scheme scheme, double alpha, Projections projections) {
    return new CompressionSpec(
        Target.parse(target), unit, new Greedy(alpha, new Ordering.Exact()), scheme, projections);
  }

  /** The largest Euclidean length of a row. */
  public static double largestNorm(R064Store rows) {
    double largest = 0;
    for (int s = 0; s < rows.getRowDim(); s++) {
      double sum = 0;
      for (int j = 0; j < rows.getColDim(); j++) {
        sum += rows.doubleValue(s, j) * rows.doubleValue(s, j);
      }
      largest = Math.max(largest, Math.sqrt(sum));
    }
    return largest;
  }

  /** The largest squared distance between rows. */
  public static double largestSquaredDistance(R064Store a, R064Store b) {
    R064Store difference = a.copy();
    Arrays.setAll(difference.data, i -> a.data[i] - b.data[i]);
    double norm = largestNorm(difference);
    return norm * norm;
  }
}
