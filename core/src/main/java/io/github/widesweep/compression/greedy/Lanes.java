package io.github.widesweep.compression.greedy;

/**
 * Sums of rows of tables over the samples of a support, and a search, by the widest instructions
 * there are. Every implementation gives the same bits.
 */
abstract class Lanes {
  /** Rows of tables have a multiple of so many numbers. */
  static final int WIDTH = 16;

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
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
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
   * Writes from {@code at} on the places k where {@code distances[k] + (center sides[k] x[k] -
   * width |x[k]|)} has the sign bit, in an order of its own; then up to {@link #WIDTH} numbers of
   * no meaning.
   *
   * @param x as long as {@code distances} and {@code sides}, a multiple of {@link #WIDTH}
   * @param words room for {@link #WIDTH} numbers
   * @return where the places end
   */
  final int negatives(
      float[] distances,
      float[] sides,
      float[] x,
      float center,
      float width,
      int[] words,
      int[] places,
      int at) {
    int end = at;
    for (int from = 0; from < x.length; from += Integer.SIZE * WIDTH) {
      int to = Math.min(x.length, from + Integer.SIZE * WIDTH);
      signs(distances, sides, x, center, width, from, to, words);
      for (int lane = 0; lane < WIDTH; lane += 2) {
        long word = words[lane] & 0xffffffffL | (long) words[lane + 1] << Integer.SIZE;
        end = write(word, from + lane, places, end);
      }
    }
    return end;
  }

  /** Of most words all places are written by the first eight lines, whatever there is. */
  private static int write(long word, int from, int[] places, int at) {
    int count = Long.bitCount(word);
    long left = word;
    int end = at;
    do {
      for (int k = 0; k < 8; k++) {
        int bit = Long.numberOfTrailingZeros(left);
        places[end + k] = from + (bit & 31) * WIDTH + (bit >>> 5);
        left &= left - 1;
      }
      end += 8;
    } while (end < at + count);
    return at + count;
  }

  /**
   * Writes the sign bits of {@link #negatives}: bit b of word l is that of place {@code from + b
   * WIDTH + l}.
   */
  abstract void signs(
      float[] distances,
      float[] sides,
      float[] x,
      float center,
      float width,
      int from,
      int to,
      int[] words);

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

  /**
   * Adds the product of a column and a row, {@code values[s width + o] += column[s] row[o]}, rounds
   * what changed to single precision, and multiplies with the row: {@code products[s] = sum_o
   * values[s width + o] row[o]}, each sum in eight parts.
   *
   * @param width a multiple of 8
   * @param singleWidth of the table in single precision, at least as wide
   * @param row as long as values' rows
   */
  abstract void addOuter(
      double[] values,
      int width,
      float[] single,
      int singleWidth,
      double[] column,
      double[] row,
      double[] products);
}
