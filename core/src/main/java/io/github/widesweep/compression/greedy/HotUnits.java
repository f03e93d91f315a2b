package io.github.widesweep.compression.greedy;

import java.util.Arrays;

/** The units whose values are followed step by step, in no order. */
final class HotUnits {
  /** By place, the first {@link #count} of them. */
  final int[] units;

  final double[] values;

  /** What {@link #values} may be off by, the margin of an exact score included. */
  final double[] margins;

  int count;

  /** By unit: the place, or -1. */
  private final int[] places;

  HotUnits(int units) {
    this.units = new int[units];
    this.values = new double[units];
    this.margins = new double[units];
    this.places = new int[units];
    Arrays.fill(places, -1);
  }

  boolean contains(int unit) {
    return places[unit] >= 0;
  }

  /** Adds a unit that is not among them. */
  void add(int unit, double value, double margin) {
    places[unit] = count;
    units[count] = unit;
    values[count] = value;
    margins[count] = margin;
    count++;
  }

  /** Removes a unit, if it is among them; the last takes its place. */
  void remove(int unit) {
    int place = places[unit];
    if (place < 0) {
      return;
    }
    count--;
    places[units[count]] = place;
    units[place] = units[count];
    values[place] = values[count];
    margins[place] = margins[count];
    places[unit] = -1;
  }
}
