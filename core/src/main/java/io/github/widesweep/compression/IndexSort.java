package io.github.widesweep.compression;

/**
 * Sorts units by their scores, as plain numbers: a layer has millions of weights, and an object for
 * each would take several times the room of the layer itself. A stable merge sort, which needs one
 * array beside its result.
 */
final class IndexSort {
  /** Up to so many units insertion is faster than halving. */
  private static final int FEW = 8;

  private final double[] scores;

  private IndexSort(double[] scores) {
    this.scores = scores;
  }

  /**
   * The units, least score first, those of equal score in the order given. Scores compare as by
   * {@link Double#compare}: -0 before 0, NaN last.
   *
   * @param units indices into {@code scores}; not changed
   */
  static int[] byScore(int[] units, double[] scores) {
    int[] sorted = units.clone();
    new IndexSort(scores).sort(units.clone(), sorted, 0, units.length);
    return sorted;
  }

  /** Sorts {@code to[from..end)}; {@code spare} holds the same units there, and is overwritten. */
  private void sort(int[] spare, int[] to, int from, int end) {
    if (end - from <= FEW) {
      insert(to, from, end);
      return;
    }
    int middle = (from + end) >>> 1;
    sort(to, spare, from, middle);
    sort(to, spare, middle, end);
    int left = from;
    int right = middle;
    for (int i = from; i < end; i++) {
      boolean takeLeft = right == end || (left < middle && !isAfter(spare[left], spare[right]));
      to[i] = takeLeft ? spare[left++] : spare[right++];
    }
  }

  private void insert(int[] units, int from, int end) {
    for (int i = from + 1; i < end; i++) {
      int unit = units[i];
      int place = i;
      while (place > from && isAfter(units[place - 1], unit)) {
        units[place] = units[place - 1];
        place--;
      }
      units[place] = unit;
    }
  }

  private boolean isAfter(int a, int b) {
    return Double.compare(scores[a], scores[b]) > 0;
  }
}
