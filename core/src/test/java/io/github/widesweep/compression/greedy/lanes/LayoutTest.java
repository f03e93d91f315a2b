package io.github.widesweep.compression.greedy.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where numbers and their bits lie, and in which order partial sums are added. */
class LayoutTest {
  private final RandomGenerator random = Nets.random(41);

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0",
    "1, 8, 16, 512",
    "8, 8, 16, 512",
    "9, 16, 16, 512",
    "16, 16, 16, 512",
    "17, 24, 32, 512",
    "512, 512, 512, 512",
    "513, 520, 528, 1024"
  })
  void widthsAreTheLeastMultiplesWithRoom(int numbers, int doubles, int floats, int blocks) {
    assertThat(Lanes.doubleWidthOf(numbers)).isEqualTo(doubles);
    assertThat(Lanes.widthOf(numbers)).isEqualTo(floats);
    assertThat(Lanes.blocksOf(numbers)).isEqualTo(blocks);
  }

  /** Every number has a bit of its own, and blocks of numbers fill their words. */
  @Test
  void numbersAndBitsAreInOneToOneCorrespondence() {
    int numbers = 3 * Lanes.BLOCK;
    BitSet seen = new BitSet();
    for (int s = 0; s < numbers; s++) {
      assertThat(Lanes.bitOf(s)).isBetween(0, Integer.SIZE - 1);
      assertThat(Lanes.wordOf(s) / Lanes.WIDTH).isEqualTo(s / Lanes.BLOCK);
      seen.set(Lanes.wordOf(s) * Integer.SIZE + Lanes.bitOf(s));
    }
    assertThat(seen.cardinality()).isEqualTo(numbers);
    assertThat(seen.length()).isEqualTo(numbers);
  }

  /** Neighbours of a vector lie in neighbouring words, at the same bit. */
  @Test
  void aVectorsSignsAreOneBitOfEachWord() {
    for (int from = 0; from < Lanes.BLOCK; from += Lanes.WIDTH) {
      for (int lane = 0; lane < Lanes.WIDTH; lane++) {
        assertThat(Lanes.wordOf(from + lane)).isEqualTo(lane);
        assertThat(Lanes.bitOf(from + lane)).isEqualTo(from / Lanes.WIDTH);
      }
    }
  }

  /** One to five blocks, an odd one at the end or none; few bits, many, all. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void placesListsEveryBitOnce(int blocks) {
    for (double density : new double[] {0, 0.002, 0.05, 0.5, 1}) {
      for (int at : new int[] {0, 1, 13}) {
        int numbers = blocks * Lanes.BLOCK;
        int[] words = new int[blocks * Lanes.WIDTH];
        BitSet set = new BitSet();
        for (int s = 0; s < numbers; s++) {
          if (random.nextDouble() < density) {
            words[Lanes.wordOf(s)] |= 1 << Lanes.bitOf(s);
            set.set(s);
          }
        }
        int[] given = words.clone();
        int[] places = new int[at + numbers + 16];
        Arrays.fill(places, -5);
        int end = Lanes.places(words, places, at);
        assertThat(end).isEqualTo(at + set.cardinality());
        assertThat(Arrays.stream(places, at, end).sorted().toArray())
            .isEqualTo(set.stream().toArray());
        assertThat(words).isEqualTo(given);
        assertThat(Arrays.stream(places, 0, at).allMatch(place -> place == -5)).isTrue();
        // Fewer than 8 numbers of no meaning follow.
        assertThat(Arrays.stream(places, end + 7, places.length).distinct().toArray())
            .containsExactly(-5);
      }
    }
  }

  /** Word by word of two blocks, which is ascending within a lane. */
  @Test
  void placesAreListedByLane() {
    int[] words = new int[3 * Lanes.WIDTH];
    int[] numbers = {3, 19, 515, 0, 16, 1, 1024, 1040, 1025};
    for (int s : numbers) {
      words[Lanes.wordOf(s)] |= 1 << Lanes.bitOf(s);
    }
    int[] places = new int[20];
    int end = Lanes.places(words, places, 0);
    assertThat(Arrays.copyOf(places, end)).containsExactly(0, 16, 1, 3, 19, 515, 1024, 1040, 1025);
  }

  /** The highest bit of a word, where an int is negative, alone and with others. */
  @Test
  void theHighestBitIsABitLikeOthers() {
    for (int block = 0; block < 3; block++) {
      int[] words = new int[3 * Lanes.WIDTH];
      int last = (block + 1) * Lanes.BLOCK - 1;
      words[Lanes.wordOf(last)] |= 1 << Lanes.bitOf(last);
      assertThat(words[Lanes.wordOf(last)]).isNegative();
      int[] places = new int[9];
      assertThat(Lanes.places(words, places, 0)).isEqualTo(1);
      assertThat(places[0]).isEqualTo(last);
    }
  }

  @Test
  void noWordsHaveNoPlaces() {
    assertThat(Lanes.places(new int[0], new int[8], 3)).isEqualTo(3);
  }

  /** Powers of two far apart: the sum tells which were added first. */
  @Test
  void sixteenNumbersAreAddedInHalves() {
    for (int round = 0; round < 200; round++) {
      float[] v = new float[20];
      for (int k = 0; k < v.length; k++) {
        v[k] = (float) Math.scalb(random.nextGaussian(), random.nextInt(-12, 12));
      }
      for (int at : new int[] {0, 3}) {
        float[] left = Arrays.copyOfRange(v, at, at + 16);
        for (int half = 8; half > 0; half /= 2) {
          for (int k = 0; k < half; k++) {
            left[k] += left[k + half];
          }
        }
        assertThat(Lanes.sumOfAll(v, at)).isEqualTo(left[0]);
      }
    }
  }

  @Test
  void eightNumbersAreAddedInPairs() {
    for (int round = 0; round < 200; round++) {
      double[] v = new double[12];
      Arrays.setAll(v, k -> Math.scalb(random.nextGaussian(), random.nextInt(-30, 30)));
      for (int at : new int[] {0, 4}) {
        double[] left = Arrays.copyOfRange(v, at, at + 8);
        for (int half = 4; half > 0; half /= 2) {
          for (int k = 0; k < half; k++) {
            left[k] += left[k + half];
          }
        }
        assertThat(Lanes.sumOfEight(v, at)).isEqualTo(left[0]);
      }
    }
  }
}
