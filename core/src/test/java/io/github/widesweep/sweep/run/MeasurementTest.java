package io.github.widesweep.sweep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Compression;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.ExpectedError;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Stack;
import io.github.widesweep.compression.Uniforms;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Samples;
import io.github.widesweep.data.Task;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.LiteralNetwork;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.NetworkSize;
import io.github.widesweep.training.Evaluation;
import io.github.widesweep.training.Loss;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

/** What is measured, against loops over samples; and that a draw's company changes nothing. */
class MeasurementTest {
  private static final int TESTS = 13;
  private static final int DRAWS = 5;
  private static final double ROUNDING = 1e-12;

  private final RandomGenerator random = Nets.random(31);
  private final R064Store calibration = Nets.gaussian(random, 20, 5, 1);
  private final R064Store inputs = Nets.gaussian(random, TESTS, 5, 1);
  private final Samples regression = new Samples(inputs, Nets.gaussian(random, TESTS, 3, 1));

  /** 5 to 4 to 6 to 3. */
  private Network network(Activation hidden, Activation last) {
    return new Network(
        List.of(
            new Dense(Nets.gaussian(random, 4, 5, 0.6), hidden),
            new Dense(Nets.gaussian(random, 6, 4, 0.6), hidden),
            new Dense(Nets.gaussian(random, 3, 6, 0.6), last)));
  }

  private Samples classes() {
    R064Store targets = LinearAlgebra.zeros(TESTS, 3);
    IntStream.range(0, TESTS).forEach(s -> targets.set(s, random.nextInt(3), 1));
    return new Samples(inputs, targets);
  }

  /** Everything between a network and what is measured of some of its draws. */
  private record Bench(
      Network network, Compressor compressor, CompressionSpec how, Measurement of) {
    List<Compression> compress(Stack stack) {
      return compressor.compress(how, stack, stack.places().stream().map(Bench::uniforms).toList());
    }

    static Uniforms uniforms(int draw) {
      return (layer, units) -> Nets.random(100L * layer + draw).doubles(units).toArray();
    }

    List<Measured> measure(Integer... places) {
      Stack stack = new Stack(DRAWS, List.of(places));
      List<Compression> compressions = compress(stack);
      return of.measure(how, stack, compressions, compressor.errorsSq(stack, compressions));
    }
  }

  private Bench bench(Network network, CompressionSpec how, Samples test, double c) {
    boolean classes = network.layer(3).activation() == Activation.SOFTMAX;
    Task task = classes ? Task.CLASSIFICATION : Task.REGRESSION;
    Loss loss = classes ? Loss.CROSS_ENTROPY : Loss.MSE;
    // Nothing is measured on the training part: it is the same samples here.
    Dataset data = new Dataset("some", task, test, test, "");
    return new Bench(
        network,
        Compressor.of(network, calibration, how.target()),
        how,
        new Measurement(network, how.target(), data, loss, c));
  }

  private static double squaredDistance(double[][] a, double[][] b) {
    double sum = 0;
    for (int s = 0; s < a.length; s++) {
      for (int i = 0; i < a[s].length; i++) {
        sum += (a[s][i] - b[s][i]) * (a[s][i] - b[s][i]);
      }
    }
    return sum / a.length;
  }

  private static double[][] rows(R064Store matrix) {
    return LiteralNetwork.eachRow(matrix, row -> row);
  }

  /** {@code 1 - sum (y - f)^2 / sum (y - mean y)^2}. */
  private static double rSquared(double[][] outputs, double[][] targets) {
    double[][] means = new double[targets.length][targets[0].length];
    for (int i = 0; i < targets[0].length; i++) {
      int column = i;
      double mean = Arrays.stream(targets).mapToDouble(y -> y[column]).average().orElseThrow();
      Arrays.stream(means).forEach(row -> row[column] = mean);
    }
    return 1 - squaredDistance(outputs, targets) / squaredDistance(targets, means);
  }

