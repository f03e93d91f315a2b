package io.github.widesweep.compression.greedy.lanes;

import io.github.widesweep.network.VectorApi;

/**
 * The innermost loops of the search, by the widest instructions there are: sums over the samples of
 * a support, signs of outcomes, bounds. Every implementation gives the same bits.
 */
public abstract class Lanes {
  /** Rows of tables have a multiple of so many numbers. */
  public static final int WIDTH = 16;

  /** Arrays of {@link #signs} have a multiple of so many numbers. */
  public static final int BLOCK = Integer.SIZE * WIDTH;

  /** {@code VectorLanes} where the JVM and the machine have what it needs, else plain Java. */
  public static final Lanes BEST = best();

  /** The least multiple of 8 that has room for so many numbers in double precision. */
  public static int doubleWidthOf(int numbers) {
    return (numbers + 7) / 8 * 8;
  }

  /** The least width of a table that has room for so many numbers a row. */
  public static int widthOf(int numbers) {
    return (numbers + WIDTH - 1) / WIDTH * WIDTH;
  }

  private static Lanes best() {
    if (!VectorApi.isThere()) {
      return new PlainLanes();
    }
    try {
      Lanes lanes =
          Class.forName(Lanes.class.getPackageName() + ".VectorLanes")
              .asSubclass(Lanes.class)
              .getDeclaredConstructor()
              .newInstance();
      return lanes.areWide() ? lanes : new PlainLanes();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("VectorLanes is part of this package", e);
    }
  }

  /** The least multiple of {@link #BLOCK} that has room for so many numbers. */
  public static int blocksOf(int numbers) {
    return (numbers + BLOCK - 1) / BLOCK * BLOCK;
  }

  /** The sum of eight numbers, in pairs, pairs of pairs and so on. */
  public static double sumOfEight(double[] values, int at) {
    return ((values[at] + values[at + 4]) + (values[at + 2] + values[at + 6]))
        + ((values[at + 1] + values[at + 5]) + (values[at + 3] + values[at + 7]));
  }

  /** Whether the machine has at least eight lanes of single precision. */
  abstract boolean areWide();

  /**
   * Writes {@code sum_k factors[k] table[places[k]]}, a row of the table, over k from {@code from}
   * to before {@code end}, added in this order.
   *
   * @param width of the table's rows
   */
  public abstract void combine(
      float[] table, int width, int[] places, float[] factors, int from, int end, float[] sums);

  /** The same, and the same sums of {@code |factors[k] table[places[k]]|}. */
  public abstract void combineSizes(
      float[] table,
      int width,
      int[] places,
      float[] factors,
      int from,
      int end,
      float[] sums,
      float[] sizes);

  /** Like the first, in double precision. */
  public abstract void combine(
      double[] table, int width, int[] places, double[] factors, int from, int end, double[] sums);

  /**
   * Lowers bounds: {@code b} becomes {@code b shrink - factor moves}, each product and the
   * difference rounded, over places from {@code from} to before {@code end}.
   *
   * @return whether all are above the ceiling then; NaN is not
   */
  public abstract boolean lower(
      float[] bounds, float[] moves, int from, int end, float shrink, float factor, float ceiling);

  /**
   * The first place from {@code from} to before {@code end} whose value is not above the ceiling,
   * or {@code end}.
   */
  public abstract int next(float[] values, int from, int end, float ceiling);

  /**
   * Writes sign bits, as {@link #wordOf} and {@link #bitOf} place them: of {@code (|a[k]| - margin)
   * + (center z - width |z|)}, where z is {@code x[k]} with the sign of {@code a[k]}.
   *
   * @param x as long as a, a multiple of {@link #BLOCK}
   */
  public abstract void signs(
      float[] a, float margin, float[] x, float center, float width, int[] words);

  /** Writes the sign bits of values, as many as a multiple of {@link #BLOCK}. */
  public abstract void signs(float[] values, int[] words);

  /** Rounds so many numbers from a place on to single precision; -0 becomes 0. */
  public abstract void round(double[] values, int at, int count, float[] rounded);

  /** The largest {@code |a[k] - b[k]|} of so many places; NaN if there is one. */
  public abstract double largestDifference(double[] a, double[] b, int at, int count);

  /** Writes the least and the largest {@code a[k] - b[k]} of so many places, rounded. */
  public abstract void differences(float[] a, float[] b, int at, int count, float[] ends);

  /** The word of a number's bit. */
  public static int wordOf(int s) {
    return s / BLOCK * WIDTH + s % WIDTH;
  }

  /** The bit of a number in its word. */
  public static int bitOf(int s) {
    return s % BLOCK / WIDTH;
  }

