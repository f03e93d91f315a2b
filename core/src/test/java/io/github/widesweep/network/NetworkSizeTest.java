package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

class NetworkSizeTest {
  @Test
  void fourCountsThatAreNotTheSame() {
    double infinite = Double.POSITIVE_INFINITY;
    R064Store kernels = R064Store.wrap(new double[] {1, 0, 2, -0.0, 3, 4, 5, 6}, 2);
    R064Store weights = R064Store.FACTORY.make(3, 18);
    weights.data[7] = 1;
    Network network =
        new Network(
            List.of(
                new Convolution(
                    kernels,
                    2,
                    3,
                    Padding.CIRCULAR,
                    Optional.of(new double[2]),
                    Activation.RELU,
                    infinite),
                new Dense(weights, Optional.empty(), Activation.IDENTITY, infinite)));
    assertThat(NetworkSize.of(network))
        .isEqualTo(new NetworkSize(8 + 2 + 54, 6 + 1, 2, 9 * 8 + 54));
  }
}
