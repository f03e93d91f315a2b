package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.Compression;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.KeptValues;
import io.github.widesweep.compression.LayerCompression;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Uniforms;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.compression.refit.Refit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ojalgo.matrix.store.R064Store;

/**
 * What holds for every method that a spec can name, refit or not. A new constant joins by itself.
 */
class MethodContractTest {
  private static final double ALPHA = 0.8;
  private static final double NONE = Double.POSITIVE_INFINITY;

  /** Methods whose draws decide for each unit by itself whether it stays. */
  private static final Set<String> DRAWN = Set.of("greedy", "greedy-signed", "walk");

  private static final List<Scheme> SCHEMES =
      List.of(
          new Scheme.Prune(0.3),
          new Scheme.Prune(1e-9),
          new Scheme.Prune(1 - 1e-9),
          new Scheme.Quantize(1),
          new Scheme.Quantize(3));

  static Stream<Method> methods() {
    return Arrays.stream(MethodName.values())
        .flatMap(
            name ->
                MethodSpec.of(name).methods(List.of(ALPHA), List.of(new Ordering.Exact())).stream())
        .flatMap(
            method ->
                method.choosesMask() ? Stream.of(method, new Refit(method)) : Stream.of(method));
  }

  /** Methods with the combinations that they support. */
  static Stream<Arguments> supported() {
    return methods()
        .flatMap(
            method ->
                combinations()
                    .filter(c -> method.supports(c.role(), c.unit(), c.scheme()))
                    .map(c -> arguments(method, c)));
  }

  static Stream<Arguments> unsupported() {
    return methods()
        .flatMap(
            method ->
                combinations()
                    .filter(c -> !method.supports(c.role(), c.unit(), c.scheme()))
                    .map(c -> arguments(method, c)));
  }

  private static Stream<Combination> combinations() {
    return Arrays.stream(Role.values())
        .flatMap(
            role ->
                Arrays.stream(Unit.values())
                    .flatMap(
                        unit ->
                            SCHEMES.stream().map(scheme -> new Combination(role, unit, scheme))));
  }

  private record Combination(Role role, Unit unit, Scheme scheme) {}

  /** 6 to 8 to 5 to 3, relu. */
  private static Network dense(long seed) {
    return Nets.network(Nets.random(seed), List.of(Activation.RELU), 6, 8, 5, 3);
  }

  /** Two convolutions on maps of 3 x 3, 2 to 4 to 3 filters, and a dense layer. */
  private static Network convolutions(long seed) {
    return new Network(
        List.of(
            new Convolution(Nets.gaussian(Nets.random(seed), 4, 8, 1), 2, 3, Activation.RELU),
            new Convolution(Nets.gaussian(Nets.random(seed + 1), 3, 16, 1), 2, 3, Activation.TANH),
            new Dense(Nets.gaussian(Nets.random(seed + 2), 2, 27, 1), Activation.IDENTITY)));
  }

  private static R064Store samples(Network network, int count) {
    return Nets.gaussian(Nets.random(77), count, network.inputs(), 1);
  }

  private static LayerProblem problem(Network network, Role role, R064Store samples) {
    Activations inputs = Activations.of(samples);
    return LayerProblem.of(network, 1, role, inputs, inputs);
  }

  private static double[] uniforms(Method method, int units, long seed) {
    return method.random() ? Nets.random(seed).doubles(units).toArray() : new double[0];
  }

  private static LayerOutcome draw(Method method, LayerProblem problem, Combination c, long seed) {
    LayerPlan plan = method.plan(problem, c.unit(), c.scheme());
    return plan.draw(uniforms(method, problem.units(c.unit()), seed));
  }

  @ParameterizedTest
  @MethodSource("supported")
  void compressesDenseLayers(Method method, Combination c) {
    Network network = dense(3);
    check(method, problem(network, c.role(), samples(network, 40)), c);
  }

  @ParameterizedTest
  @MethodSource("supported")
  void compressesConvolutionsOrRefuses(Method method, Combination c) {
    Network network = convolutions(4);
    LayerProblem problem = problem(network, c.role(), samples(network, 30));
    // Filters are taken away, never solved for.
    if (c.unit() == Unit.NEURON && method.keptValues() == KeptValues.FIXED) {
      check(method, problem, c);
    } else {
      assertThatThrownBy(() -> method.plan(problem, c.unit(), c.scheme()))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("dense");
    }
  }

