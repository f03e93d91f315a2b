package io.github.widesweep.job.run;

import io.github.widesweep.sweep.grid.Grid;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Decides step by step what of a sweep's grid is to be done. What it decides may depend on the rows
 * of runs that it has asked for, and on nothing else: so that a command that was killed asks for
 * the same again, whoever computed what in between.
 */
@FunctionalInterface
public interface Inquiry {
  /**
   * All that is wanted by now, what was wanted before included. The runs of what was returned last
   * are committed when this is called.
   *
   * @return empty if nothing more is wanted; not at the first call
   */
  Optional<Grid> next();

  /** All of a grid in one step. */
  static Inquiry all(Grid grid) {
    Iterator<Grid> once = List.of(grid).iterator();
    return () -> once.hasNext() ? Optional.of(once.next()) : Optional.empty();
  }
}
