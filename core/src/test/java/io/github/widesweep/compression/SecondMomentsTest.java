package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.network.Activations;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

/** The factor of the second moments against the samples themselves. */
class SecondMomentsTest {
  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1", "5, 3, 2, 1", "40, 40, 3, 4", "300, 130, 7, 5", "200, 199, 1, 2"})
  void lengthsAreThoseOfTheSamples(int samples, int inputs, int rows, int size) {
    RandomGenerator random = Nets.random(samples);
    check(Nets.gaussian(random, samples, inputs, 1), rows, size, random);
  }

  /** Dead inputs, repeated inputs and more inputs than samples: the moments are singular. */
  @Test
  void singularMoments() {
    RandomGenerator random = Nets.random(5);
    R064Store dead = Nets.gaussian(random, 90, 70, 1);
    Arrays.fill(dead.data, 0, 90, 0);
    Arrays.fill(dead.data, 90 * 60, 90 * 61, 0);
    check(dead, 4, 3, random);
    R064Store repeated = Nets.gaussian(random, 90, 70, 1);
    for (int j = 0; j < 70; j += 2) {
      System.arraycopy(repeated.data, j * 90, repeated.data, (j + 1) * 90, 90);
    }
    check(repeated, 4, 3, random);
    check(
        LinearAlgebra.times(Nets.gaussian(random, 90, 3, 1), Nets.gaussian(random, 3, 70, 1)),
        2,
        2,
        random);
    check(Nets.gaussian(random, 10, 60, 1), 2, 5, random);
    check(LinearAlgebra.zeros(10, 60), 2, 5, random);
  }

  /** Inputs of very different size, as raw features have. */
  @Test
  void inputsOfDifferentScales() {
    RandomGenerator random = Nets.random(6);
    R064Store inputs = Nets.gaussian(random, 80, 60, 1);
    for (int j = 0; j < 60; j++) {
      for (int s = 0; s < 80; s++) {
        inputs.data[j * 80 + s] *= Math.pow(10, j % 9 - 4);
      }
    }
    check(inputs, 3, 2, random);
  }

  /** Where rounding leaves nothing of most pivots. */
  @ParameterizedTest
  @CsvSource({"300, 250, 1", "300, 250, 5", "260, 250, 240", "20, 250, 20"})
  void fewDirections(int samples, int inputs, int rank) {
    RandomGenerator random = Nets.random(rank);
    R064Store z =
        LinearAlgebra.times(
            Nets.gaussian(random, samples, rank, 1), Nets.gaussian(random, rank, inputs, 1));
    check(z, 3, 2, random);
  }

  /** Repeated inputs that cancel: nothing is left but the rounding of what was taken off. */
  @Test
  void cancellingInputs() {
    RandomGenerator random = Nets.random(7);
    R064Store inputs = Nets.gaussian(random, 90, 2, 1);
    System.arraycopy(inputs.data, 0, inputs.data, 90, 90);
    R064Store difference = R064Store.FACTORY.make(1, 2);
    difference.data[0] = 3;
    difference.data[1] = -3;
    double moment = Activations.of(inputs).meanSquares()[0];
    double found = SecondMoments.of(Activations.of(inputs)).meanSquaredLengths(difference, 1)[0];
    assertThat(found).isBetween(0.0, 1e-14 * 2 * 9 * moment);
  }

  @Test
  void overflowIsNoNumber() {
    R064Store inputs = Nets.gaussian(Nets.random(8), 20, 5, 1e200);
    R064Store stacked = Nets.gaussian(Nets.random(9), 4, 5, 1);
    assertThat(SecondMoments.of(Activations.of(inputs)).meanSquaredLengths(stacked, 2))
        .containsOnly(Double.NaN);
  }

  private static void check(R064Store inputs, int rows, int size, RandomGenerator random) {
    R064Store stacked = Nets.gaussian(random, rows * size, inputs.getColDim(), 1);
    double[] expected = lengths(inputs, stacked, size);
    double[] found = SecondMoments.of(Activations.of(inputs)).meanSquaredLengths(stacked, size);
    for (int k = 0; k < size; k++) {
      assertThat(found[k]).isCloseTo(expected[k], within(1e-12 * expected[k]));
    }
  }

  /** By definition, sample by sample. */
  private static double[] lengths(R064Store inputs, R064Store stacked, int size) {
    int rows = stacked.getRowDim();
    R064Store products = LinearAlgebra.timesTransposed(inputs, stacked);
    double[] lengths = new double[size];
    for (int row = 0; row < rows; row++) {
      for (int s = 0; s < inputs.getRowDim(); s++) {
        double value = products.doubleValue(s, row);
        lengths[row / (rows / size)] += value * value / inputs.getRowDim();
      }
    }
    return lengths;
  }
}
