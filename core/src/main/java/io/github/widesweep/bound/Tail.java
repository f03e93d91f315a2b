package io.github.widesweep.bound;

import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/**
 * The linear maps {@code T_k = W_m ... W_{k+1}} from the pre-activations of a layer {@code k} to
 * the logits, as if all activations between were the identity; {@code T_m} is the identity.
 */
final class Tail {
  /** Outputs up to which the products are made: their norms are eigenvalues of this many rows. */
  private static final int MOST_OUTPUTS = 512;

  /** Numbers of a product, 32 MiB. */
  private static final long MOST_NUMBERS = 1L << 22;

  private final R064Store[] maps;
  private final double[] norms;

  private Tail(int depth) {
    this.maps = new R064Store[depth + 1];
    this.norms = new double[depth + 1];
  }

  /**
   * @param from the first {@code k}
   */
  static Tail of(Network network, NetworkConstants constants, int from) {
    int depth = network.depth();
    Tail tail = new Tail(depth);
    tail.norms[depth] = 1;
    R064Store map = network.outputs() <= MOST_OUTPUTS ? identity(network.outputs()) : null;
    tail.maps[depth] = map;
    for (int k = depth - 1; k >= from; k--) {
      Layer next = network.layer(k + 1);
      tail.norms[k] = tail.norms[k + 1] * constants.layer(k + 1).sigma();
      long numbers = (long) network.outputs() * next.inputs();
      map = map == null || numbers > MOST_NUMBERS ? null : next.adjoint(map);
      if (map != null) {
        tail.maps[k] = map;
        tail.norms[k] = Math.min(tail.norms[k], LinearAlgebra.operatorNorm(map));
      }
    }
    return tail;
  }

  private static R064Store identity(int size) {
    R064Store matrix = LinearAlgebra.zeros(size, size);
    for (int i = 0; i < size; i++) {
      matrix.data[i * size + i] = 1;
    }
    return matrix;
  }

  /** {@code T_k}, outputs x outputs of layer {@code k}; empty where it is too large to be made. */
  Optional<R064Store> map(int k) {
    return Optional.ofNullable(maps[k]);
  }

  /** A bound of {@code ||T_k||}: the norm itself, or the product of the layers' norms. */
  double norm(int k) {
    return norms[k];
  }
}
