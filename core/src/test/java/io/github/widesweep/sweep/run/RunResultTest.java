package io.github.widesweep.sweep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Compression;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.LayerCompression;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.score.Magnitude;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Rows of runs and of their layers, as they are made of compressions and travel to the driver. */
class RunResultTest {
  private final RandomGenerator random = Nets.random(17);
  private final Network network = Nets.network(random, List.of(Activation.TANH), 5, 4, 6, 3);

  private static RunKey key(CompressionSpec how) {
    return new RunKey(new NetworkKey("some", "5-w-6-3 tanh", 4, 0), how, 20, 2);
  }

  private RunResult result(CompressionSpec how) {
    Compression compression =
        Compressor.of(network, Nets.gaussian(random, 20, 5, 1), how.target())
            .compress(how, (layer, units) -> Nets.random(layer).doubles(units).toArray());
    return new RunResult(
        key(how), Measured.NONE, LayerResult.of(compression), Theory.NONE, 1, 2, Status.OK, null);
  }

  @Test
  void aLayersRowIsItsCompression() {
    CompressionSpec how = Nets.spec("W1+B2", new Scheme.Prune(0.5), 0.8, Projections.NONE);
    Compression compression =
        Compressor.of(network, Nets.gaussian(random, 20, 5, 1), how.target())
            .compress(how, (layer, units) -> Nets.random(layer).doubles(units).toArray());
    List<LayerResult> rows = LayerResult.of(compression);
    assertThat(rows.stream().map(LayerResult::layer)).containsExactly(1, 2);
    assertThat(rows.stream().map(LayerResult::role)).containsExactly(Role.WIDE, Role.BLOCK);
    for (int i = 0; i < 2; i++) {
      LayerCompression layer = compression.layers().get(i);
      LayerResult row = rows.get(i);
      double[] weights = compression.network().layer(i + 1).weights().data;
      long zeros = Arrays.stream(weights).filter(w -> w == 0).count();
      assertThat(row.weights()).isEqualTo(weights.length);
      assertThat(row.sparsity()).isCloseTo((double) zeros / weights.length, within(1e-15));
      assertThat(row)
          .isEqualTo(
              new LayerResult(
                  i + 1,
                  layer.role(),
                  layer.units(),
                  weights.length,
                  weights.length - zeros,
                  layer.distinctValues(),
                  layer.psiStart(),
                  layer.psi(),
                  layer.psi() / layer.watchedEnergy(),
                  layer.psiExpected(),
                  layer.psiBound(),
                  layer.seconds(),
                  null));
    }
    // The second layer's loss starts with what the first has done to its inputs.
    assertThat(rows.get(0).psiStart()).isZero();
    assertThat(rows.get(1).psiStart()).isPositive();
  }

  /** The last layer carries the error of all: it speaks for the run. */
  @Test
  void theRunsRelativeLossIsItsLastLayers() {
    RunResult row = result(Nets.spec("W1+W3", new Scheme.Prune(0.5), 0.8, Projections.NONE));
    assertThat(row.layers()).hasSize(2);
    assertThat(row.psiRelative()).isEqualTo(row.layers().get(1).psiRelative());
    assertThat(row.psiRelative()).isNotEqualTo(row.layers().get(0).psiRelative());
  }

  /** A part alpha is offered, and 1 - p of it goes; levels have no zeros. */
  @Test
  void sparsityIsAimedAtByPruningAlone() {
    Scheme prune = new Scheme.Prune(0.3);
    assertThat(result(Nets.spec("W2", prune, 0.8, Projections.NONE)).sparsityTarget())
        .isCloseTo(0.8 * 0.7, within(1e-15));
    Method magnitude = new Magnitude(0.8);
    CompressionSpec smallest =
        new CompressionSpec(Target.parse("W2"), Unit.WEIGHT, magnitude, prune, Projections.NONE);
    RunResult row = result(smallest);
    assertThat(row.sparsityTarget()).isCloseTo(0.56, within(1e-15));
    // 24 weights, 13.44 of which should go.
    assertThat(row.layers().get(0).sparsity()).isCloseTo(0.56, within(1.0 / 24));
    Scheme levels = new Scheme.Quantize(3);
    assertThat(result(Nets.spec("W2", levels, 0.8, Projections.NONE)).sparsityTarget()).isNaN();
  }

  @Test
  void aRunWithoutMeasurementsHasItsKeyAndItsReason() {
    RunKey key = key(Nets.spec("W2", new Scheme.Prune(0.3), 0.8, Projections.NONE));
    RunResult row = RunResult.without(key, Status.TOO_LARGE, "9 GB");
    assertThat(row)
        .isEqualTo(
            new RunResult(
                key, Measured.NONE, List.of(), Theory.NONE, 0, 0, Status.TOO_LARGE, "9 GB"));
    assertThat(row.psiRelative()).isNaN();
    assertThat(row.sparsityTarget()).isCloseTo(0.8 * 0.7, within(1e-15));
  }

  /** Executors send them: what arrives is what left, NaN included. */
  @Test
  void rowsTravelWhole() throws IOException, ClassNotFoundException {
    RunResult row = result(Nets.spec("B1+W3", new Scheme.Quantize(2), 0.8, Projections.BALL));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(row);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(row);
    }
  }
}
