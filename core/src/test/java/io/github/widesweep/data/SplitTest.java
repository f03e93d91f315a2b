package io.github.widesweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

class SplitTest {
  private static final int COUNT = 101;

  /**
   * Features: the sample's number, a constant that rounds badly, a wild one. Target: the number.
   */
  private static R064Store inputs() {
    SplittableRandom random = new SplittableRandom(1);
    R064Store inputs = R064Store.FACTORY.make(COUNT, 3);
    for (int s = 0; s < COUNT; s++) {
      inputs.data[s] = s;
      inputs.data[COUNT + s] = 0.1;
      inputs.data[2 * COUNT + s] = 1e6 + Math.exp(3 * random.nextGaussian());
    }
    return inputs;
  }

  private static Dataset split(Scaling scaling, double fraction, long seed) {
    R064Store targets = R064Store.FACTORY.make(COUNT, 1);
    Arrays.setAll(targets.data, s -> s);
    DataSpec spec = new DigitsSpec(scaling, fraction);
    return Split.of(spec, inputs(), targets, new SplittableRandom(seed));
  }

  private static double[] column(R064Store matrix, int j) {
    int rows = matrix.getRowDim();
    return Arrays.copyOfRange(matrix.data, j * rows, (j + 1) * rows);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0.2, 20",
    "1797, 0.2, 359",
    "50, 0.29, 15",
    "5, 0.5, 3",
    "2, 0.01, 1",
    "10, 0.01, 1",
    "10, 0.99, 9",
    "2, 0.99, 1",
    "20640, 0.2, 4128"
  })
  void testPartIsTheRoundedFraction(int count, double fraction, int expected) {
    assertThat(Split.testCount(count, fraction)).isEqualTo(expected);
  }

  @Test
  void everySampleIsInOnePartWithItsTarget() {
    Dataset data = split(Scaling.NONE, 0.3, 7);
    assertThat(data.test().count()).isEqualTo(30);
    double[] train = column(data.train().inputs(), 0);
    double[] test = column(data.test().inputs(), 0);
    assertThat(data.train().targets().data).containsExactly(train);
    assertThat(data.test().targets().data).containsExactly(test);
    double[] all = IntStream.range(0, COUNT).asDoubleStream().toArray();
    assertThat(
            IntStream.range(0, COUNT)
                .mapToDouble(i -> i < train.length ? train[i] : test[i - train.length])
                .sorted())
        .containsExactly(Arrays.stream(all).boxed().toArray(Double[]::new));
    assertThat(train).isNotEqualTo(Arrays.stream(train).sorted().toArray());
  }

  @Test
  void standardizedTrainingPartHasMeanZeroAndDeviationOne() {
    Dataset data = split(Scaling.STANDARDIZE, 0.2, 7);
    Dataset raw = split(Scaling.NONE, 0.2, 7);
    for (int j : new int[] {0, 2}) {
      double[] values = column(data.train().inputs(), j);
      assertThat(Arrays.stream(values).average().orElseThrow()).isCloseTo(0, within(1e-9));
      assertThat(Arrays.stream(values).map(v -> v * v).average().orElseThrow())
          .isCloseTo(1, within(1e-9));
      // The test part goes through the training part's numbers.
      double[] rawTrain = column(raw.train().inputs(), j);
      double mean = Arrays.stream(rawTrain).average().orElseThrow();
      double variance =
          Arrays.stream(rawTrain).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      double[] expected =
          Arrays.stream(column(raw.test().inputs(), j))
              .map(v -> (v - mean) / Math.sqrt(variance))
              .toArray();
      assertThat(column(data.test().inputs(), j)).containsExactly(expected, within(1e-9));
    }
    assertThat(column(data.train().inputs(), 1)).containsOnly(0);
    assertThat(column(data.test().inputs(), 1)).containsOnly(0);
  }

  @Test
  void scaledTrainingPartFillsTheUnitInterval() {
    Dataset data = split(Scaling.SCALE, 0.2, 7);
    for (int j : new int[] {0, 2}) {
      double[] values = column(data.train().inputs(), j);
      assertThat(Arrays.stream(values).min().orElseThrow()).isZero();
      assertThat(Arrays.stream(values).max().orElseThrow()).isEqualTo(1);
    }
    assertThat(column(data.train().inputs(), 1)).containsOnly(0);
  }

  @Test
  void sameGeneratorSameDataAndOthersDiffer() {
    Dataset data = split(Scaling.STANDARDIZE, 0.2, 7);
    assertThat(split(Scaling.STANDARDIZE, 0.2, 7).fingerprint()).isEqualTo(data.fingerprint());
    assertThat(split(Scaling.STANDARDIZE, 0.2, 8).fingerprint()).isNotEqualTo(data.fingerprint());
    assertThat(split(Scaling.SCALE, 0.2, 7).fingerprint()).isNotEqualTo(data.fingerprint());
    assertThat(split(Scaling.STANDARDIZE, 0.3, 7).fingerprint()).isNotEqualTo(data.fingerprint());
  }

  @Test
  void fingerprintSeesEveryBitAndTheShape() {
    Samples part = samples(new double[] {1, 2, 3, 4}, 2);
    String fingerprint = Fingerprint.of(part, part);
    assertThat(fingerprint).matches("[0-9a-f]{64}");
    assertThat(Fingerprint.of(samples(new double[] {1, 2, 3, 4}, 2), part)).isEqualTo(fingerprint);
    for (int i = 0; i < 4; i++) {
      double[] changed = {1, 2, 3, 4};
      changed[i] = Math.nextUp(changed[i]);
      assertThat(Fingerprint.of(samples(changed, 2), part)).isNotEqualTo(fingerprint);
      assertThat(Fingerprint.of(part, samples(changed, 2))).isNotEqualTo(fingerprint);
    }
    assertThat(Fingerprint.of(samples(new double[] {1, 2, 3, 4}, 4), part))
        .isNotEqualTo(fingerprint);
    Samples zero = samples(new double[] {0.0}, 1);
    assertThat(Fingerprint.of(samples(new double[] {-0.0}, 1), zero))
        .isNotEqualTo(Fingerprint.of(zero, zero));
    // More numbers than one block holds.
    double[] many = new double[5000];
    String before = Fingerprint.of(samples(many, 50), zero);
    many[4999] = 1;
    assertThat(Fingerprint.of(samples(many, 50), zero)).isNotEqualTo(before);
  }

  private static Samples samples(double[] inputs, int rows) {
    return new Samples(R064Store.wrap(inputs, rows), R064Store.FACTORY.make(rows, 1));
  }

  /** 24,000 shuffles of 4: each order 1000 times, standard deviation 31; bounds at 6 of them. */
  @Test
  void everyOrderIsAsLikely() {
    SplittableRandom random = new SplittableRandom(5);
    int[] times = new int[256];
    for (int i = 0; i < 24_000; i++) {
      int[] order = {0, 1, 2, 3};
      Shuffle.inPlace(order, random);
      times[order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3]]++;
    }
    assertThat(Arrays.stream(times).filter(t -> t > 0).count()).isEqualTo(24);
    assertThat(Arrays.stream(times).filter(t -> t > 0).boxed())
        .allSatisfy(t -> assertThat(t).isBetween(814, 1186));
  }
}
