package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.data.Task;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.Maps;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainedNetworksTest {
  private static final TrainedNetworks DENSE =
      networks("hidden: [width, 40, width], activation: tanh");
  private static final TrainedNetworks CONVOLUTIONS =
      networks("hidden: [{conv: width, kernel: 3}, {conv: 4, kernel: 2}, 5], bias: true");

  /** With the output that classification has. */
  private static TrainedNetworks networks(String fields) {
    String yaml =
        Specs.DIGITS.replaceFirst(
            "(?s)network:.*?training:", "network: {" + fields + "}\ntraining:");
    String neurons = yaml.replace("  schemes:", "  units: [neuron]\n  schemes:");
    return (TrainedNetworks) SpecReader.parse(neurons, "n.yaml").network();
  }

  @Test
  void layersAreAsWideAsTheWidth() {
    assertThat(DENSE.layers(64, 7, 10))
        .containsExactly(
            LayerShape.dense(Maps.vector(64), 7),
            LayerShape.dense(Maps.vector(7), 40),
            LayerShape.dense(Maps.vector(40), 7),
            LayerShape.dense(Maps.vector(7), 10));
    assertThat(CONVOLUTIONS.layers(64, 7, 10))
        .containsExactly(
            LayerShape.convolution(new Maps(1, 8), 7, 3),
            LayerShape.convolution(new Maps(7, 8), 4, 2),
            LayerShape.dense(new Maps(4, 8), 5),
            LayerShape.dense(Maps.vector(5), 10));
    assertThat(CONVOLUTIONS.depth()).isEqualTo(4);
    assertThat(List.of(1, 2, 3, 4).stream().map(CONVOLUTIONS::isConvolution))
        .containsExactly(true, true, false, false);
  }

  @Test
  void theShapeIsThatOfANetworkThatStarts() {
    for (TrainedNetworks family : List.of(DENSE, CONVOLUTIONS)) {
      NetworkShape shape = family.shape(64, 3, 10);
      Network network = family.initialize(64, 3, 10, Nets.random(5));
      assertThat(network.depth()).isEqualTo(shape.depth()).isEqualTo(family.depth());
      assertThat(shape.bias()).isEqualTo(family.bias());
      for (int l = 1; l <= shape.depth(); l++) {
        assertThat(network.layer(l).activation()).isEqualTo(shape.activation(l));
        assertThat((long) network.layer(l).weights().data.length)
            .isEqualTo(shape.layer(l).weights());
        assertThat((long) network.layer(l).outputs()).isEqualTo(shape.layer(l).outputs().size());
        assertThat(network.layer(l).bias().isPresent()).isEqualTo(shape.bias());
      }
    }
  }

  /** Run ids are made of it. */
  @Test
  void theNameSaysAllButTheWidth() {
    assertThat(DENSE.describe(64, 10)).isEqualTo("64-w-40-w-10 tanh softmax");
    assertThat(CONVOLUTIONS.describe(64, 10))
        .isEqualTo("1x8x8-conv(w,3)-conv(4,2)-5-10 relu softmax bias");
    TrainedNetworks image =
        networks("hidden: [{conv: width, kernel: 1}], image: {channels: 4, side: 4}");
    assertThat(image.describe(64, 2)).isEqualTo("4x4x4-conv(w,1)-2 relu softmax");
  }

  @ParameterizedTest
  @CsvSource({"4, 2", "64, 8", "2147395600, 46340"})
  void aSquareNumberOfFeaturesIsAMap(int features, int side) {
    assertThat(CONVOLUTIONS.layers(features, 2, 1).get(0).inputs()).isEqualTo(new Maps(1, side));
    for (int other : new int[] {features + 1, features - 1}) {
      assertThatThrownBy(() -> CONVOLUTIONS.layers(other, 2, 1))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "network.image is missing, expected channels and side: %d features are no square map",
              other);
    }
  }

  @Test
  void theUsualOutputIsTheTasks() {
    TrainedNetworks open =
        new TrainedNetworks(
            null,
            List.of(new HiddenLayer(OptionalInt.empty(), OptionalInt.empty())),
            null,
            null,
            null,
            null);
    assertThat(open.withDefaultOutput(Task.CLASSIFICATION).output()).isEqualTo(Activation.SOFTMAX);
    assertThat(open.withDefaultOutput(Task.REGRESSION).output()).isEqualTo(Activation.IDENTITY);
    TrainedNetworks given = open.withDefaultOutput(Task.REGRESSION);
    assertThat(given.withDefaultOutput(Task.CLASSIFICATION)).isSameAs(given);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, size", "-1, 1, size", "1, 0, kernel", "1, 1025, kernel"})
  void sizesOfLayersAreChecked(int size, int kernel, String field) {
    assertThatThrownBy(() -> new HiddenLayer(OptionalInt.of(size), OptionalInt.of(kernel)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(field + " is ");
    assertThat(new HiddenLayer(OptionalInt.of(1), OptionalInt.of(1024)))
        .hasToString("conv(1,1024)");
  }
}
