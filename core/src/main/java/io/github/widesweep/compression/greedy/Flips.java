package io.github.widesweep.compression.greedy;

import java.util.Arrays;

/**
 * Which samples an outcome of a unit may carry across the kink of ReLU, in single precision with a
 * margin: none is missed, a few are found that do not cross.
 */
final class Flips {
  private final Problem problem;

  /** {@code zh} in single precision, by column and by sample as {@link Lanes#placeOf} has it. */
  private final float[][] inputs;

  /** Whether single precision can tell sides in the row last started. */
  private boolean inRange;

  /** By sample: {@code |a|} less the margin, and the sign of a; 0 where there is no sample. */
  private final float[] distances;

  private final float[] sides;
  private final long[] words;
  private final int[] block = new int[Lanes.WIDTH];

  /** By sample: the place in the arrays. */
  private final int[] placeOf;

  Flips(Problem problem) {
    this(problem, new float[problem.inputs][Lanes.blocksOf(problem.samples)]);
    for (int j = 0; j < problem.inputs; j++) {
      for (int s = 0; s < problem.samples; s++) {
        inputs[j][Lanes.placeOf(s)] = (float) problem.x[j][s];
      }
    }
  }

  private Flips(Problem problem, float[][] inputs) {
    this.problem = problem;
    this.inputs = inputs;
    this.distances = new float[Lanes.blocksOf(problem.samples)];
    this.sides = new float[distances.length];
    this.words = new long[distances.length / Long.SIZE];
    this.placeOf = new int[problem.samples];
    Arrays.setAll(placeOf, Lanes::placeOf);
  }

  Flips forDraw() {
    return new Flips(problem, inputs);
  }

  /**
   * Looks at a row.
   *
   * <p>The margin: of {@code distance + (c z - w |x|)} in {@link #find} each part is rounded by
   * {@code 2^-24} of at most {@code |a| + 2 reach}, six times, the conversions included.
   *
   * @param a its pre-activations
   * @param largest the largest of their sizes
   * @param error what an outcome's pre-activation may be off by
   */
  void start(int row, double[] a, double largest, double error) {
    double margin = 2 * error + 0x1p-20 * (largest + 2 * problem.reach[row]) + Float.MIN_NORMAL;
    inRange = margin < 1e30;
    for (int s = 0; s < a.length; s++) {
      int place = placeOf[s];
      distances[place] = (float) (Math.abs(a[s]) - margin);
      sides[place] = (float) Kernels.side(a[s]);
    }
  }

  /** Writes a word for every 64 samples of the row last started: 1 where {@code a < 0}. */
  void sides(long[] below) {
    Lanes.BEST.signs(sides, sides, sides, 0, 0, block, below);
  }

  /** How many words {@link #sides} writes. */
  int words() {
    return words.length;
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
    float center = (float) (0.5 * (up + down));
    float width = (float) (0.5 * Math.abs(up - down));
    if (!inRange || !(width < 1e30f)) {
      for (int s = 0; s < problem.samples; s++) {
        places[at + s] = s;
      }
      return at + problem.samples;
    }
    Lanes.BEST.signs(distances, sides, inputs[column], center, width, block, words);
    return Lanes.places(words, places, at);
  }
}
