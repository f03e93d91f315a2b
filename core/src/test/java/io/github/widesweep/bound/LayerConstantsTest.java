package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Padding;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

class LayerConstantsTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  /** The layer's linear map, a column from every unit vector. */
  private static R064Store matrix(Layer layer) {
    R064Store matrix = LinearAlgebra.zeros(layer.outputs(), layer.inputs());
    for (int j = 0; j < layer.inputs(); j++) {
      R064Store unit = LinearAlgebra.zeros(1, layer.inputs());
      unit.data[j] = 1;
      R064Store column = layer.preactivations(unit);
      System.arraycopy(column.data, 0, matrix.data, j * layer.outputs(), layer.outputs());
    }
    return matrix;
  }

  private static R064Store absolute(R064Store matrix) {
    R064Store result = matrix.copy();
    for (int e = 0; e < result.data.length; e++) {
      result.data[e] = Math.abs(result.data[e]);
    }
    return result;
  }

  private static R064Store piece(R064Store matrix, int row, int column, int size) {
    R064Store piece = LinearAlgebra.zeros(size, size);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        // Rows and columns beyond the edge are zeros.
        if (row + i < matrix.getRowDim() && column + j < matrix.getColDim()) {
          piece.set(i, j, matrix.doubleValue(row + i, column + j));
        }
      }
    }
    return piece;
  }

  private static double largestBlock(R064Store matrix, int size) {
    double largest = 0;
    for (int i = 0; i < matrix.getRowDim(); i += size) {
      for (int j = 0; j < matrix.getColDim(); j += size) {
        largest = Math.max(largest, LinearAlgebra.operatorNorm(piece(matrix, i, j, size)));
      }
    }
    return largest;
  }

  @Test
  void denseLayersByTheirMatrix() {
    RandomGenerator random = Nets.random(61);
    for (int trial = 0; trial < 20; trial++) {
      R064Store w = Nets.gaussian(random, 1 + random.nextInt(6), 1 + random.nextInt(6), 2);
      double[] bias = random.doubles(w.getRowDim()).toArray();
      Dense layer = new Dense(w, Optional.of(bias), Activation.RELU, 3);
      LayerConstants constants = LayerConstants.of(layer);
      assertThat(constants.sigma()).isCloseTo(LinearAlgebra.operatorNorm(w), within(1e-12));
      assertThat(constants.nu()).isEqualTo(LinearAlgebra.maxAbs(w));
      assertThat(constants.nu()).isCloseTo(largestBlock(w, 1), within(1e-12));
      assertThat(constants.absoluteNorm())
          .isCloseTo(LinearAlgebra.operatorNorm(absolute(w)), within(1e-12));
      double squares = 0;
      for (double b : bias) {
        squares += b * b;
      }
      assertThat(constants.biasNorm()).isCloseTo(Math.sqrt(squares), within(1e-12));
      assertThat(constants.radius()).isEqualTo(3);
      assertThat(constants.isDense()).isTrue();
      assertThat(constants.isZeroPadded()).isFalse();
    }
  }

  /** Circular maps, and maps padded with zeros, where blocks may be pieces of maps. */
  @ParameterizedTest
  @CsvSource({"circular,3,9", "zero 1 1,3,9", "zero 0 0,6,4", "zero 1 0,4,1"})
  void convolutionsByTheirWholeMatrix(String padding, int side, int expectedBlock) {
    RandomGenerator random = Nets.random(62);
    int kernel = 3;
    Convolution plain =
        new Convolution(
            Nets.gaussian(random, 3, 2 * kernel * kernel, 0.5),
            kernel,
            side,
            Padding.parse(padding),
            Activation.TANH);
    double[] bias = {3, 0, 4};
    Layer layer = plain.withWeights(plain.weights(), Optional.of(bias));
    LayerConstants constants = LayerConstants.of(layer);
    R064Store whole = matrix(plain);
    assertThat(constants.inputs()).isEqualTo(whole.getColDim());
    assertThat(constants.outputs()).isEqualTo(whole.getRowDim());
    // Bounds, and for circular maps the norms themselves.
    double sigma = LinearAlgebra.operatorNorm(whole);
    double absolute = LinearAlgebra.operatorNorm(absolute(whole));
    double nu = largestBlock(whole, constants.block());
    assertThat(constants.sigma()).isGreaterThanOrEqualTo(sigma * (1 - 1e-12));
    assertThat(constants.absoluteNorm()).isGreaterThanOrEqualTo(absolute * (1 - 1e-12));
    assertThat(constants.nu()).isGreaterThanOrEqualTo(nu * (1 - 1e-12));
    if (padding.equals("circular")) {
      assertThat(constants.sigma()).isCloseTo(sigma, within(1e-10));
      assertThat(constants.nu()).isCloseTo(nu, within(1e-10));
    }
    assertThat(constants.block()).isEqualTo(expectedBlock);
    assertThat(constants.biasNorm())
        .isCloseTo(5.0 * plain.outputSide(), within(1e-12 * plain.outputSide()));
    assertThat(constants.c2())
        .isEqualTo(LinearAlgebra.maxAbs(plain.weights()) * kernel * Math.sqrt(3));
    assertThat(constants.isDense()).isFalse();
    assertThat(constants.isZeroPadded()).isEqualTo(!padding.equals("circular"));
  }

  /** The real blocks of random layers, padded where sizes do not divide, have no larger norm. */
  @Test
  void blocksOfAnySizeAreBounded() {
    RandomGenerator random = Nets.random(63);
    for (int trial = 0; trial < 60; trial++) {
      R064Store w = Nets.gaussian(random, 1 + random.nextInt(9), 1 + random.nextInt(9), 1);
      if (trial % 3 == 0) {
        // Blocks of ones reach their Frobenius norm.
        Arrays.fill(w.data, 1);
      }
      int size = 1 + random.nextInt(5);
      LayerConstants blocks = LayerConstants.of(new Dense(w, Activation.TANH)).inBlocksOf(size);
      assertThat(blocks.nu()).isGreaterThanOrEqualTo(largestBlock(w, size) * (1 - 1e-12));
      assertThat(blocks.nu()).isLessThanOrEqualTo(blocks.sigma() * (1 + 1e-12));
      assertThat(blocks.outputs() - w.getRowDim()).isBetween(0L, size - 1L);
      assertThat(blocks.inputs() - w.getColDim()).isBetween(0L, size - 1L);
      assertThat(blocks.outputs() % size).isZero();
      assertThat(blocks.inputs() % size).isZero();
      assertThat(blocks.sigma()).isEqualTo(LinearAlgebra.operatorNorm(w));
    }
    R064Store kernel = Nets.gaussian(random, 2, 3 * 4, 1);
    Convolution convolution = new Convolution(kernel, 2, 4, Activation.TANH);
    LayerConstants whole = LayerConstants.of(convolution);
    assertThat(whole.inBlocksOf(16)).isSameAs(whole);
    assertThat(whole.inBlocksOf(4).nu())
        .isGreaterThanOrEqualTo(largestBlock(matrix(convolution), 4));
  }

  /** {@code sigma} and {@code c2} stay, {@code nu} is what {@code c2} says at the new sizes. */
  @Test
  void otherSizesKeepSigmaAndAssumptionOne() {
    RandomGenerator random = Nets.random(64);
    R064Store w = Nets.gaussian(random, 4, 6, 1);
    LayerConstants layer = LayerConstants.of(new Dense(w, Activation.TANH));
    assertThat(layer.resized(6, 4).nu()).isEqualTo(layer.nu());
    LayerConstants wider = layer.resized(24, 4);
    assertThat(wider.nu()).isEqualTo(layer.nu() / 2);
    assertThat(wider.nu() * Math.sqrt(24)).isCloseTo(layer.c2(), within(1e-12));
    assertThat(wider.sigma()).isEqualTo(layer.sigma());
    assertThat(wider.c2()).isEqualTo(layer.c2());
    // No entry exceeds the operator norm, also where a layer gets narrow.
    assertThat(layer.resized(1, 1).nu()).isEqualTo(layer.sigma());
    // || |W| || is at most its Frobenius norm, and at most sqrt(rank) sigma.
    assertThat(wider.absoluteNorm())
        .isCloseTo(Math.min(wider.nu() * Math.sqrt(96), 2 * layer.sigma()), within(1e-12));
    NetworkConstants network =
        new NetworkConstants(
            List.of(layer, LayerConstants.of(new Dense(w, Activation.TANH)).resized(4, 2)));
    NetworkConstants resized = network.withWidth(1, 1L << 33);
    assertThat(resized.layer(1).outputs()).isEqualTo(1L << 33);
    assertThat(resized.layer(2).inputs()).isEqualTo(1L << 33);
    assertThat(resized.layer(1).inputs()).isEqualTo(6);
    assertThat(resized.layer(2).outputs()).isEqualTo(2);
    assertThat(resized.c1()).isEqualTo(network.c1());
    assertThat(resized.c2()).isEqualTo(network.c2());
  }

  private static LayerConstants of(long inputs, long outputs, int block, int kernel, double... d) {
    return new LayerConstants(
        inputs,
        outputs,
        block,
        kernel,
        Padding.CIRCULAR,
        d[0],
        d[1],
        d[2],
        d[3],
        d[4],
        Activation.TANH,
        d[5]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "8;8;0;1;1;1;1;1;0;1;block is 0, expected a whole number of at least 1",
        "9;8;4;1;1;1;1;1;0;1;inputs is 9, expected a positive multiple of 4",
        "0;8;4;1;1;1;1;1;0;1;inputs is 0, expected a positive multiple of 4",
        "8;6;4;1;1;1;1;1;0;1;outputs is 6, expected a positive multiple of 4",
        "8;8;4;0;1;1;1;1;0;1;kernel_side is 0, expected a whole number of at least 1",
        "8;8;4;1;NaN;1;1;1;0;1;sigma is NaN, expected a finite number of at least 0",
        "8;8;4;1;1;-1;1;1;0;1;nu is -1.0, expected a finite number of at least 0",
        "8;8;4;1;1;1;Infinity;1;0;1;absolute_norm is Infinity, expected a finite number of at least 0",
        "8;8;4;1;1;1;1;NaN;0;1;c2 is NaN, expected a finite number of at least 0",
        "8;8;4;1;1;1;1;1;-0.5;1;bias_norm is -0.5, expected a finite number of at least 0",
        "8;8;4;1;1;1;1;1;0;0;radius is 0.0, expected a positive number",
        "8;8;4;1;1;1;1;1;0;NaN;radius is NaN, expected a positive number"
      })
  void refusesWhatNoLayerHas(
      long inputs,
      long outputs,
      int block,
      int kernel,
      double sigma,
      double nu,
      double absoluteNorm,
      double c2,
      double bias,
      double radius,
      String message) {
    assertThatThrownBy(
            () -> of(inputs, outputs, block, kernel, sigma, nu, absoluteNorm, c2, bias, radius))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
  }

  @Test
  void refusesLayersThatDoNotFitTogether() {
    LayerConstants first = of(4, 6, 1, 1, 1, 1, 1, 1, 0, INFINITE);
    LayerConstants second = of(5, 2, 1, 1, 1, 1, 1, 1, 0, INFINITE);
    assertThatThrownBy(() -> new NetworkConstants(List.of(first, second)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("layers[1] is 5 inputs, expected 6 inputs, as many as layer 1 has outputs");
    assertThatThrownBy(() -> new NetworkConstants(List.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("layers is [], expected at least one layer");
  }
}
