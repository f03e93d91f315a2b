package io.github.widesweep.compression;

/**
 * The randomness of one compression: a uniform for every unit of every layer, by position, whatever
 * order an algorithm visits units in (digest section 2). Runs that differ only in scheme, alpha or
 * method share it.
 */
@FunctionalInterface
public interface Uniforms {
  /**
   * The uniforms of one layer.
   *
   * @param layer layer number, from 1
   * @param units number of units of that layer
   * @return a number in [0, 1) per unit; for weights in row-major order (output by output)
   */
  double[] ofLayer(int layer, int units);
}
