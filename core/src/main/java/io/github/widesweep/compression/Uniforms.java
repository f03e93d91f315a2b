package io.github.widesweep.compression;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The randomness of one compression: a uniform for every unit of every layer, by position, whatever
 * order an algorithm visits units in. Runs that differ only in scheme, alpha or method share it.
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

  /** The same, each layer's generated once and kept; not thread-safe. */
  default Uniforms kept() {
    Map<List<Integer>, double[]> kept = new HashMap<>();
    return (layer, units) ->
        kept.computeIfAbsent(List.of(layer, units), key -> ofLayer(layer, units));
  }
}
