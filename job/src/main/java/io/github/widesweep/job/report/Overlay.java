package io.github.widesweep.job.report;

import java.util.List;

/**
 * Curves of several quantities, each with a name of its own in SQL, over one vertical axis.
 *
 * @param lines what is drawn
 * @param numbers every number, those that are not drawn among them
 */
record Overlay(Panel.Lines lines, List<PlottedNumber> numbers) implements Panel {
  Overlay {
    numbers = List.copyOf(numbers);
  }

  @Override
  public String title() {
    return lines.title();
  }

  @Override
  public String group() {
    return lines.group();
  }

  @Override
  public String note() {
    return lines.note();
  }
}
