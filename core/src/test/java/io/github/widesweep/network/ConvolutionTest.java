package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ojalgo.matrix.store.R064Store;

class ConvolutionTest {
  private static final double TOLERANCE = 1e-11;

  /** d_in, d_out, q, r, samples. */
  static Stream<Arguments> shapes() {
    Stream<Arguments> special =
        Stream.of(
            Arguments.of(1, 1, 1, 1, 1),
            Arguments.of(3, 2, 1, 1, 4),
            Arguments.of(3, 2, 3, 1, 4),
            Arguments.of(2, 3, 1, 4, 3),
            Arguments.of(2, 3, 4, 4, 3),
            Arguments.of(2, 3, 5, 4, 3),
            Arguments.of(3, 2, 7, 3, 2),
            Arguments.of(2, 2, 9, 2, 1),
            Arguments.of(1, 5, 3, 8, 2),
            Arguments.of(5, 1, 3, 7, 2),
            // Many blocks of patches, cut in the middle of a line and of a position.
            Arguments.of(20, 2, 3, 5, 50),
            Arguments.of(230, 2, 3, 3, 31),
            Arguments.of(2, 230, 3, 3, 31));
    RandomGenerator random = new SplittableRandom(11);
    Stream<Arguments> more =
        IntStream.range(0, 40)
            .mapToObj(
                n ->
                    Arguments.of(
                        random.nextInt(1, 5),
                        random.nextInt(1, 5),
                        random.nextInt(1, 6),
                        random.nextInt(1, 7),
                        random.nextInt(1, 6)));
    return Stream.concat(special, more);
  }

