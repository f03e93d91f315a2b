package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** Samples in blocks against all samples at once. */
class ActivationsTest {
  /** A visitor's matrix so wide that blocks have the least number of samples. */
  private static final long WIDE = 1L << 30;

  /** Nothing is kept, or everything. */
  private static final long NOTHING = 0;

  private static final long EVERYTHING = Long.MAX_VALUE;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
  private final List<Layer> layers = Layers.mixed(random);
  private final R064Store samples = Layers.gaussian(random, 150, 18);

  private static R064Store whole(R064Store samples, List<Layer> layers) {
    R064Store z = samples;
    for (Layer layer : layers) {
      z = layer.forward(z);
    }
    return z;
  }

  @ParameterizedTest
  @ValueSource(longs = {NOTHING, EVERYTHING})
  void blocksAreRowsOfTheWhole(long mostKept) {
    for (int l = 0; l <= layers.size(); l++) {
      Activations activations = Activations.of(samples, layers.subList(0, l), mostKept);
      R064Store whole = whole(samples, layers.subList(0, l));
      assertThat(activations.samples()).isEqualTo(150);
      assertThat(activations.features()).isEqualTo(whole.getColDim());
      List<Integer> starts = new ArrayList<>();
      List<Integer> counts = new ArrayList<>();
      activations.forEachBlock(
          WIDE,
          (from, rows) -> {
            starts.add(from);
            counts.add(rows.getRowDim());
            assertSame(rows, LinearAlgebra.rows(whole, from, rows.getRowDim()));
          });
      assertThat(starts).containsExactly(0, 64, 128);
      assertThat(counts).containsExactly(64, 64, 22);
      assertSame(activations.rows(31, 7), LinearAlgebra.rows(whole, 31, 7));
      assertMeanSquares(activations, whole);
      assertSame(activations.all(), whole);
    }
  }

  @Test
  void smallOnesAreKeptAndLargeOnesComputedAgain() {
    int numbers = 150 * 4;
    Activations kept = Activations.of(samples, layers, numbers);
    assertThat(kept.rows(0, 150)).isSameAs(kept.rows(0, 150)).isSameAs(kept.all());
    Activations large = Activations.of(samples, layers, numbers - 1);
    assertThat(large.rows(0, 150)).isNotSameAs(large.rows(0, 150));
    assertThat(large.all()).isSameAs(large.all()).isSameAs(large.rows(0, 150));
    assertSame(large.all(), kept.all());
    Activations none = Activations.of(samples, List.of(), NOTHING);
    assertThat(none.all()).isSameAs(samples).isSameAs(none.rows(0, 150));
  }

  @ParameterizedTest
  @ValueSource(longs = {NOTHING, EVERYTHING})
  void furtherLayersFollow(long mostKept) {
    Activations first = Activations.of(samples, layers.subList(0, 2), mostKept);
    assertThat(first.after(List.of())).isSameAs(first);
    List<Layer> further = layers.subList(2, 4);
    R064Store whole = whole(samples, layers);
    assertSame(first.after(further).rows(70, 80), LinearAlgebra.rows(whole, 70, 80));
    // Now that the first ones are there, the further ones begin with them.
    first.all();
    assertSame(first.after(further).rows(70, 80), LinearAlgebra.rows(whole, 70, 80));
    assertSame(first.after(further).all(), whole);
    assertMeanSquares(first.after(further), whole);
  }

  /** What is kept is computed in blocks too, when some layer on the way is wide. */
  @Test
  void narrowBehindWide() {
    List<Layer> wide =
        List.of(
            Layers.dense(random, 18, 20_000, Activation.RELU),
            Layers.dense(random, 20_000, 3, Activation.TANH));
    assertThat(Activations.block(20_000)).isLessThan(150);
    R064Store whole = whole(samples, wide);
    assertSame(Activations.of(samples, wide).all(), whole);
    assertSame(Activations.of(samples, new Network(wide), 2).rows(100, 50), rows(whole, 100, 50));
    assertMeanSquares(
        Activations.of(samples, wide.subList(0, 1)), whole(samples, wide.subList(0, 1)));
  }

  @Test
  void blocksShrinkUntilTheLeast() {
    assertThat(Activations.block(1)).isEqualTo(1 << 21);
    assertThat(Activations.block(1 << 10)).isEqualTo(1 << 11);
    assertThat(Activations.block(1 << 15)).isEqualTo(64);
    assertThat(Activations.block(1 << 16)).isEqualTo(64);
    assertThat(Activations.block(Long.MAX_VALUE)).isEqualTo(64);
  }

  /** 2000 filters over maps of 100 x 100: 20 million numbers a sample. */
  @Test
  void refusesAllWhereTheyFitNoArray() {
    Layer filters =
        new Convolution(
            Layers.gaussian(random, 2000, 1),
            1,
            100,
            Padding.CIRCULAR,
            Optional.empty(),
            Activation.RELU,
            Double.POSITIVE_INFINITY);
    Activations activations = Activations.of(LinearAlgebra.zeros(108, 10_000), List.of(filters));
    assertThat(activations.features()).isEqualTo(20_000_000);
    assertThatThrownBy(activations::all)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "calibration_samples is 108, expected at most 107 samples, which behind 20000000 units"
                + " fill an array");
  }

  private static R064Store rows(R064Store matrix, int from, int count) {
    return LinearAlgebra.rows(matrix, from, count);
  }

  private static void assertMeanSquares(Activations activations, R064Store whole) {
    double[] found = activations.meanSquares();
    assertThat(found).hasSize(whole.getColDim());
    for (int j = 0; j < found.length; j++) {
      double sum = 0;
      for (int s = 0; s < whole.getRowDim(); s++) {
        sum += whole.doubleValue(s, j) * whole.doubleValue(s, j);
      }
      double expected = sum / whole.getRowDim();
      assertThat(found[j]).isCloseTo(expected, within(1e-13 * expected));
    }
  }

  /** Equal but for the order in which a product of another shape adds. */
  static void assertSame(R064Store found, R064Store expected) {
    assertThat(found.getRowDim()).isEqualTo(expected.getRowDim());
    assertThat(found.getColDim()).isEqualTo(expected.getColDim());
    for (int i = 0; i < expected.data.length; i++) {
      double size = 1 + Math.abs(expected.data[i]);
      if (!(Math.abs(found.data[i] - expected.data[i]) <= 1e-12 * size)) {
        assertThat(found.data[i]).as("entry %d", i).isEqualTo(expected.data[i]);
      }
    }
  }
}
