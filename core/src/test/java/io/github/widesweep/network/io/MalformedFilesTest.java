package io.github.widesweep.network.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

/** Files with seeded damage: each is read as some network, or is the user's error in one line. */
class MalformedFilesTest {
  private static final int TRIES = 1500;

  private static R064Store gaussian(SplittableRandom random, int rows, int columns) {
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> random.nextGaussian());
    return matrix;
  }

  @ParameterizedTest
  @EnumSource
  void damageIsRefusedInOneLineOrHarmless(TensorFormat format) {
    SplittableRandom random = new SplittableRandom(format.suffix().length());
    Network network =
        new Network(
            List.of(
                new Dense(
                    gaussian(random, 4, 3),
                    Optional.of(new double[] {1, 2, 3, 4}),
                    Activation.RELU,
                    Double.POSITIVE_INFINITY),
                new Dense(gaussian(random, 2, 4), Activation.SOFTMAX)));
    List<LayerSource> layers =
        format == TensorFormat.NPZ
            ? NetworkFile.read(
                    TensorFormat.ONNX,
                    NetworkFile.write(TensorFormat.ONNX, NumberFormat.FLOAT32, network),
                    List.of())
                .layers()
            : List.of();
    byte[] whole = NetworkFile.write(format, NumberFormat.FLOAT32, network);
    int refused = 0;
    for (int i = 0; i < TRIES; i++) {
      byte[] damaged = damage(random, whole);
      try {
        assertThat(NetworkFile.read(format, damaged, layers).network().depth()).isPositive();
      } catch (UserException e) {
        refused++;
        assertThat(e.getMessage()).startsWith(format.suffix().substring(1) + ": ");
        assertThat(e.getMessage().lines()).hasSize(1);
        assertThat(e.getMessage().length()).isLessThan(600);
      }
    }
    assertThat(refused).isBetween(TRIES / 4, TRIES);
  }

  /** Bits flipped, bytes set to extremes, pieces cut out, doubled or cut off. */
  private static byte[] damage(SplittableRandom random, byte[] whole) {
    byte[] file = whole.clone();
    int at = random.nextInt(file.length);
    int length = 1 + random.nextInt(Math.min(16, file.length - at));
    switch (random.nextInt(5)) {
      case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> Arrays.fill(file, at, at + length, (byte) (random.nextBoolean() ? 0xff : 0));
      case 2 -> file = Arrays.copyOf(file, at);
      case 3 -> {
        byte[] cut = new byte[file.length - length];
        System.arraycopy(file, 0, cut, 0, at);
        System.arraycopy(file, at + length, cut, at, file.length - at - length);
        file = cut;
      }
      default -> {
        byte[] doubled = new byte[file.length + length];
        System.arraycopy(file, 0, doubled, 0, at + length);
        System.arraycopy(file, at, doubled, at + length, file.length - at);
        file = doubled;
      }
    }
    return file;
  }
}
