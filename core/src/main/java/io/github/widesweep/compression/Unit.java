package io.github.widesweep.compression;

/** What is offered to one draw. */
public enum Unit {
  /** A single weight. */
  WEIGHT
}
