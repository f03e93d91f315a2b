package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Draws of one network that are computed together, in products over all of them. A product's last
 * digits may depend on its shape and on a draw's place in it, so both are fixed: the size by the
 * network, the place by the draw's number. Places without a draw are filled with the dense layer.
 * Thus a row does not depend on which other draws are computed beside it.
 *
 * @param size number of places
 * @param places the place of each draw that is there, ascending, from 0
 */
public record Stack(int size, List<Integer> places) {
  /** Most places: people ask for 5, 10 or 50 draws, which leave none empty. */
  private static final int MOST = 5;

  /** Weights in all places together, 32 MiB: beyond this, stacking saves no time. */
  private static final long MOST_WEIGHTS = 1L << 22;

  public Stack {
    places = List.copyOf(places);
    for (int i = 0; i < places.size(); i++) {
      int least = i == 0 ? 0 : places.get(i - 1) + 1;
      require(
          places.get(i) >= least && places.get(i) < size,
          "places[" + i + "]",
          places.get(i),
          "ascending places below " + size);
    }
  }

  /** One draw by itself. */
  public static Stack single() {
    return new Stack(1, List.of(0));
  }

  /** Places of a stack where the largest layer to be drawn has so many weights. */
  public static int size(long weights) {
    return (int) Math.max(1, Math.min(MOST, MOST_WEIGHTS / Math.max(1, weights)));
  }

  /**
   * The stack of some draws.
   *
   * @param draws ascending numbers of draws that share a stack: equal when divided by {@code size}
   */
  public static Stack of(int size, List<Integer> draws) {
    return new Stack(size, draws.stream().map(draw -> draw % size).toList());
  }

  /** A value for every place: that of the draw there, or the filler. */
  public <T> List<T> fill(List<? extends T> values, T filler) {
    List<T> all = new ArrayList<>(Collections.nCopies(size, filler));
    for (int i = 0; i < values.size(); i++) {
      all.set(places.get(i), values.get(i));
    }
    return all;
  }
}
