package io.github.widesweep.network;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ojalgo.matrix.store.R064Store;

/**
 * Takes out of a network what a structured compression has made useless, without changing its
 * outputs beyond rounding (Section 4.2): hidden units whose weights onward are all zero, and those
 * whose own weights are all zero, so that they are constants {@code phi(b_i)}. Constants other than
 * 0 are merged into one unit, whose weights onward are their sum.
 */
public final class Shrinker {
  private final Layer layer;
  private final Layer next;
  private final int units;

  private Shrinker(Layer layer, Layer next) {
    this.layer = layer;
    this.next = next;
    this.units = layer.outputUnits();
  }

  /** The smaller network; the same one if nothing can go. At least one unit a layer stays. */
  public static Network shrink(Network network) {
    Network shrunk = network;
    // A unit that leaves may leave those before it unused, and those behind it constant.
    for (int l = network.depth() - 1; l >= 1; l--) {
      shrunk = shrink(shrunk, l);
    }
    for (int l = 1; l < network.depth(); l++) {
      shrunk = shrink(shrunk, l);
    }
    return shrunk;
  }

  private static Network shrink(Network network, int l) {
    return new Shrinker(network.layer(l), network.layer(l + 1)).shrunk(network, l);
  }

  private Network shrunk(Network network, int l) {
    // A projection looks at all outputs together: there only units that are always 0 may leave.
    boolean projected = layer.radius() < Double.POSITIVE_INFINITY;
    double[] constants = IntStream.range(0, units).mapToDouble(this::constant).toArray();
    int[] needed =
        IntStream.range(0, units)
            .filter(i -> constants[i] != 0 && (projected || isUsed(i)))
            .toArray();
    int[] merged =
        projected
            ? new int[0]
            : Arrays.stream(needed).filter(i -> !Double.isNaN(constants[i])).toArray();
    int into = largest(merged, constants);
    int[] kept =
        Arrays.stream(needed)
            .filter(i -> projected || Double.isNaN(constants[i]) || i == into)
            .toArray();
    if (kept.length == 0) {
      kept = new int[] {0};
    }
    if (kept.length == units) {
      return network;
    }
    R064Store onward = merge(merged, into, constants);
    return network.withLayers(
        l,
        layer.withWeights(rows(layer.weights(), kept), select(layer, kept)),
        next.withWeights(columns(onward, kept), next.bias()));
  }

  /** What unit i always is, NaN if its weights are not all zero. */
  private double constant(int i) {
    R064Store weights = layer.weights();
    for (int e = i; e < weights.data.length; e += units) {
      if (weights.data[e] != 0) {
        return Double.NaN;
      }
    }
    return layer.activation().value(layer.bias().map(b -> b[i]).orElse(0.0));
  }

  private boolean isUsed(int i) {
    int block = next.weights().data.length / units;
    for (int e = i * block; e < (i + 1) * block; e++) {
      if (next.weights().data[e] != 0) {
        return true;
      }
    }
    return false;
  }

  private static int largest(int[] merged, double[] constants) {
    int into = -1;
    for (int i : merged) {
      if (into < 0 || Math.abs(constants[i]) > Math.abs(constants[into])) {
        into = i;
      }
    }
    return into;
  }

  /** The weights onward, those of merged units added to the one they are merged into. */
  private R064Store merge(int[] merged, int into, double[] constants) {
    R064Store onward = next.weights().copy();
    int block = onward.data.length / units;
    for (int i : merged) {
      if (i != into) {
        double factor = constants[i] / constants[into];
        LinearAlgebra.blas()
            .daxpy(block, factor, onward.data, i * block, 1, onward.data, into * block, 1);
      }
    }
    return onward;
  }

  private R064Store columns(R064Store onward, int[] kept) {
    int block = onward.data.length / units;
    R064Store columns =
        LinearAlgebra.zeros(onward.getRowDim(), onward.getColDim() / units * kept.length);
    for (int k = 0; k < kept.length; k++) {
      System.arraycopy(onward.data, kept[k] * block, columns.data, k * block, block);
    }
    return columns;
  }

  private static R064Store rows(R064Store weights, int[] kept) {
    R064Store rows = LinearAlgebra.zeros(kept.length, weights.getColDim());
    for (int j = 0; j < weights.getColDim(); j++) {
      for (int k = 0; k < kept.length; k++) {
        rows.set(k, j, weights.doubleValue(kept[k], j));
      }
    }
    return rows;
  }

  private static Optional<double[]> select(Layer layer, int[] kept) {
    return layer.bias().map(b -> Arrays.stream(kept).mapToDouble(i -> b[i]).toArray());
  }
}
