package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** Draws that are computed together are those that are computed one by one. */
class StackedDrawsTest {
  private static final int SIZE = 5;

  private final RandomGenerator random = Nets.random(12);
  private final R064Store samples = Nets.gaussian(random, 60, 13, 1);

  private static Uniforms uniforms(int draw) {
    return (layer, units) -> Nets.random(100 * draw + layer).doubles(units).toArray();
  }

  private Network network() {
    return Nets.network(random, List.of(Activation.RELU, Activation.TANH), 13, 24, 11, 4);
  }

  private static List<Compression> compress(
      Compressor compressor, CompressionSpec spec, List<Integer> draws) {
    return compressor.compress(
        spec, Stack.of(SIZE, draws), draws.stream().map(StackedDrawsTest::uniforms).toList());
  }

  /** To the last bit: a draw's numbers do not depend on which neighbours it has. */
  @ParameterizedTest
  @ValueSource(strings = {"W1", "W2", "B1", "W1+W3", "B1+W3"})
  void aDrawDoesNotDependOnItsNeighbours(String target) {
    Network network = network();
    for (Unit unit : Unit.values()) {
      for (Projections projections : Projections.values()) {
        CompressionSpec spec =
            new CompressionSpec(
                Target.parse(target),
                unit,
                new Greedy(0.8, new Ordering.Exact()),
                new Scheme.Prune(0.4),
                projections);
        Compressor compressor = Compressor.of(network, samples, spec.target());
        List<Integer> all = List.of(5, 6, 7, 8, 9);
        List<Compression> together = compress(compressor, spec, all);
        List<Compressor.ErrorSq> errors = compressor.errorsSq(Stack.of(SIZE, all), together);
        for (List<Integer> some : List.of(List.of(7), List.of(5, 9), List.of(6, 7, 8))) {
          Compressor another = Compressor.of(network, samples, spec.target());
          List<Compression> few = compress(another, spec, some);
          List<Compressor.ErrorSq> fewErrors = another.errorsSq(Stack.of(SIZE, some), few);
          for (int i = 0; i < some.size(); i++) {
            int place = some.get(i) - 5;
            assertThat(few.get(i).last().psi()).isEqualTo(together.get(place).last().psi());
            assertThat(fewErrors.get(i)).isEqualTo(errors.get(place));
            assertThat(few.get(i).network().layer(1).weights().data)
                .containsExactly(together.get(place).network().layer(1).weights().data);
          }
        }
      }
    }
  }

  /** The same numbers as by themselves, and as from the definition, but for rounding. */
  @ParameterizedTest
  @ValueSource(strings = {"W1", "W2", "B2", "W1+B2"})
  void aStackSaysWhatItsDrawsSay(String target) {
    Network network = network();
    CompressionSpec spec = Nets.spec(target, new Scheme.Quantize(3), 0.7, Projections.NONE);
    Compressor compressor = Compressor.of(network, samples, spec.target());
    List<Integer> draws = IntStream.range(0, SIZE).boxed().toList();
    List<Compression> together = compress(compressor, spec, draws);
    List<Compressor.ErrorSq> errors = compressor.errorsSq(Stack.of(SIZE, draws), together);
    R064Store outputs = network.outputs(samples);
    for (int draw : draws) {
      Compression single = compressor.compress(spec, uniforms(draw));
      Compression stacked = together.get(draw);
      assertThat(stacked.last().psi())
          .isCloseTo(single.last().psi(), within(1e-12 * single.last().psi()));
      assertThat(stacked.last().nonzeros()).isEqualTo(single.last().nonzeros());
      double error = LinearAlgebra.meanSquaredDistance(outputs, stacked.network().outputs(samples));
      assertThat(errors.get(draw).outputs()).isCloseTo(error, within(1e-12 * error));
      double logits =
          LinearAlgebra.meanSquaredDistance(
              network.logits(samples), stacked.network().logits(samples));
      assertThat(errors.get(draw).logits()).isCloseTo(logits, within(1e-12 * logits));
    }
  }
}
