package io.github.widesweep.compression;

/** A way to choose which units change, and to what. */
public enum Method {
  /** Algorithm 1: least expected change of the loss first, then a random replacement. */
  GREEDY
}
