package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Maps;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.LayerSource;
import io.github.widesweep.sweep.spec.OwnNetwork.FoundLayer;
import io.github.widesweep.training.Loss;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

class OwnNetworksTest {
  private static final String CONTENT = "0123456789abcdef".repeat(4);
  private static final List<OwnFile> SOURCE = List.of(new OwnFile("a.npz", null));

  private static Layer dense(int outputs, int inputs, Activation activation) {
    return new Dense(weights(outputs, inputs), activation);
  }

  private static Layer convolution(int filters, int channels, int kernel, int side) {
    return new Convolution(
        weights(filters, channels * kernel * kernel), kernel, side, Activation.RELU);
  }

  private static R064Store weights(int rows, int columns) {
    return LinearAlgebra.zeros(rows, columns);
  }

  private static OwnNetwork own(Layer... layers) {
    return OwnNetwork.of(CONTENT, null, new Network(List.of(layers)));
  }

  private static OwnNetwork named(String content, String label, int width) {
    Network network =
        new Network(
            List.of(dense(width, 2, Activation.RELU), dense(1, width, Activation.IDENTITY)));
    return OwnNetwork.of(content, label, network);
  }

  @Test
  void aNetworkIsCalledByTheNotationOfTrainedOnes() {
    assertThat(own(dense(8, 5, Activation.RELU), dense(3, 8, Activation.SOFTMAX)).architecture())
        .isEqualTo("5-w-3 relu softmax");
    assertThat(own(dense(3, 5, Activation.SOFTMAX)).architecture()).isEqualTo("w-3 softmax");
    assertThat(
            own(
                    dense(8, 5, Activation.RELU),
                    dense(8, 8, Activation.TANH),
                    dense(3, 8, Activation.IDENTITY))
                .architecture())
        .isEqualTo("5-w-8-3 relu tanh identity");
    assertThat(
            own(convolution(4, 2, 3, 6), convolution(5, 4, 2, 6), dense(3, 180, Activation.TANH))
                .architecture())
        .isEqualTo("2x6x6-conv(w,3)-conv(5,2)-3 relu tanh");
  }

  /** The width is that of the first layer, of a single layer its inputs'. */
  @Test
  void theWidthIsTheFirstLayers() {
    assertThat(own(dense(8, 5, Activation.RELU), dense(3, 8, Activation.TANH)).width())
        .isEqualTo(8);
    assertThat(own(dense(8, 5, Activation.RELU)).width()).isEqualTo(5);
    assertThat(own(convolution(4, 2, 3, 6), dense(3, 144, Activation.TANH)).width()).isEqualTo(4);
    assertThat(own(convolution(4, 2, 3, 6)).width()).isEqualTo(2);
  }

  @Test
  void theShapeIsThatOfItsLayers() {
    NetworkShape shape = own(convolution(4, 2, 3, 6), dense(3, 144, Activation.TANH)).shape();
    assertThat(shape.layer(1).kernel()).hasValue(3);
    assertThat(shape.layer(1).weights()).isEqualTo(4 * 2 * 9);
    assertThat(shape.layer(2).weights()).isEqualTo(3 * 144);
    assertThat(shape.activations()).containsExactly(Activation.RELU, Activation.TANH);
    assertThat(shape.bias()).isFalse();
    FoundLayer some = new FoundLayer(Maps.vector(2), Maps.vector(3), null, Activation.TANH, true);
    OwnNetwork biased = new OwnNetwork(CONTENT, null, List.of(some));
    assertThat(biased.shape().bias()).isTrue();
    assertThat(biased.architecture()).isEqualTo("w-3 tanh bias");
  }

