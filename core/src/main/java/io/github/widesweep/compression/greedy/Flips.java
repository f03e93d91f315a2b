package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Lanes;
import java.util.Arrays;

/**
 * Which samples an outcome of a unit may carry across the kink of ReLU, in single precision with a
 * margin: none is missed, a few are found that do not cross.
 */
final class Flips {
  /** Sums of products of larger numbers would overflow in single precision. */
  private static final double LARGEST = 1e15;

  /** By sample, of the row last started: {@code a}, 0 for -0. */
  final float[] values;

  /** What {@link #find} takes off distances. */
  float margin;

  /** Whether single precision can tell sides in the row last started. */
  boolean inRange;

  /** A bit for every sample as of {@link #listBelow}, 1 where {@code a < 0}. */
  final int[] below;

  /** The same of all samples. */
  final int[] all;

  /** {@code zh} in single precision, by column and sample. */
  final float[][] inputs;

  private final Problem problem;

  private final int[] words;

  /** A bit for every sample that has been found in the row last started. */
  private final int[] union;

  private final int[] unionPlaces;
  private int unionSize;

  Flips(Problem problem) {
    this(problem, new float[problem.inputs][Lanes.blocksOf(problem.samples)]);
    for (int j = 0; j < problem.inputs; j++) {
      for (int s = 0; s < problem.samples; s++) {
        inputs[j][s] = (float) problem.x[j][s];
      }
    }
  }

  private Flips(Problem problem, float[][] inputs) {
    this.problem = problem;
    this.inputs = inputs;
    this.values = new float[Lanes.blocksOf(problem.samples)];
    this.words = new int[values.length / Integer.SIZE];
    this.union = new int[words.length];
    this.unionPlaces = new int[problem.samples + 8];
    this.below = new int[words.length];
    this.all = new int[words.length];
    for (int s = 0; s < problem.samples; s++) {
      all[Lanes.wordOf(s)] |= 1 << Lanes.bitOf(s);
    }
  }

  Flips forDraw() {
    return new Flips(problem, inputs);
  }

  /**
   * Looks at a row.
   *
   * <p>The margin: of {@code |a| + (c z - w |z|)} in {@link #find} each part is rounded by {@code
   * 2^-24} of at most {@code |a| + 2 reach}, six times, the conversions included, or vanishes.
   *
   * @param a its pre-activations
   * @param largest the largest of their sizes
   * @param error what an outcome's pre-activation may be off by
   */
  void start(int row, double[] a, double largest, double error) {
    double most = largest + 2 * problem.reach[row];
    inRange = most < LARGEST && error < LARGEST && problem.extent < LARGEST;
    margin = (float) (2 * error + 0x1p-20 * most + problem.vanishing);
    Lanes.BEST.round(a, 0, a.length, values);
    Arrays.fill(union, 0);
  }

  /** Writes {@link #below} for the row last started. */
  void listBelow() {
    Lanes.BEST.signs(values, below);
  }

  /**
   * Writes the samples whose side an outcome may change from {@code at} on; there must be room for
   * all and 8 more. The smaller of both outcomes' distances to the kink is {@code |a| + min(up z,
   * down z)} with {@code z = sigma x}.
   *
   * @return where they end
   */
  int find(int row, int column, int[] places, int at) {
    int unit = row * problem.inputs + column;
    double up = problem.up[unit];
    double down = problem.down[unit];
    if ((up == 0 && down == 0) || problem.largestInput[column] == 0) {
      return at;
    }
    if (!inRange) {
      for (int s = 0; s < problem.samples; s++) {
        places[at + s] = s;
      }
      System.arraycopy(all, 0, union, 0, all.length);
      return at + problem.samples;
    }
    float center = (float) (0.5 * (up + down));
    float width = (float) (0.5 * Math.abs(up - down));
    Lanes.BEST.signs(values, margin, inputs[column], center, width, words);
    for (int w = 0; w < words.length; w++) {
      words[w] &= all[w];
      union[w] |= words[w];
    }
    return Lanes.places(words, places, at);
  }

  /** The samples found for any unit of the row last started, {@link #unionSize} of them. */
  int[] listUnion() {
    unionSize = Lanes.places(union, unionPlaces, 0);
    return unionPlaces;
  }

  /** How many {@link #listUnion} has listed. */
  int unionSize() {
    return unionSize;
  }
}