  private static Convolution layer(int dIn, int dOut, int q, int r) {
    R064Store kernels =
        ExplicitConvolution.gaussian(dOut, dIn * q * q, new SplittableRandom(100 * q + r));
    return new Convolution(kernels, q, r, Activation.IDENTITY);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void isTheProductWithTheCirculantMatrix(int dIn, int dOut, int q, int r, int samples) {
    assertIsTheProduct(layer(dIn, dOut, q, r), samples);
  }

  private static void assertIsTheProduct(Convolution layer, int samples) {
    RandomGenerator random = new SplittableRandom(3);
    R064Store matrix = ExplicitConvolution.matrix(layer);
    R064Store inputs = ExplicitConvolution.gaussian(samples, layer.inputs(), random);
    R064Store gradient = ExplicitConvolution.gaussian(samples, layer.outputs(), random);
    assertClose(layer.preactivations(inputs), LinearAlgebra.timesTransposed(inputs, matrix));
    assertClose(layer.adjoint(gradient), LinearAlgebra.times(gradient, matrix));
    assertClose(
        kernelAdjoint(layer, inputs, gradient), literalKernelAdjoint(layer, inputs, gradient));
    R064Store patches = layer.shape().patches(inputs);
    R064Store product = LinearAlgebra.timesTransposed(patches, layer.weights());
    assertClose(R064Store.wrap(product.data, samples), layer.preactivations(inputs));
  }

  /** The same shapes with every number of zero lines that some kernels leave a map for. */
  @ParameterizedTest
  @MethodSource("shapes")
  void isTheProductWithTheZeroPaddedMatrix(int dIn, int dOut, int q, int r, int samples) {
    for (int before : new int[] {0, (q - 1) / 2, q - 1}) {
      for (int after : new int[] {0, q / 2, q - 1}) {
        if (r + before + after >= q) {
          Padding padding = Padding.zero(before, after);
          Convolution circular = layer(dIn, dOut, q, r);
          Convolution layer =
              new Convolution(circular.weights(), q, r, padding, Activation.IDENTITY);
          assertThat(layer.outputSide()).isEqualTo(r + before + after - q + 1);
          assertIsTheProduct(layer, samples);
        }
      }
    }
  }

  /** An upper bound, the same as for maps that wrap around the zeros, and not a loose one. */
  @ParameterizedTest
  @CsvSource({"1,1,1,4,0,0", "2,3,3,6,1,1", "3,2,5,4,2,2", "2,2,3,5,0,0", "3,3,2,4,0,1"})
  void operatorNormWithZerosIsAnUpperBound(int dIn, int dOut, int q, int r, int before, int after) {
    Convolution layer =
        new Convolution(
            layer(dIn, dOut, q, r).weights(),
            q,
            r,
            Padding.zero(before, after),
            Activation.IDENTITY);
    double norm = ExplicitConvolution.norm(ExplicitConvolution.matrix(layer));
    assertThat(layer.operatorNorm()).isBetween(norm * (1 - 1e-12), 2 * norm);
    for (int o = 0; o < dOut; o++) {
      for (int i = 0; i < dIn; i++) {
        double block = ExplicitConvolution.blockNorm(layer, o, i);
        assertThat(layer.blockNorms().get(o, i)).isBetween(block * (1 - 1e-12), 2.5 * block);
      }
    }
  }

  @Test
  void paddingHasAWrittenForm() {
    for (Padding padding :
        new Padding[] {Padding.CIRCULAR, Padding.zero(0, 0), Padding.zero(1, 2)}) {
      assertThat(Padding.parse(padding.toString())).isEqualTo(padding);
    }
    for (String wrong :
        new String[] {"", "zero", "zero 1", "zero -1 0", "ZERO 1 1", "zero 1 1 1"}) {
      assertThatThrownBy(() -> Padding.parse(wrong))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("padding is " + wrong);
    }
    R064Store kernel = LinearAlgebra.zeros(1, 9);
    assertThatThrownBy(() -> new Convolution(kernel, 3, 4, Padding.zero(3, 0), Activation.RELU))
        .hasMessageContaining("padding is zero 3 0, expected fewer lines of zeros");
    assertThatThrownBy(() -> new Convolution(kernel, 3, 2, Padding.zero(0, 0), Activation.RELU))
        .hasMessageContaining("kernelSide is 3, expected at most 2");
  }

  private static R064Store kernelAdjoint(Convolution layer, R064Store inputs, R064Store gradient) {
    R064Store result =
        LinearAlgebra.zeros(layer.weights().getRowDim(), layer.weights().getColDim());
    // What was there before must not show.
    Arrays.fill(result.data, Double.NaN);
    layer.shape().kernelAdjoint(inputs, gradient, result);
    return result;
  }

  private static R064Store literalKernelAdjoint(
      Convolution layer, R064Store inputs, R064Store gradient) {
    int q = layer.kernelSide();
    int r = layer.side();
    int t = layer.outputSide();
    R064Store result = LinearAlgebra.zeros(layer.outputChannels(), layer.shape().taps());
    for (int o = 0; o < layer.outputChannels(); o++) {
      for (int k = 0; k < layer.shape().taps(); k++) {
        int channel = k / (q * q);
        double sum = 0;
        for (int p = 0; p < t * t; p++) {
          int u = ExplicitConvolution.place(layer, p / t + k / q % q);
          int v = ExplicitConvolution.place(layer, p % t + k % q);
          for (int s = 0;
              s < inputs.getRowDim() && Math.min(u, v) >= 0 && Math.max(u, v) < r;
              s++) {
            sum += gradient.get(s, o * t * t + p) * inputs.get(s, (channel * r + u) * r + v);
          }
        }
        result.set(o, k, sum);
      }
    }
    return result;
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1,1", "1,1,3,5", "3,2,1,1", "3,2,3,1", "2,3,4,4", "3,2,5,3", "4,4,3,6", "1,6,3,4",
    "6,1,2,4", "2,2,5,2", "5,3,3,2"
  })
  void normsAreThoseOfTheCirculantMatrix(int dIn, int dOut, int q, int r) {
    Convolution layer = layer(dIn, dOut, q, r);
    double expected = ExplicitConvolution.norm(ExplicitConvolution.matrix(layer));
    assertThat(layer.operatorNorm()).isCloseTo(expected, within(TOLERANCE * expected));
    R064Store norms = layer.blockNorms();
    for (int o = 0; o < dOut; o++) {
      for (int i = 0; i < dIn; i++) {
        double norm = ExplicitConvolution.blockNorm(layer, o, i);
        assertThat(norms.get(o, i)).isCloseTo(norm, within(TOLERANCE * norm));
        // Lemma 14.
        double sum = 0;
        for (int k = 0; k < q * q; k++) {
          sum += Math.abs(layer.weights().get(o, i * q * q + k));
        }
        assertThat(norms.get(o, i)).isLessThanOrEqualTo(sum * (1 + TOLERANCE));
      }
    }
  }