  private static void check(Method method, LayerProblem problem, Combination c) {
    LayerOutcome outcome = draw(method, problem, c, 5);
    double[] before = problem.layer().weights().data;
    double[] after = outcome.layer().weights().data;
    assertThat(after).hasSameSizeAs(before);
    assertThat(outcome.layer().weights().getRowDim())
        .isEqualTo(problem.layer().weights().getRowDim());
    assertThat(outcome.layer().activation()).isEqualTo(problem.layer().activation());
    assertThat(outcome.layer().bias()).isEqualTo(problem.layer().bias());
    assertThat(Arrays.stream(after).allMatch(Double::isFinite)).isTrue();
    assertThat(outcome.nonzeros()).isEqualTo(Arrays.stream(after).filter(w -> w != 0).count());
    assertThat((long) outcome.distinctValues())
        .isEqualTo(Arrays.stream(after).map(w -> w + 0.0).distinct().count());
    int units = problem.units(c.unit());
    assertThat(IntStream.of(outcome.order()).distinct().count())
        .isEqualTo(outcome.order().length)
        .isLessThanOrEqualTo(units);
    assertThat(IntStream.of(outcome.order()).allMatch(unit -> unit >= 0 && unit < units)).isTrue();
    assertThat(outcome.scores()).hasSameSizeAs(outcome.order());
    checkBudget(method, units, after, c);
    checkValues(method, problem.layer(), after, c.scheme());
    // The same again, from a plan of its own and from the same plan after another draw.
    LayerPlan plan = method.plan(problem, c.unit(), c.scheme());
    plan.draw(uniforms(method, units, 6));
    assertThat(plan.draw(uniforms(method, units, 5)).layer().weights().data).isEqualTo(after);
    assertThat(problem.layer().weights().data).isEqualTo(before);
  }

  private static void checkBudget(Method method, int units, double[] after, Combination c) {
    if (!(c.scheme() instanceof Scheme.Prune prune)) {
      return;
    }
    int block = after.length / units;
    long zeros = Arrays.stream(after).filter(w -> w == 0).count();
    assertThat(zeros % block).isZero();
    if (DRAWN.contains(method.name())) {
      assertThat(zeros / block).isLessThanOrEqualTo(Budget.offered(ALPHA, units));
    } else {
      assertThat(zeros / block).isEqualTo(Budget.zeros(ALPHA, units, prune));
    }
  }

