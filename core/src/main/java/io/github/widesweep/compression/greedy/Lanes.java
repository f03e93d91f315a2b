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

  /** The same in double precision. */
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
   * Adds the product of a column and a row, {@code values[s width + o] += column[s] row[o]}, and
   * rounds what changed to single precision.
   */
  abstract void addOuter(double[] values, float[] single, int width, double[] column, double[] row);
}
