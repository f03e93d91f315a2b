package io.github.widesweep.compression.greedy;

import io.github.widesweep.network.VectorApi;

/**
 * The innermost loops of the search, by the widest instructions there are: sums over the samples of
 * a support, signs of outcomes, bounds. Every implementation gives the same bits.
 */
abstract class Lanes {
  /** Rows of tables have a multiple of so many numbers. */
  static final int WIDTH = 16;

  /** Arrays of {@link #signs} have a multiple of so many numbers. */
  static final int BLOCK = Integer.SIZE * WIDTH;

  /** {@code VectorLanes} where the JVM and the machine have what it needs, else plain Java. */
  static final Lanes BEST = best();

  /** The least multiple of 8 that has room for so many numbers in double precision. */
  static int doubleWidthOf(int numbers) {
    return (numbers + 7) / 8 * 8;
  }

  /** The least width of a table that has room for so many numbers a row. */
  static int widthOf(int numbers) {
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
  static int blocksOf(int numbers) {
    return (numbers + BLOCK - 1) / BLOCK * BLOCK;
  }

  /** The sum of eight numbers, in pairs, pairs of pairs and so on. */
  static double sumOfEight(double[] values, int at) {
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
  abstract void combine(
      float[] table, int width, int[] places, float[] factors, int from, int end, float[] sums);

  /** The same, and the same sums of {@code |factors[k] table[places[k]]|}. */
  abstract void combineSizes(
      float[] table,
      int width,
      int[] places,
      float[] factors,
      int from,
      int end,
      float[] sums,
      float[] sizes);

  /** Like the first, in double precision. */
  abstract void combine(
      double[] table, int width, int[] places, double[] factors, int from, int end, double[] sums);

  /**
   * Lowers bounds: {@code b} becomes {@code b shrink - factor moves}, each product and the
   * difference rounded, over places from {@code from} to before {@code end}.
   *
   * @return whether all are above the ceiling then; NaN is not
   */
  abstract boolean lower(
      float[] bounds, float[] moves, int from, int end, float shrink, float factor, float ceiling);

  /**
   * The first place from {@code from} to before {@code end} whose value is not above the ceiling,
   * or {@code end}.
   */
  abstract int next(float[] values, int from, int end, float ceiling);

  /**
   * Writes sign bits, 64 places a word: bit b of word w is that of {@code distances[k] + (center
   * sides[k] x[k] - width |x[k]|)} at {@code k = placeOf(64 w + b)}.
   *
   * @param x as long as {@code distances} and {@code sides}, a multiple of {@link #BLOCK}
   * @param block room for {@link #WIDTH} numbers
   */
  final void signs(
      float[] distances,
      float[] sides,
      float[] x,
      float center,
      float width,
      int[] block,
      long[] words) {
    for (int from = 0; from < x.length; from += BLOCK) {
      signs(distances, sides, x, center, width, from, block);
      for (int lane = 0; lane < WIDTH; lane += 2) {
        words[from / Long.SIZE + lane / 2] =
            (block[lane] & 0xffffffffL) | ((long) block[lane + 1] << Integer.SIZE);
      }
    }
  }

  /**
   * Where the number s of a list lies in the arrays of {@link #signs}: a lane has 32 that follow
   * each other.
   */
  static int placeOf(int s) {
    int within = s % BLOCK;
    return s - within + within % Integer.SIZE * WIDTH + within / Integer.SIZE;
  }

  /**
   * Writes the numbers of all bits that are 1, ascending, from {@code at} on; then fewer than 8
   * numbers of no meaning.
   *
   * @return where they end
   */
  static int places(long[] words, int[] places, int at) {
    int end = at;
    for (int w = 0; w < words.length; w++) {
      long left = words[w];
      int from = w * Long.SIZE;
      int next = end + Long.bitCount(left);
      // Most words have fewer than 8: no branch is taken that depends on how many.
      while (end < next) {
        places[end] = from + Long.numberOfTrailingZeros(left);
        left &= left - 1;
        places[end + 1] = from + Long.numberOfTrailingZeros(left);
        left &= left - 1;
        places[end + 2] = from + Long.numberOfTrailingZeros(left);
        left &= left - 1;
        places[end + 3] = from + Long.numberOfTrailingZeros(left);
        left &= left - 1;
        places[end + 4] = from + Long.numberOfTrailingZeros(left);
        left &= left - 1;
        places[end + 5] = from + Long.numberOfTrailingZeros(left);
        left &= left - 1;
        places[end + 6] = from + Long.numberOfTrailingZeros(left);
        left &= left - 1;
        places[end + 7] = from + Long.numberOfTrailingZeros(left);
        left &= left - 1;
        end += 8;
      }
      end = next;
    }
    return end;
  }

  /** One block of {@link #signs}: bit b of number l is that of place {@code from + b WIDTH + l}. */
  abstract void signs(
      float[] distances,
      float[] sides,
      float[] x,
      float center,
      float width,
      int from,
      int[] block);

  /**
   * The sums over a unit's support that its score is made of, and its shifts. With {@code z = side
   * x}, outcome and chance being the first where {@code z >= 0} and the second where not, it writes
   * {@code m = chance max(-(|a| + outcome z), 0)} and adds up {@code m}, {@code g m} and the extra
   * part of {@code E d^2}. Each of the sums is taken in eight parts, place by place.
   *
   * @param a by place; there is room up to a multiple of 8, and what is more has no effect
   * @param sums room for 24 numbers
   */
  abstract void score(
      double[] a,
      double[] x,
      double[] g,
      int count,
      double[] outcomes,
      double[] chances,
      float[] shifts,
      int at,
      double[] sums);

  /** {@code sum_k a[k] b[k]} over the length of a, in eight parts and what is left. */
  abstract double dot(float[] a, double[] b);

  /**
   * Adds the product of a column and a row, {@code values[s width + o] += column[s] row[o]}, and
   * rounds what changed to single precision.
   *
   * @param width a multiple of 8
   * @param singleWidth of the table in single precision, at least as wide
   * @param row as long as values' rows
   */
  abstract void addOuter(
      double[] values, int width, float[] single, int singleWidth, double[] column, double[] row);
}
