package io.github.widesweep.sweep.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.Maps;
import io.github.widesweep.sweep.spec.NetworkShape;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetCostTest {
  /** A dense network of these sizes, tanh everywhere. */
  private static NetworkCost dense(int... sizes) {
    List<LayerShape> layers =
        IntStream.range(1, sizes.length)
            .mapToObj(l -> LayerShape.dense(Maps.vector(sizes[l - 1]), sizes[l]))
            .toList();
    return new NetworkCost(
        new NetworkShape(layers, Collections.nCopies(layers.size(), Activation.TANH), false));
  }

  private static TargetCost cost(NetworkCost network, String target, boolean calibrationError) {
    return TargetCost.of(network, Target.parse(target), 50, 20, calibrationError);
  }

  /** 2^22 weights in all places, five places at most, one at least. */
  @ParameterizedTest
  @CsvSource({
    "1, 5",
    "838860, 5",
    "838861, 4",
    "1048576, 4",
    "1048577, 3",
    "1398101, 3",
    "1398102, 2",
    "2097152, 2",
    "2097153, 1",
    "4194304, 1",
    "4194305, 1",
    "100000000, 1"
  })
  void stacksHoldAsManyWeightsAsIsWorthIt(int weights, int places) {
    NetworkCost network = dense(1, weights, 1);
    assertThat(TargetCost.stackSize(network, Target.parse("W1"))).isEqualTo(places);
  }

  @Test
  void theLargestLayerOfTheTargetSetsTheStack() {
    NetworkCost network = dense(3, 4, 1 << 20, 2);
    assertThat(TargetCost.stackSize(network, Target.parse("W1"))).isEqualTo(5);
    assertThat(TargetCost.stackSize(network, Target.parse("W3"))).isEqualTo(2);
    assertThat(TargetCost.stackSize(network, Target.parse("W1+W3"))).isEqualTo(2);
    assertThat(cost(network, "W1+W2", true).stackSize()).isEqualTo(1);
  }

  @Test
  void secondMomentsAreOfDenseWideLayersWithSamplesEnough() {
    LayerShape layer = LayerShape.dense(Maps.vector(30), 4);
    assertThat(TargetCost.usesMoments(Role.WIDE, layer, 30)).isTrue();
    assertThat(TargetCost.usesMoments(Role.WIDE, layer, 29)).isFalse();
    assertThat(TargetCost.usesMoments(Role.BLOCK, layer, 300)).isFalse();
    LayerShape convolution = LayerShape.convolution(new Maps(1, 4), 4, 3);
    assertThat(TargetCost.usesMoments(Role.WIDE, convolution, 300)).isFalse();
  }

  /** Norms, the dense network over the test samples, and what the layer is given. */
  @Test
  void whatAChunkPreparesIsCountedOnce() {
    NetworkCost network = dense(6, 80, 5, 4);
    Work common = network.norms().plus(network.forward(1, 3, 20)).and(Kind.CALL, 1);
    // 80 inputs, 50 samples: no moments.
    assertThat(cost(network, "W2", false).work()).isEqualTo(common.plus(network.forward(1, 1, 50)));
    // 6 inputs: half a product with itself, and a factor of it.
    assertThat(cost(network, "W1", false).work())
        .isEqualTo(common.and(Kind.FLOP, 6.0 * 6 * (50 + 6.0 / 3)));
    // In B the dense layer and the one behind it, over the calibration samples.
    assertThat(cost(network, "B2", false).work())
        .isEqualTo(common.plus(network.forward(1, 1, 50)).plus(network.forward(2, 3, 50)));
    for (String target : List.of("W1", "W2", "W3", "B1", "B2", "W1+B2", "W2+W3")) {
      int first = Target.parse(target).firstLayer();
      assertThat(Rates.DEFAULT.seconds(cost(network, target, true).work()))
          .as(target)
          .isEqualTo(
              Rates.DEFAULT.seconds(
                  cost(network, target, false).work().plus(network.forward(first, 3, 50))),
              within(1e-15));
    }
  }

  /** Three numbers a drawn weight and place, the network, and logits twice with their copies. */
  @Test
  void bytesAreThoseOfAStack() {
    NetworkCost network = dense(6, 80, 5, 4);
    double outputs = 4.0 * 5 * 4 * (20 + 50);
    double blocks = network.blockBytes(5, 50);
    assertThat(cost(network, "W2", true).bytes())
        .isEqualTo(
            8 * (3 * 5 * 400.0 + network.weights() + outputs) + 8 * 80.0 * (20 + 50) + blocks);
    // Moments of six inputs, and no copy of the samples.
    assertThat(cost(network, "W1", true).bytes())
        .isEqualTo(8 * (3 * 5 * 480.0 + network.weights() + 36 + outputs) + blocks);
    assertThat(cost(network, "W1+W3", true).bytes() - cost(network, "W1", true).bytes())
        .isEqualTo(8 * 3 * 5 * 20.0);
  }

  @Test
  void nothingShrinksWithWidthSamplesOrLayers() {
    for (String target : List.of("W1", "B1", "W2", "W1+W2")) {
      TargetCost before = null;
      for (int width : new int[] {1, 3, 20, 49, 50, 200, 3000}) {
        TargetCost now = cost(dense(6, width, 4), target, true);
        if (before != null) {
          assertThat(Rates.DEFAULT.seconds(now.work()))
              .isGreaterThan(Rates.DEFAULT.seconds(before.work()));
          assertThat(now.bytes()).isGreaterThan(before.bytes());
        }
        before = now;
      }
    }
    NetworkCost network = dense(6, 20, 4);
    Target target = Target.parse("W1");
    for (long samples : new long[] {1, 5, 7, 100, 5000}) {
      TargetCost fewer = TargetCost.of(network, target, samples, 20, true);
      TargetCost more = TargetCost.of(network, target, samples + 1, 20, true);
      assertThat(Rates.DEFAULT.seconds(more.work()))
          .isGreaterThan(Rates.DEFAULT.seconds(fewer.work()));
      assertThat(more.bytes()).isGreaterThan(fewer.bytes());
    }
  }
}
