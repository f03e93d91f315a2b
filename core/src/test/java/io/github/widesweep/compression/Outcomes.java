package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;

/** Every outcome of a compression of at most ten units, with its chance. */
public final class Outcomes {
  private Outcomes() {}

  /**
   * Runs the compressor once for each of the {@code 2^u} ways in which the draws of all {@code u}
   * units may fall, offered or not: those not offered sum out.
   */
  public static void forEach(
      Network network, Samples samples, CompressionSpec spec, ObjDoubleConsumer<Compression> seen) {
    Map<Integer, Integer> offsets = new HashMap<>();
    double[] chances = new double[0];
    for (int l : spec.target().roles().keySet()) {
      offsets.put(l, chances.length);
      double[] layer = chances(network.layer(l), spec.target().roles().get(l), spec);
      chances = Arrays.copyOf(chances, chances.length + layer.length);
      System.arraycopy(layer, 0, chances, offsets.get(l), layer.length);
    }
    assertThat(chances).hasSizeLessThanOrEqualTo(10);
    Compressor compressor = Compressor.of(network, samples.inputs(), spec.target());
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

  /** The chance of the upper outcome by position, from the definitions (Section 3.2). */
  private static double[] chances(Layer layer, Role role, CompressionSpec spec) {
    if (spec.unit() == Unit.WEIGHT) {
      return chances((Dense) layer, spec.scheme());
    }
    double[] chances = new double[role == Role.WIDE ? layer.inputUnits() : layer.outputUnits()];
    Arrays.fill(chances, ((Scheme.Prune) spec.scheme()).keepProbability());
    return chances;
  }

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
