package io.github.widesweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.Maps;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ojalgo.matrix.store.R064Store;

/** Back-propagation against central differences of the loss. */
class GradientTest {
  private static final double STEP = 1e-5;
  private static final int BATCH = 5;

  /** The second with kernels larger than the maps. */
  private static final List<LayerShape> CONVOLUTIONS =
      Shapes.convolutions(new Maps(2, 3), 3, 2, 2, 4, 3);

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (boolean bias : new boolean[] {false, true}) {
      for (Activation hidden : Activation.values()) {
        if (!hidden.isEntrywise()) {
          continue;
        }
        for (boolean convolutional : new boolean[] {false, true}) {
          cases.add(
              Arguments.of(hidden, Activation.SOFTMAX, Loss.CROSS_ENTROPY, bias, convolutional));
          for (Activation output : Activation.values()) {
            if (output.isEntrywise()) {
              cases.add(Arguments.of(hidden, output, Loss.MSE, bias, convolutional));
            }
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreTheDerivativesOfTheLoss(
      Activation hidden, Activation output, Loss loss, boolean bias, boolean convolutional) {
    RandomGenerator random = new SplittableRandom(7);
    List<Activation> activations = List.of(hidden, hidden, output);
    List<LayerShape> shapes = convolutional ? CONVOLUTIONS : Shapes.dense(4, 6, 5, 3);
    List<TrainableLayer> layers =
        Initialization.GLOROT.network(shapes, activations, bias, random).layers().stream()
            .map(TrainableLayer::of)
            .toList();
    // Biases start at 0: move them, or their part in the forward pass goes unseen.
    layers.forEach(layer -> layer.parameters().forEach(p -> shift(p, random)));
    Backpropagation batch = new Backpropagation(layers, BatchLoss.of(loss), BATCH);
    fill(batch.inputs(), random);
    if (loss == Loss.CROSS_ENTROPY) {
      for (int s = 0; s < BATCH; s++) {
        batch.targets().data[(s % 3) * BATCH + s] = 1;
      }
    } else {
      fill(batch.targets(), random);
    }

    batch.run();
    List<double[]> gradients =
        layers.stream().flatMap(l -> l.gradients().stream()).map(double[]::clone).toList();
    List<double[]> parameters = layers.stream().flatMap(l -> l.parameters().stream()).toList();

    for (int i = 0; i < parameters.size(); i++) {
      double[] p = parameters.get(i);
      for (int j = 0; j < p.length; j++) {
        double before = p[j];
        p[j] = before + STEP;
        double above = batch.run();
        p[j] = before - STEP;
        double below = batch.run();
        p[j] = before;
        assertThat(gradients.get(i)[j])
            .as("array %d, entry %d", i, j)
            .isCloseTo((above - below) / (2 * STEP), within(1e-7));
      }
    }
  }

  private static void shift(double[] values, RandomGenerator random) {
    for (int i = 0; i < values.length; i++) {
      values[i] += 0.3 * random.nextGaussian();
    }
  }

  private static void fill(R064Store matrix, RandomGenerator random) {
    for (int i = 0; i < matrix.data.length; i++) {
      matrix.data[i] = random.nextGaussian();
    }
  }
}