  private static void checkValues(Method method, Layer layer, double[] after, Scheme scheme) {
    double[] before = layer.weights().data;
    for (int e = 0; e < after.length; e++) {
      double w = before[e];
      if (scheme instanceof Scheme.Quantize quantize) {
        double level = after[e] * quantize.levels() / layer.maxAbsWeight();
        boolean isLevel = Math.abs(level - Math.rint(level)) < 1e-9;
        assertThat(isLevel || (method.offered() < 1 && after[e] == w)).isTrue();
        assertThat(Math.abs(after[e])).isLessThanOrEqualTo(layer.maxAbsWeight());
      } else if (method.keptValues() == KeptValues.FIXED) {
        double p = ((Scheme.Prune) scheme).keepProbability();
        assertThat(after[e] == 0 || after[e] == w || Math.abs(after[e] - w / p) <= 1e-12 / p)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("supported")
  void takesDegenerateLayers(Method method, Combination c) {
    Network network = dense(8);
    Network zero = network.withLayer(1, zeroWeights(network.layer(1)));
    Network single = Nets.network(Nets.random(9), List.of(Activation.RELU), 1, 1, 1);
    List<LayerProblem> problems =
        List.of(
            problem(network, c.role(), LinearAlgebra.zeros(20, 6)),
            problem(network, c.role(), samples(network, 1)),
            problem(network, c.role(), repeated(samples(network, 20))),
            problem(zero, c.role(), samples(network, 20)),
            problem(single, c.role(), samples(single, 3)));
    for (LayerProblem problem : problems) {
      LayerOutcome outcome = draw(method, problem, c, 10);
      assertThat(Arrays.stream(outcome.layer().weights().data).allMatch(Double::isFinite)).isTrue();
      double psi = problem.psi(List.of(outcome.layer()))[0];
      assertThat(psi).isFinite().isNotNegative();
    }
    assertThat(draw(method, problems.get(3), c, 10).nonzeros()).isZero();
  }

  private static Layer zeroWeights(Layer layer) {
    return layer.withWeights(LinearAlgebra.zeros(layer.outputs(), layer.inputs()), layer.bias());
  }

  /** Inputs that depend on each other: the second half is the first, and one is always 0. */
  private static R064Store repeated(R064Store samples) {
    int half = samples.data.length / 2;
    System.arraycopy(samples.data, 0, samples.data, half, half);
    Arrays.fill(samples.data, 0, samples.getRowDim(), 0);
    return samples;
  }

  /** Layers that are not compressed stay, and what is known of the others is told as it is. */
  @ParameterizedTest
  @MethodSource("supported")
  void compressesNetworks(Method method, Combination c) {
    Network network = dense(11);
    String target = c.role() == Role.WIDE ? "W1+W3" : "B1";
    CompressionSpec spec =
        new CompressionSpec(Target.parse(target), c.unit(), method, c.scheme(), Projections.NONE);
    Uniforms uniforms = (l, units) -> Nets.random(100 + l).doubles(units).toArray();
    Compressor compressor = Compressor.of(network, samples(network, 25), spec.target());
    Compression compression = compressor.compress(spec, uniforms);
    assertThat(compression.network().layer(2)).isSameAs(network.layer(2));
    for (LayerCompression layer : compression.layers()) {
      assertThat(layer.psi()).isFinite().isNotNegative();
      assertThat(layer.watchedEnergy()).isPositive();
      if (!method.random()) {
        assertThat(layer.psiExpected()).isEqualTo(layer.psi());
        assertThat(layer.psiBound()).isEqualTo(layer.psi());
      }
      assertThat(layer.psiBound() < layer.psiExpected() * (1 - 1e-9)).isFalse();
    }
    // Its single layers once more: the same numbers, whatever was asked for before.
    Compression again =
        Compressor.of(network, samples(network, 25), spec.target()).compress(spec, uniforms);
    assertThat(again.last().psi()).isEqualTo(compression.last().psi());
    assertThat(again.network().layer(1).weights().data)
        .isEqualTo(compression.network().layer(1).weights().data);
  }

  @ParameterizedTest
  @MethodSource("unsupported")
  void refusesInWords(Method method, Combination c) {
    if (c.unit() == Unit.NEURON && c.scheme() instanceof Scheme.Quantize) {
      return; // No method: refused before methods are asked.
    }
    Target target = Target.parse(c.role().symbol() + 1);
    assertThatThrownBy(
            () -> new CompressionSpec(target, c.unit(), method, c.scheme(), Projections.NONE))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(method.name() + " can ");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void isNamedByItsConstant(Method method) {
    assertThat(Arrays.stream(MethodName.values()).map(MethodName::word)).contains(method.name());
    assertThat(method.offered()).isBetween(0.0, 1.0);
    assertThat(method.supported()).isNotEmpty();
    // Run ids are made of these: every component is among them, each once.
    assertThat(method.parameters()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void biasesStay(Method method) {
    Dense layer =
        new Dense(
            Nets.gaussian(Nets.random(12), 5, 6, 1),
            Optional.of(new double[] {1, -1, 0.5, 2, 0}),
            Activation.TANH,
            NONE);
    Network network =
        new Network(
            List.of(
                layer, new Dense(Nets.gaussian(Nets.random(13), 3, 5, 1), Activation.IDENTITY)));
    combinations()
        .filter(c -> method.supports(c.role(), c.unit(), c.scheme()))
        // Whole units of biased B layers bend, which some methods refuse.
        .filter(c -> c.role() == Role.WIDE || c.unit() == Unit.WEIGHT)
        .forEach(
            c -> {
              LayerProblem problem = problem(network, c.role(), samples(network, 20));
              assertThat(draw(method, problem, c, 14).layer().bias()).isEqualTo(layer.bias());
            });
  }
}
