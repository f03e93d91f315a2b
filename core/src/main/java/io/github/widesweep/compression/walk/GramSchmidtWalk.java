package io.github.widesweep.compression.walk;

import io.github.widesweep.network.LinearAlgebra;

/**
 * One run of the Gram-Schmidt walk (see the package): chances become choices, a step at a time.
 *
 * <p>Where {@code H} is the inverse of {@code M} over the units that are still open, the direction
 * of a step is the pivot's column of {@code H}, up to a factor: {@code M H = I} says that in the
 * metric of {@code M} it is orthogonal to all other open units. A unit that closes is eliminated
 * from {@code H}, which is a step of a Cholesky factorisation of {@code H} in the order that the
 * walk dictates. So a walk costs one factorisation, {@code n^3 / 3} operations, and is as stable:
 * nothing is solved, and no factor is kept up to date by taking columns out of it. Eliminations are
 * collected in panels and applied by a product of matrices.
 */
final class GramSchmidtWalk {
  /** Eliminations that are applied together. */
  private static final int PANEL = 48;

  /** What rounding may leave between a value and the end that it has reached. */
  private static final double TOLERANCE = 0x1p-42;

  /** What decides which way a step goes. */
  @FunctionalInterface
  interface Coins {
    /**
     * Whether the pivot rises.
     *
     * @param coin the unit, by place in the walk, whose uniform decides; none decides twice
     * @param chance the probability of that, in [0, 1]
     */
    boolean rises(int coin, double chance);
  }

  private final double[] values;
  private final Coins coins;

  /** The place in the walk of each row of {@link #inverse}, ascending. */
  private final int[] places;

  /** Rows of {@link #inverse}; {@link #open} of them have not closed yet. */
  private int size;

  private int open;
  private final boolean[] closed;

  /** The lower triangle of {@code H} but for the eliminations in the panel, size x size. */
  private final double[] inverse;

  /** Eliminated columns of {@code H}, divided by the roots of their pivots, size x eliminated. */
  private final double[] panel;

  private final int width;
  private int eliminated;

  /** The row of the unit that is pivot; -1 if the last one has closed. */
  private int pivot = -1;

  /** The pivot's column of {@code H}. */
  private final double[] direction;

  private GramSchmidtWalk(double[] inverse, double[] values, Coins coins) {
    this.values = values;
    this.coins = coins;
    this.size = values.length;
    this.open = size;
    this.inverse = inverse;
    this.width = Math.min(PANEL, size);
    this.panel = new double[size * (width + 1)];
    this.direction = new double[size];
    this.closed = new boolean[size];
    this.places = new int[size];
    for (int i = 0; i < size; i++) {
      places[i] = i;
    }
  }

  /**
   * Walks to the end.
   *
   * @param inverse the lower triangle of {@code M^-1}, column-major, n x n; overwritten
   * @param values the chance of each unit's upper value, strictly between 0 and 1, in the order in
   *     which units become pivots; afterwards 1 for the upper value, 0 for the lower
   */
  static void run(double[] inverse, double[] values, Coins coins) {
    new GramSchmidtWalk(inverse, values, coins).run();
  }

  private void run() {
    int coin = -1;
    while (open > 0) {
      if (pivot < 0) {
        choosePivot();
        coin = places[pivot];
      }
      step(coin);
      coin = close();
      if (size - open >= width && open > 0) {
        compact();
        applyPanel();
      }
    }
  }

  private void choosePivot() {
    pivot = 0;
    while (closed[pivot]) {
      pivot++;
    }
    readColumn(pivot, direction, 0);
  }

  /** Moves all open units along the direction, up or down, until one of them is at an end. */
  private void step(int coin) {
    double rise = Double.POSITIVE_INFINITY;
    double fall = Double.POSITIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      double d = direction[i];
      if (!closed[i] && d != 0) {
        double value = values[places[i]];
        rise = Math.min(rise, (d > 0 ? 1 - value : -value) / d);
        fall = Math.min(fall, (d > 0 ? value : value - 1) / d);
      }
    }
    double length = coins.rises(coin, fall / (rise + fall)) ? rise : -fall;
    for (int i = 0; i < size; i++) {
      if (!closed[i]) {
        double value = values[places[i]];
        double moved = value + length * direction[i];
        // A chance may be far below the tolerance: what is left of it is compared with itself.
        boolean low = moved <= TOLERANCE * value;
        values[places[i]] = low ? 0 : moved >= 1 - TOLERANCE ? 1 : moved;
      }
    }
  }

  /**
   * Closes the units that are at an end.
   *
   * @return the first of them beside the pivot, by place: the pivot's next step has its coin
   */
  private int close() {
    int first = -1;
    int before = open;
    for (int i = 0; i < size && open > 0; i++) {
      double value = values[places[i]];
      if (!closed[i] && (value == 0 || value == 1)) {
        closed[i] = true;
        open--;
        if (i == pivot) {
          pivot = -1;
        } else if (first < 0) {
          first = places[i];
        }
        if (open > 0) {
          eliminate(i);
        }
      }
    }
    if (open == before) {
      throw new ArithmeticException("a step of a walk of %d units ended nowhere".formatted(size));
    }
    return first;
  }

  private void eliminate(int row) {
    if (eliminated == width) {
      applyPanel();
    }
    int from = eliminated * size;
    readColumn(row, panel, from);
    LinearAlgebra.blas().dscal(size, 1 / Math.sqrt(panel[from + row]), panel, from, 1);
    if (pivot >= 0) {
      LinearAlgebra.blas().daxpy(size, -panel[from + pivot], panel, from, 1, direction, 0, 1);
    }
    eliminated++;
  }

  /** A column of {@code H} with all eliminations. */
  private void readColumn(int row, double[] column, int to) {
    for (int i = 0; i < row; i++) {
      column[to + i] = inverse[i * size + row];
    }
    System.arraycopy(inverse, row * size + row, column, to + row, size - row);
    if (eliminated > 0) {
      LinearAlgebra.blas()
          .dgemv("N", size, eliminated, -1, panel, 0, size, panel, row, size, 1, column, to, 1);
    }
  }

  private void applyPanel() {
    LinearAlgebra.blas().dsyrk("L", "N", size, eliminated, -1, panel, 0, size, 1, inverse, 0, size);
    eliminated = 0;
  }

  /** Leaves out the rows and columns of units that have closed. */
  private void compact() {
    int[] kept = new int[open];
    int next = 0;
    for (int i = 0; i < size; i++) {
      if (!closed[i]) {
        kept[next++] = i;
      }
    }
    // Every number moves to an earlier place, and those before it have been read.
    for (int k = 0; k < eliminated; k++) {
      for (int i = 0; i < open; i++) {
        panel[k * open + i] = panel[k * size + kept[i]];
      }
    }
    for (int j = 0; j < open; j++) {
      for (int i = j; i < open; i++) {
        inverse[j * open + i] = inverse[kept[j] * size + kept[i]];
      }
    }
    for (int i = 0; i < open; i++) {
      direction[i] = direction[kept[i]];
      places[i] = places[kept[i]];
      closed[i] = false;
      pivot = pivot == kept[i] ? i : pivot;
    }
    size = open;
  }
}