  /** The first 31 bits of the content that are not the sign's. */
  @ParameterizedTest
  @CsvSource({
    "00000000, 0",
    "00000001, 1",
    "7fffffff, 2147483647",
    "80000000, 0",
    "ffffffff, 2147483647",
    "0123abcd, 19114957"
  })
  void theNumberIsOfTheContent(String start, int number) {
    assertThat(named(start + "0".repeat(56), null, 4).number()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0123456789ABCDEF", "g123456789abcdef"})
  void aContentIsAHash(String part) {
    assertThatThrownBy(() -> new OwnNetwork(part.repeat(4), null, List.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("content is %s, expected a SHA-256 of 64 hexadecimal digits", part.repeat(4));
  }

  /** By width, label and content, in whatever order they were found. */
  @Test
  void networksAreInAnOrderOfTheirOwn() {
    List<OwnNetwork> sorted = new ArrayList<>();
    for (int width : List.of(2, 3)) {
      for (String label : new String[] {"a", "b", null}) {
        for (int digit = 1; digit <= 2; digit++) {
          String content =
              "%d%d%d".formatted(digit, width, label == null ? 9 : (int) label.charAt(0));
          sorted.add(named((content + "0".repeat(64)).substring(0, 64), label, width));
        }
      }
    }
    List<OwnNetwork> shuffled = new ArrayList<>(sorted);
    Collections.shuffle(shuffled, new Random(4));
    OwnNetworks own = new OwnNetworks(SOURCE, null, null).with(shuffled);
    assertThat(own.found()).isEqualTo(sorted);
    shuffled.clear();
    assertThat(own.found()).hasSize(12);
    assertThat(own.network(sorted.get(3).content())).isEqualTo(sorted.get(3));
    assertThatThrownBy(() -> own.network(CONTENT)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Two networks of one width whose contents begin alike would have one number. */
  @Test
  void networksOfOneNumberAreRefused() {
    OwnNetwork one = named("aaaaaaaa" + "0".repeat(56), null, 4);
    OwnNetwork alike = named("2aaaaaaa" + "1".repeat(56), null, 4);
    assertThat(one.number()).isEqualTo(alike.number());
    OwnNetworks own = new OwnNetworks(SOURCE, null, null);
    assertThatThrownBy(() -> own.with(List.of(one, alike)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("source is the network 2aaaaaaa11111111 for the second time");
    OwnNetwork wider = named("2aaaaaaa" + "1".repeat(56), null, 5);
    assertThat(own.with(List.of(one, wider)).found()).hasSize(2);
    assertThatThrownBy(() -> own.with(List.of()))
        .hasMessage("found is empty, expected at least one network");
    List<OwnNetwork> many =
        IntStream.rangeClosed(1, 1001)
            .mapToObj(i -> named("%08x".formatted(i) + "0".repeat(56), null, 4))
            .toList();
    assertThat(own.with(many.subList(0, 1000)).found()).hasSize(1000);
    assertThatThrownBy(() -> own.with(many))
        .hasMessage("source is 1001 networks, expected at most 1000");
  }

  @Test
  void sourcesAreComparedWithHowTheyAreRead() {
    List<NamedLayer> layers = List.of(new NamedLayer("w", null, Activation.RELU, null, null));
    OwnNetworks named = new OwnNetworks(SOURCE, layers, null);
    OwnNetworks plain = new OwnNetworks(SOURCE, null, null);
    assertThat(named.isFrom(named.with(List.of(named(CONTENT, null, 2))))).isTrue();
    assertThat(named.isFrom(plain)).isFalse();
    assertThat(plain.isFrom(named)).isFalse();
    assertThat(plain.isFrom(new OwnNetworks(List.of(new OwnFile("b", null)), null, null)))
        .isFalse();
    assertThat(plain.names()).isEmpty();
    assertThat(named.names())
        .containsExactly(
            new LayerSource(
                "w",
                Optional.empty(),
                LayerSource.Orientation.OUTPUTS_FIRST,
                Activation.RELU,
                Double.POSITIVE_INFINITY,
                0));
  }

  /** What people call their files goes into tables, so it is one word on one line. */
  @Test
  void labelsAreShortWords() {
    assertThat(new OwnFile("a", "x".repeat(64)).label()).hasSize(64);
    for (String label : List.of("", "  ", "a\nb", " a", "x".repeat(65))) {
      assertThatThrownBy(() -> new OwnFile("a", label))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("label is ")
          .hasMessageEndingWith("expected a word of at most 64 characters, or no label");
    }
    assertThatThrownBy(() -> new OwnFile(" ", null)).hasMessageStartingWith("file is ");
  }

  @Test
  void layersHaveATensorAndAnActivation() {
    assertThatThrownBy(() -> new NamedLayer("", null, Activation.RELU, null, null))
        .hasMessage("weight is , expected the name of a tensor");
    assertThatThrownBy(() -> new NamedLayer("w", "", Activation.RELU, null, null))
        .hasMessage("bias is empty, expected the name of a tensor, or no bias");
    assertThatThrownBy(() -> new NamedLayer("w", null, Activation.RELU, null, 0))
        .hasMessage("side is 0, expected a whole number of at least 1");
  }

  /** Trained by others: cross-entropy for classes behind softmax or logits, else squared error. */
  @ParameterizedTest
  @CsvSource({
    "SOFTMAX, CROSS_ENTROPY",
    "IDENTITY, CROSS_ENTROPY",
    "SIGMOID, MSE",
    "TANH, MSE",
    "RELU, MSE"
  })
  void theLossOfClassesIsThatOfTheLastActivation(Activation last, Loss loss) {
    String yaml =
        Specs.DIGITS.replaceFirst(
            "(?s)network:.*?grid:\n.*?\n.*?\n", "network: {source: a.npz}\ngrid:\n");
    SweepSpec spec = SpecReader.parse(yaml, "own.yaml");
    Network network = new Network(List.of(dense(5, 64, Activation.RELU), dense(10, 5, last)));
    assertThat(spec.loss(network)).isEqualTo(loss);
    assertThat(spec.runs()).isZero();
    // Three targets of one layer: 6, 12 and 6 cells, three draws.
    OwnNetwork deep =
        own(
            dense(6, 64, Activation.RELU),
            dense(5, 6, Activation.RELU),
            dense(10, 5, Activation.SOFTMAX));
    assertThat(spec.withFound(List.of(deep)).runs()).isEqualTo(24 * 3);
    assertThatThrownBy(() -> spec.withFound(List.of(own(dense(10, 64, Activation.SOFTMAX)))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("layers of a network of 1");
    assertThat(Specs.synthetic().loss(network)).isEqualTo(Loss.MSE);
  }
}