  /**
   * Writes the numbers of all bits that are 1, word by word of two blocks at a time, from {@code
   * at} on; then fewer than 8 numbers of no meaning.
   *
   * @return where they end
   */
  public static int places(int[] words, int[] places, int at) {
    int end = at;
    for (int block = 0; block < words.length; block += 2 * WIDTH) {
      boolean two = block + WIDTH < words.length;
      for (int lane = 0; lane < WIDTH; lane++) {
        // Bit b of the pair is number from + b WIDTH, also in its second half.
        long high = two ? words[block + WIDTH + lane] : 0;
        long left = (high << Integer.SIZE) | (words[block + lane] & 0xFFFFFFFFL);
        int from = block / WIDTH * BLOCK + lane;
        int next = end + Long.bitCount(left);
        while (end < next) {
          for (int k = 0; k < 8; k++) {
            places[end + k] = from + WIDTH * Long.numberOfTrailingZeros(left);
            left &= left - 1;
          }
          end += 8;
        }
        end = next;
      }
    }
    return end;
  }

  /**
   * The sums over a unit's support that its score is made of, and its shifts. With {@code z} the
   * input with the sign of {@code a} and {@code F = max(-(|a| + outcome z), 0)} of either outcome
   * it writes {@code m = chance F}, added over both, and adds up {@code m} and twice the extra part
   * of {@code E d^2}, with opposite sign. Each of the sums is taken in {@link #WIDTH} parts, place
   * by place.
   *
   * @param a by place, then zeros up to a multiple of {@link #WIDTH}, as x
   * @param outcomes the two
   * @param halves of their chances
   * @param sums room for twice {@link #WIDTH} numbers
   */
  public abstract void score(
      float[] a,
      float[] x,
      int count,
      float[] outcomes,
      float[] halves,
      float[] shifts,
      int at,
      float[] sums);

  /**
   * Splits the first values into sizes, signs (0 or -0) and {@code 4 max(value, 0)}, as many as
   * there are sizes.
   */
  public abstract void split(float[] values, float[] sizes, float[] signs, float[] far);

  /**
   * What {@link #score} adds up, over all samples, and {@code g m}: three sums of {@link #WIDTH}
   * parts. Past the samples all arrays are 0. Sums are the same bits as long as nothing overflows.
   *
   * @param sizes of a, as {@link #split} has them, and so signs and far; as long as is added, a
   *     multiple of {@link #WIDTH}; the others are no shorter
   * @param from where g starts
   * @param lines the two outcomes and half of their chances
   * @param sums room for three times {@link #WIDTH} numbers
   */
  public abstract void sweep(
      float[] sizes,
      float[] signs,
      float[] far,
      float[] x,
      float[] g,
      int from,
      float[] lines,
      float[] sums);

  /** Writes the third of {@link #sweep}'s sums in its place. */
  public abstract void sweepProducts(
      float[] sizes, float[] signs, float[] x, float[] g, int from, float[] lines, float[] sums);

  /**
   * Writes {@code sum_c column[c] table[s][c]} for the first places s, each in {@link #WIDTH} parts
   * and then {@link #sumOfAll} of them.
   *
   * @param width of the table's rows, a multiple of {@link #WIDTH}
   */
  public abstract void dots(
      float[] table, int width, float[] column, int[] places, int count, double[] result);

  /** The sum of {@link #WIDTH} numbers: halves are added until one number is left. */
  public static float sumOfAll(float[] v, int at) {
    float sum0 = (v[at] + v[at + 8]) + (v[at + 4] + v[at + 12]);
    float sum1 = (v[at + 1] + v[at + 9]) + (v[at + 5] + v[at + 13]);
    float sum2 = (v[at + 2] + v[at + 10]) + (v[at + 6] + v[at + 14]);
    float sum3 = (v[at + 3] + v[at + 11]) + (v[at + 7] + v[at + 15]);
    return (sum0 + sum2) + (sum1 + sum3);
  }

  /**
   * Changes of a logistic activation, as {@link LogisticChanges} has them, at all samples: with
   * {@code d} those by either outcome it writes {@code m = E d}, and adds up {@code g m}, {@code
   * |m|}, {@code E d^2} and {@code m^2}, each in eight parts.
   *
   * @param high {@code B} of the first outcome
   * @param low that of the second
   * @param scale slope times sigma times rest
   * @param chance of the first outcome
   * @param sums room for 32 numbers
   */
  public abstract void logistic(
      double[] high,
      double[] low,
      double[] scale,
      double[] sigma,
      double[] rest,
      double[] g,
      double chance,
      float[] shifts,
      double[] sums);

  /** The largest size; NaN if there is one, 0 of none. */
  public abstract double largest(double[] values);

  /** {@code sum_k a[k] b[k]} over the length of a, in eight parts and what is left. */
  public abstract double dot(float[] a, double[] b);

  /**
   * Adds the product of a column and a row at some samples, {@code values[s width + o] += column[s]
   * row[o]}, and rounds what changed to single precision.
   *
   * @param width a multiple of 8
   * @param singleWidth of the table in single precision, at least as wide
   * @param samples the first {@code count} are taken
   * @param row as long as values' rows
   */
  public abstract void addOuter(
      double[] values,
      int width,
      float[] single,
      int singleWidth,
      double[] column,
      int[] samples,
      int count,
      double[] row);
}