  /** Reached at a frequency that is not its own conjugate: the half that is looked at matters. */
  @ParameterizedTest
  @CsvSource({"3,1,0", "4,0,1", "5,2,4", "6,5,1", "8,4,3"})
  void anyFrequencyCanGiveTheNorm(int r, int f, int g) {
    R064Store wave = LinearAlgebra.zeros(1, r * r);
    for (int k = 0; k < r * r; k++) {
      wave.data[k] = Math.cos(2 * Math.PI * (f * (k / r) + g * (k % r)) / r + 0.3);
    }
    Convolution layer = new Convolution(wave, r, r, Activation.IDENTITY);
    assertThat(layer.operatorNorm()).isCloseTo(r * r / 2.0, within(1e-10));
    assertThat(layer.blockNorms().data).containsExactly(new double[] {r * r / 2.0}, within(1e-10));
  }

  @Test
  void normsOfDegenerateKernels() {
    assertThat(scaled(0).operatorNorm()).isZero();
    assertThat(scaled(0).blockNorms().data).containsOnly(0);
    double norm = scaled(1).operatorNorm();
    assertThat(scaled(1e-200).operatorNorm() / 1e-200).isCloseTo(norm, within(1e-12 * norm));
    assertThat(scaled(1e200).operatorNorm() / 1e200).isCloseTo(norm, within(1e-12 * norm));
    assertThat(scaled(Double.NaN).operatorNorm()).isNaN();
    assertThat(scaled(Double.POSITIVE_INFINITY).operatorNorm()).isNaN();
    assertThat(scaled(-2).maxAbsWeight()).isEqualTo(2 * LinearAlgebra.maxAbs(scaled(1).weights()));
  }

  private static Convolution scaled(double factor) {
    Convolution layer = layer(2, 3, 3, 4);
    R064Store kernels = layer.weights().copy();
    for (int i = 0; i < kernels.data.length; i++) {
      kernels.data[i] *= factor;
    }
    return layer.withWeights(kernels);
  }

  /** One tap at offset (1, 2) of the second channel, on maps 0..8 and 10..18. */
  @Test
  void tapsSitAtOffsetsFromOneAndMapsWrap() {
    R064Store kernels = LinearAlgebra.zeros(1, 8);
    kernels.set(0, 4 + 1, 1);
    R064Store inputs = LinearAlgebra.zeros(1, 18);
    Arrays.setAll(inputs.data, i -> i < 9 ? i : i + 1);
    Convolution layer = new Convolution(kernels, 2, 3, Activation.IDENTITY);
    assertThat(layer.forward(inputs).data).containsExactly(15, 13, 14, 18, 16, 17, 12, 10, 11);
  }

  @Test
  void noSamplesGiveNoOutputs() {
    Convolution layer = layer(2, 3, 3, 4);
    R064Store none = LinearAlgebra.zeros(0, layer.inputs());
    assertThat(layer.forward(none).getRowDim()).isZero();
    R064Store gradient = LinearAlgebra.zeros(0, layer.outputs());
    assertThat(layer.adjoint(gradient).getRowDim()).isZero();
    assertThat(kernelAdjoint(layer, none, gradient).data).containsOnly(0);
  }

