package io.github.widesweep.sweep.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.Maps;
import io.github.widesweep.sweep.spec.NetworkShape;
import io.github.widesweep.training.Loss;
import io.github.widesweep.training.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkCostTest {
  /** 6 to 5 to 4 to 3, relu, tanh, softmax. */
  private static final NetworkCost DENSE =
      network(
          List.of(Activation.RELU, Activation.TANH, Activation.SOFTMAX),
          LayerShape.dense(Maps.vector(6), 5),
          LayerShape.dense(Maps.vector(5), 4),
          LayerShape.dense(Maps.vector(4), 3));

  /** Two channels of 4 x 4, three filters of 3 x 3, five neurons. */
  private static final NetworkCost CONVOLUTION =
      network(
          List.of(Activation.SIGMOID, Activation.IDENTITY),
          LayerShape.convolution(new Maps(2, 4), 3, 3),
          LayerShape.dense(new Maps(3, 4), 5));

  static List<NetworkCost> networks() {
    return List.of(DENSE, CONVOLUTION);
  }

  private static NetworkCost network(List<Activation> activations, LayerShape... layers) {
    return new NetworkCost(new NetworkShape(List.of(layers), activations, false));
  }

  private static NetworkCost wide(int inputs, int width) {
    return network(
        List.of(Activation.RELU, Activation.IDENTITY),
        LayerShape.dense(Maps.vector(inputs), width),
        LayerShape.dense(Maps.vector(width), 2));
  }

  private static TrainingSpec training(int epochs, int batch) {
    return new TrainingSpec(Loss.MSE, epochs, batch, null, null, null, null);
  }

  /** Every multiplication of every sample, one by one. */
  @ParameterizedTest
  @MethodSource("networks")
  void productsAreCountedLiterally(NetworkCost network) {
    int samples = 7;
    double flops = 0;
    for (LayerShape layer : network.shape().layers()) {
      for (int s = 0; s < samples; s++) {
        for (int out = 0; out < layer.outputs().channels(); out++) {
          for (int at = 0; at < layer.outputs().side() * layer.outputs().side(); at++) {
            int side = layer.kernel().orElse(1);
            int channels =
                layer.isConvolution() ? layer.inputs().channels() : (int) layer.inputs().size();
            for (int in = 0; in < channels * side * side; in++) {
              flops += 2;
            }
          }
        }
      }
    }
    assertThat(network.forward(1, network.depth(), samples).count(Kind.FLOP)).isEqualTo(flops);
  }

  @Test
  void activationsAreCountedByTheirKind() {
    Work dense = DENSE.forward(1, 3, 10);
    // tanh and softmax of 4 and 3 numbers; relu of 5, and every product's result once.
    assertThat(dense.count(Kind.EXPONENTIAL)).isEqualTo(10 * (4 + 3));
    assertThat(dense.count(Kind.ENTRY)).isEqualTo(10 * (5 + 4 + 3) + 10 * 5);
    Work convolution = CONVOLUTION.forward(1, 1, 10);
    // Patches of nine taps, and what becomes of them.
    assertThat(convolution.count(Kind.ENTRY)).isEqualTo(10 * (32 * 9 + 48));
    assertThat(convolution.count(Kind.EXPONENTIAL)).isEqualTo(10 * 48);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aWayIsTheSumOfItsLayers(NetworkCost network) {
    Work sum = Work.NONE;
    for (int l = 1; l <= network.depth(); l++) {
      sum = sum.plus(network.forward(l, l, 9));
    }
    assertThat(network.forward(1, network.depth(), 9)).isEqualTo(sum);
    assertThat(network.forward(2, 1, 9)).isEqualTo(Work.NONE);
    assertThat(network.forward(1, 2, 36)).isEqualTo(network.forward(1, 2, 9).times(4));
  }

  /** Of every layer and its transpose the same: two norms of the narrow side's moments. */
  @Test
  void normsAreOfTheNarrowSide() {
    double expected =
        2 * ((2 * 25 * 6 + 30 * 125) + (2 * 16 * 5 + 30 * 64) + (2 * 9 * 4 + 30 * 27));
    assertThat(DENSE.norms()).isEqualTo(Work.of(Kind.FLOP, expected));
    NetworkCost turned =
        network(
            List.of(Activation.RELU, Activation.TANH, Activation.SOFTMAX),
            LayerShape.dense(Maps.vector(3), 4),
            LayerShape.dense(Maps.vector(4), 5),
            LayerShape.dense(Maps.vector(5), 6));
    assertThat(turned.norms()).isEqualTo(DENSE.norms());
    // A convolution's are those of each of its 16 frequencies.
    double filters = 16 * (2 * 4 * 3 + 30 * 8);
    double last = 2 * 25 * 48 + 30 * 125;
    assertThat(CONVOLUTION.norms()).isEqualTo(Work.of(Kind.FLOP, 2 * (filters + last)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void trainingIsThreeWaysAnEpoch(NetworkCost network) {
    Work measuring = network.measuring(50, 20);
    assertThat(measuring)
        .isEqualTo(network.forward(1, network.depth(), 70).plus(network.norms()).and(Kind.CALL, 1));
    assertThat(network.training(training(0, 8), 50, 20)).isEqualTo(measuring);
    // 50 samples are 7 batches of 8: Adam passes every weight's moments in each.
    Work epoch =
        network
            .forward(1, network.depth(), 50)
            .times(3)
            .and(Kind.ENTRY, 4.0 * 7 * network.weights())
            .and(Kind.CALL, 7);
    assertThat(network.training(training(3, 8), 50, 20)).isEqualTo(epoch.times(3).plus(measuring));
  }

  @Test
  void sizesAreThoseOfTheLayers() {
    assertThat(DENSE.weights()).isEqualTo(6 * 5 + 5 * 4 + 4 * 3);
    assertThat(CONVOLUTION.weights()).isEqualTo(3 * 2 * 9 + 48 * 5);
    assertThat(DENSE.widest()).isEqualTo(6);
    assertThat(CONVOLUTION.widest()).isEqualTo(48);
    assertThat(wide(3, 100).widest()).isEqualTo(100);
    assertThat(List.of(DENSE.outputs(), DENSE.inputs(3))).containsExactly(3L, 4L);
  }

  /** A batch, or a block of 64 samples or more where that is less. */
  @Test
  void bytesAreThoseOfWhatIsHeld() {
    double weights = 6 * DENSE.weights();
    double sample = 3 * (6 + 5 + 4 + 3);
    assertThat(DENSE.trainingBytes(training(1, 500), 40)).isEqualTo(8 * (weights + sample * 500));
    assertThat(DENSE.trainingBytes(training(1, 8), 40)).isEqualTo(8 * (weights + sample * 40));
    NetworkCost wide = wide(4, 1 << 16);
    double one = 3 * (4 + (1 << 16) + 2);
    assertThat(wide.trainingBytes(training(1, 8), 9999))
        .isEqualTo(8 * (6.0 * wide.weights() + one * 64));
    assertThat(wide.blockBytes(1, 9999)).isEqualTo(8.0 * 3 * 64 * (1 << 16));
    assertThat(wide.blockBytes(1, 10)).isEqualTo(8.0 * 3 * 10 * (1 << 16));
    // Two numbers a sample in three networks: 2^21 numbers at once.
    assertThat(wide(2, 2).blockBytes(3, 1 << 30)).isEqualTo(8.0 * 3 * 6 * 349525);
    assertThat(wide.measuringBytes(10))
        .isEqualTo(8 * 3.0 * wide.weights() + wide.blockBytes(1, 10));
  }

  /** 2^24 numbers are kept, and no more; the samples themselves cost nothing more. */
  @Test
  void activationsAreKeptOrComputedAgain() {
    NetworkCost network = wide(1 << 10, 1 << 12);
    assertThat(network.keptBytes(2, 1 << 12)).isEqualTo(8.0 * (1 << 24));
    assertThat(network.again(2, 1 << 12)).isEqualTo(Work.NONE);
    assertThat(network.keptBytes(2, (1 << 12) + 1)).isZero();
    assertThat(network.again(2, (1 << 12) + 1)).isEqualTo(network.forward(1, 1, (1 << 12) + 1));
    assertThat(network.keptBytes(1, 7)).isZero();
    assertThat(network.again(1, 1 << 20)).isEqualTo(Work.NONE);
  }

  @Test
  void nothingShrinksWithWidthOrSamples() {
    TrainingSpec training = training(2, 16);
    List<Double> costs = new ArrayList<>();
    for (int width : new int[] {1, 2, 7, 40, 41, 300, 5000, 60_000}) {
      NetworkCost network = wide(20, width);
      costs.add(Rates.DEFAULT.seconds(network.training(training, 1000, 200)));
      assertThat(network.trainingBytes(training, 1000))
          .isGreaterThan(wide(20, Math.max(1, width / 2)).trainingBytes(training, 1000) * 0.999);
      assertThat(Rates.DEFAULT.seconds(network.measuring(1000, 201)))
          .isGreaterThan(Rates.DEFAULT.seconds(network.measuring(1000, 200)));
    }
    assertThat(costs).isSorted().doesNotHaveDuplicates();
  }
}
