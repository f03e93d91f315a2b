package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Compression;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Uniforms;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;

/** Every outcome of a compression of at most ten weights, with its chance. */
final class Outcomes {
  private Outcomes() {}

  /**
   * Runs the compressor once for each of the {@code 2^u} ways in which the draws of all {@code u}
   * weights may fall, offered or not: those not offered sum out.
   */
  static void forEach(
      Network network, Samples samples, CompressionSpec spec, ObjDoubleConsumer<Compression> seen) {
    Map<Integer, Integer> offsets = new HashMap<>();
    double[] chances = new double[0];
    for (int l : spec.target().roles().keySet()) {
      offsets.put(l, chances.length);
      double[] layer = chances((Dense) network.layer(l), spec.scheme());
      chances = Arrays.copyOf(chances, chances.length + layer.length);
      System.arraycopy(layer, 0, chances, offsets.get(l), layer.length);
    }
    assertThat(chances).hasSizeLessThanOrEqualTo(10);
    Compressor compressor = Compressor.of(network, samples, spec.target());
    double total = 0;
    for (int outcome = 0; outcome < 1 << chances.length; outcome++) {
      double[] uniforms = new double[chances.length];
      double chance = 1;
      for (int u = 0; u < chances.length; u++) {
        boolean high = (outcome >> u & 1) == 1;
        uniforms[u] = high ? 0 : Math.nextDown(1.0);
        chance *= high ? chances[u] : 1 - chances[u];
      }
      if (chance > 0) {
        Uniforms byPosition =
            (l, units) -> Arrays.copyOfRange(uniforms, offsets.get(l), offsets.get(l) + units);
        seen.accept(compressor.compress(spec, byPosition), chance);
        total += chance;
      }
    }
    assertThat(total).isCloseTo(1, within(1e-12));
  }

  /** The chance of the upper outcome by row-major position, from the definitions (Section 3.2). */
  private static double[] chances(Dense layer, Scheme scheme) {
    int columns = layer.inputs();
    double[] chances = new double[layer.weights().data.length];
    for (int u = 0; u < chances.length; u++) {
      double w = Math.abs(layer.weights().doubleValue(u / columns, u % columns));
      if (scheme instanceof Scheme.Prune prune) {
        chances[u] = prune.keepProbability();
      } else {
        int k = ((Scheme.Quantize) scheme).levels();
        double scaled = k * w / layer.maxAbsWeight();
        chances[u] = 1 - Math.max(1, Math.ceil(scaled)) + scaled;
      }
    }
    return chances;
  }
}