  @Test
  void biasBelongsToChannelsAndProjectionToWholeSamples() {
    R064Store kernels = LinearAlgebra.zeros(2, 1);
    Convolution layer =
        new Convolution(
            kernels,
            1,
            2,
            Padding.CIRCULAR,
            Optional.of(new double[] {3, -4}),
            Activation.IDENTITY,
            1e300);
    R064Store inputs = LinearAlgebra.zeros(2, 4);
    assertThat(layer.forward(inputs).data)
        .containsExactly(3, 3, 3, 3, 3, 3, 3, 3, -4, -4, -4, -4, -4, -4, -4, -4);
    assertThat(layer.withRadius(1).forward(inputs).data)
        .containsExactly(
            new double[] {.3, .3, .3, .3, .3, .3, .3, .3, -.4, -.4, -.4, -.4, -.4, -.4, -.4, -.4},
            within(1e-15));
    assertThat(layer.parameters()).isEqualTo(4);
    assertThat(layer.withRadius(1).withWeights(kernels.copy()).radius()).isEqualTo(1);
  }

  @Test
  void refusesImpossibleShapes() {
    assertRefused(LinearAlgebra.zeros(2, 10), 3, 4, "weights is 2 x 10, expected at least one row");
    assertRefused(LinearAlgebra.zeros(2, 9), 0, 4, "kernelSide is 0");
    assertRefused(LinearAlgebra.zeros(2, 9), 3, 0, "side is 0");
    assertRefused(LinearAlgebra.zeros(2, 9), 3, 40_000, "side is 40000");
    assertRefused(
        LinearAlgebra.zeros(1, 1025 * 1025), 1025, 4, "kernelSide is 1025, expected 1 to");
    assertRefused(LinearAlgebra.zeros(2, 9), 70_000, 4, "weights is 2 x 9");
    R064Store kernels = LinearAlgebra.zeros(2, 9);
    assertThatThrownBy(
            () ->
                new Convolution(
                    kernels,
                    3,
                    4,
                    Padding.CIRCULAR,
                    Optional.of(new double[3]),
                    Activation.RELU,
                    Double.NaN))
        .hasMessageContaining("bias is 3, expected 2 numbers");
    Convolution layer = new Convolution(kernels, 3, 4, Activation.RELU);
    assertThatThrownBy(() -> layer.withRadius(Double.NaN)).hasMessageContaining("radius is NaN");
    assertThatThrownBy(() -> layer.forward(LinearAlgebra.zeros(5, 17)))
        .hasMessageContaining("cannot convolve 5 x 17 to 5 x 32, expected 16 and 32 columns");
    assertThatThrownBy(() -> layer.adjoint(LinearAlgebra.zeros(5, 16)))
        .hasMessageContaining("cannot convolve 5 x 16 to 5 x 16, expected 16 and 32 columns");
    ConvolutionMap shape = new ConvolutionMap(2, 2, 3, 4);
    R064Store samples = LinearAlgebra.zeros(1, 32);
    assertThatThrownBy(() -> shape.apply(kernels, samples, samples))
        .hasMessageContaining("kernels are 2 x 9, expected 2 x 18");
    assertThatThrownBy(() -> new ConvolutionMap(1 << 10, 1 << 10, 64, 1))
        .hasMessageContaining("kernelSide is 64");
  }

  private static void assertRefused(R064Store kernels, int q, int r, String message) {
    assertThatThrownBy(() -> new Convolution(kernels, q, r, Activation.RELU))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(message);
  }

  private static void assertClose(R064Store actual, R064Store expected) {
    assertThat(actual.getRowDim()).isEqualTo(expected.getRowDim());
    assertThat(actual.getColDim()).isEqualTo(expected.getColDim());
    double largest = 0;
    for (int i = 0; i < expected.data.length; i++) {
      largest = Math.max(largest, Math.abs(actual.data[i] - expected.data[i]));
    }
    assertThat(largest).isLessThanOrEqualTo(TOLERANCE * LinearAlgebra.maxAbs(expected));
  }
}
