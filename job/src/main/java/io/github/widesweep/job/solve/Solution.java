package io.github.widesweep.job.solve;

import io.github.widesweep.sweep.grid.Grid;
import java.util.List;

/**
 * What was found along all lines.
 *
 * @param unknown what was looked for
 * @param condition what it had to meet
 * @param verdict by what that was judged
 * @param answers a line each
 * @param networks trained networks that every mean is over
 * @param asked the cells that it rests on
 * @param all the cells that there are to choose from
 */
public record Solution(
    Unknown unknown,
    Condition condition,
    Verdict verdict,
    List<Answer> answers,
    int networks,
    Grid asked,
    Grid all) {
  public Solution {
    answers = List.copyOf(answers);
  }

  /** Runs that it rests on, as a fraction of those that trying everything would have taken. */
  public double share() {
    return (double) asked.runCount() / all.runCount();
  }
}