  private static int largest(double[] values) {
    return IntStream.range(0, values.length)
        .reduce((a, b) -> values[b] > values[a] ? b : a)
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "TANH, IDENTITY, W1, WEIGHT, NONE",
    "RELU, TANH, W2, WEIGHT, BALL",
    "RELU, SOFTMAX, W3, WEIGHT, NONE",
    "SOFTPLUS, SOFTMAX, W3, WEIGHT, BALL",
    "IDENTITY, IDENTITY, W1+B2, WEIGHT, NONE",
    "TANH, SOFTMAX, B1+W3, NEURON, NONE",
    "RELU, IDENTITY, B2, NEURON, BALL",
    "RELU, SIGMOID, W1+W2, NEURON, NONE"
  })
  void isWhatItsDefinitionsSay(
      Activation hidden, Activation last, String target, Unit unit, Projections projections) {
    Network network = network(hidden, last);
    boolean classes = last == Activation.SOFTMAX;
    Samples test = classes ? classes() : regression;
    CompressionSpec how = Nets.spec(target, unit, new Scheme.Prune(0.5), 0.8, projections);
    Bench bench = bench(network, how, test, network.c());
    Stack stack = new Stack(DRAWS, List.of(0, 1, 3, 4));
    List<Compression> compressions = bench.compress(stack);
    List<Measured> all = bench.measure(0, 1, 3, 4);
    assertThat(all).hasSize(4);
    for (int i = 0; i < all.size(); i++) {
      Network compressed = compressions.get(i).network();
      Measured found = all.get(i);
      assertClose(found.outputErrorSq(), outputErrorSq(network, compressed, inputs));
      assertClose(found.logitErrorSq(), logitErrorSq(network, compressed, inputs));
      assertClose(found.calibrationErrorSq(), outputErrorSq(network, compressed, calibration));
      assertClose(found.calibrationLogitErrorSq(), logitErrorSq(network, compressed, calibration));
      assertThat(found.psi()).isEqualTo(compressions.get(i).last().psi());
      assertThat(found.psiExpected()).isEqualTo(compressions.get(i).last().psiExpected());
      assertEvaluated(found.dense(), network, test, classes);
      assertEvaluated(found.compressed(), compressed, test, classes);
      assertThat(found.c()).isEqualTo(network.c());
      assertThat(found.deltaScale()).isEqualTo(Math.pow(network.c(), -6));
      assertThat(found.before()).isEqualTo(NetworkSize.of(network));
      assertThat(found.counts()).isEqualTo(counts(how, compressions.get(i)));
      assertThat(found.isFinite(List.of())).isTrue();
    }
  }

  private static double outputErrorSq(Network dense, Network compressed, R064Store samples) {
    return squaredDistance(
        LiteralNetwork.eachRow(samples, x -> LiteralNetwork.outputs(dense, x)),
        LiteralNetwork.eachRow(samples, x -> LiteralNetwork.outputs(compressed, x)));
  }

  private static double logitErrorSq(Network dense, Network compressed, R064Store samples) {
    return squaredDistance(
        LiteralNetwork.eachRow(samples, x -> LiteralNetwork.logits(dense, x)),
        LiteralNetwork.eachRow(samples, x -> LiteralNetwork.logits(compressed, x)));
  }

  private static void assertClose(double found, double expected) {
    assertThat(found).isCloseTo(expected, within(ROUNDING * (1 + Math.abs(expected))));
  }

  private static void assertEvaluated(
      Evaluation found, Network network, Samples test, boolean classes) {
    double[][] outputs =
        LiteralNetwork.eachRow(test.inputs(), x -> LiteralNetwork.outputs(network, x));
    double[][] logits =
        LiteralNetwork.eachRow(test.inputs(), x -> LiteralNetwork.logits(network, x));
    double[][] targets = rows(test.targets());
    if (!classes) {
      assertClose(found.loss(), squaredDistance(outputs, targets));
      assertClose(found.metric(), rSquared(outputs, targets));
      return;
    }
    double loss = 0;
    double right = 0;
    for (int s = 0; s < TESTS; s++) {
      int own = largest(targets[s]);
      double sum = Arrays.stream(logits[s]).map(Math::exp).sum();
      loss -= Math.log(Math.exp(logits[s][own]) / sum) / TESTS;
      right += largest(outputs[s]) == own ? 1 : 0;
    }
    assertClose(found.loss(), loss);
    assertThat(found.metric()).isEqualTo(right / TESTS);
  }

  private static Measured.Counts counts(CompressionSpec how, Compression compression) {
    long units = 0;
    long weights = 0;
    long nonzeros = 0;
    long distinct = 0;
    for (int l : how.target().roles().keySet()) {
      R064Store w = compression.network().layer(l).weights();
      weights += w.data.length;
      nonzeros += Arrays.stream(w.data).filter(v -> v != 0).count();
      distinct = Math.max(distinct, Arrays.stream(w.data).map(v -> v + 0.0).distinct().count());
      boolean inputs = how.target().roles().get(l).symbol().equals("W");
      units += how.unit() == Unit.WEIGHT ? w.data.length : inputs ? w.getColDim() : w.getRowDim();
    }
    return new Measured.Counts(units, weights, nonzeros, (int) distinct);
  }

  /** Every part of a stack, down to one draw, gives the bits that the whole gives. */
  @ParameterizedTest
  @CsvSource({"W1, WEIGHT", "W2+W3, WEIGHT", "B1, NEURON", "W3, WEIGHT"})
  void aDrawsCompanyChangesNoBit(String target, Unit unit) {
    Network network = network(Activation.TANH, Activation.IDENTITY);
    CompressionSpec how = Nets.spec(target, unit, new Scheme.Prune(0.4), 0.7, Projections.NONE);
    Bench bench = bench(network, how, regression, network.c());
    List<Measured> whole = bench.measure(0, 1, 2, 3, 4);
    assertThat(new HashSet<>(whole)).hasSizeGreaterThan(2);
    for (int set = 1; set < 1 << DRAWS; set++) {
      int members = set;
      Integer[] places =
          IntStream.range(0, DRAWS)
              .filter(place -> (members >> place & 1) == 1)
              .boxed()
              .toArray(Integer[]::new);
      assertThat(bench.measure(places)).isEqualTo(Arrays.stream(places).map(whole::get).toList());
    }
  }

  /** Single weights take nothing out but themselves; neurons take rows and columns along. */
  @Test
  void sizesAfterPruning() {
    Network network = network(Activation.RELU, Activation.IDENTITY);
    for (String target : List.of("W2", "B1+W3")) {
      for (Unit unit : Unit.values()) {
        CompressionSpec how = Nets.spec(target, unit, new Scheme.Prune(0.3), 0.9, Projections.NONE);
        Bench bench = bench(network, how, regression, 1);
        Stack stack = new Stack(DRAWS, List.of(0, 1, 2));
        List<Compression> compressions = bench.compress(stack);
        List<Measured> measured = bench.measure(0, 1, 2);
        for (int i = 0; i < 3; i++) {
          NetworkSize size = NetworkSize.of(compressions.get(i).network());
          NetworkSize after = measured.get(i).after();
          if (unit == Unit.WEIGHT) {
            assertThat(after).isEqualTo(size);
            assertThat(after.nonzeros()).isLessThan(measured.get(i).before().nonzeros());
          } else {
            assertThat(after.neurons()).isLessThan(size.neurons());
            assertThat(after.parameters()).isLessThan(size.parameters());
            assertThat(after.nonzeros()).isLessThanOrEqualTo(size.nonzeros());
          }
        }
      }
    }
  }

  /** Of one layer the expectation is the cell's, of several each draw's own. */
  @ParameterizedTest
  @CsvSource({"W3, true", "W1+W3, false", "W2, true", "W1, true"})
  void expectationsAreThoseOfTheirOwnDraw(String target, boolean same) {
    Network network = network(Activation.IDENTITY, Activation.IDENTITY);
    double[] expected = new double[2];
    for (double p : new double[] {0.3, 0.8}) {
      CompressionSpec how = Nets.spec(target, new Scheme.Prune(p), 0.7, Projections.NONE);
      Bench bench = bench(network, how, regression, 1);
      Stack stack = new Stack(DRAWS, List.of(1, 2));
      List<Compression> compressions = bench.compress(stack);
      int first = how.target().firstLayer();
      Activations z = Activations.of(inputs, network, first - 1);
      for (int i = 0; i < 2; i++) {
        expected[i] =
            ExpectedError.ofLogits(
                network, compressions.get(i), Unit.WEIGHT, first, z, network.logits(inputs));
        assertClose(bench.measure(1, 2).get(i).logitErrorSqExpected(), expected[i]);
      }
      assertThat(expected[0] == expected[1]).isEqualTo(same);
    }
  }

  @Test
  void withoutTargetsOnlyDistancesAreMeasured() {
    Network network = network(Activation.RELU, Activation.IDENTITY);
    CompressionSpec how = Nets.spec("W1", new Scheme.Quantize(3), 0.7, Projections.NONE);
    Samples bare = new Samples(inputs, LinearAlgebra.zeros(TESTS, 0));
    Measured labelled = bench(network, how, regression, network.c()).measure(2).get(0);
    Measured unlabelled = bench(network, how, bare, network.c()).measure(2).get(0);
    assertThat(unlabelled.dense()).isEqualTo(Evaluation.NONE);
    assertThat(unlabelled.compressed()).isEqualTo(Evaluation.NONE);
    assertThat(unlabelled.isFinite(List.of())).isTrue();
    assertThat(unlabelled.outputErrorSq()).isEqualTo(labelled.outputErrorSq());
    assertThat(unlabelled.delta()).isEqualTo(labelled.delta());
  }

  /** What was not asked for is NaN, and nothing else changes by it. */
  @Test
  void calibrationErrorsAreOnlyWhereTheyAreGiven() {
    Network network = network(Activation.RELU, Activation.IDENTITY);
    CompressionSpec how = Nets.spec("W2", new Scheme.Quantize(3), 0.7, Projections.NONE);
    Bench bench = bench(network, how, regression, network.c());
    Stack stack = new Stack(DRAWS, List.of(0, 4));
    List<Measured> without = bench.of.measure(how, stack, bench.compress(stack), List.of());
    List<Measured> with = bench.measure(0, 4);
    for (int i = 0; i < 2; i++) {
      assertThat(without.get(i).calibrationErrorSq()).isNaN();
      assertThat(without.get(i).calibrationLogitErrorSq()).isNaN();
      assertThat(without.get(i).outputErrorSq()).isEqualTo(with.get(i).outputErrorSq());
      assertThat(without.get(i).compressed()).isEqualTo(with.get(i).compressed());
    }
  }

  @Test
  void aNetworkWithoutANormHasNoScale() {
    Network network = network(Activation.RELU, Activation.IDENTITY);
    CompressionSpec how = Nets.spec("W1", new Scheme.Prune(0.5), 0.7, Projections.NONE);
    for (double c : new double[] {0, Double.NaN}) {
      Measured measured = bench(network, how, regression, c).measure(0).get(0);
      assertThat(measured.deltaScale()).isNaN();
      assertThat(measured.delta()).isNaN();
      assertThat(measured.isFinite(List.of())).isTrue();
    }
    assertThat(bench(network, how, regression, 2).measure(0).get(0).deltaScale())
        .isEqualTo(1 / 64.0);
  }
}
