package io.github.widesweep.compression;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ojalgo.matrix.store.R064Store;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A stack of five draws of layer 2 of 64-w-40-10 as a W layer, pruned with p 0.3 and alpha 0.9,
 * with as many calibration samples as Digits has.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class WideBenchmark {
  private static final int LAYER = 2;

  @Param({"20", "100", "340", "980"})
  private int width;

  private CompressionSpec spec;
  private Compressor compressor;
  private Stack stack;
  private List<Uniforms> uniforms;
  private LayerProblem problem;
  private List<Layer> candidates;

  /** Makes the plan, too: draws are measured without it. */
  @Setup
  public void setUp() {
    RandomGenerator random = Nets.random(1);
    Network network = Nets.network(random, List.of(Activation.RELU), 64, width, 40, 10);
    R064Store calibration = Nets.gaussian(random, 1438, 64, 1);
    spec = Nets.spec("W2", new Scheme.Prune(0.3), 0.9, Projections.NONE);
    compressor = Compressor.of(network, calibration, spec.target());
    stack = Stack.of(5, IntStream.range(0, 5).boxed().toList());
    uniforms =
        Stream.generate(() -> ((Uniforms) (layer, units) -> uniforms(random, units)).kept())
            .limit(5)
            .toList();
    candidates =
        compressor.compress(spec, stack, uniforms).stream()
            .map(compression -> compression.network().layer(LAYER))
            .toList();
    Activations inputs = Activations.of(calibration, network, LAYER - 1);
    problem = LayerProblem.of(network, LAYER, Role.WIDE, inputs, inputs);
    problem.psi(candidates);
  }

  private static double[] uniforms(RandomGenerator random, int units) {
    double[] uniforms = new double[units];
    Arrays.setAll(uniforms, i -> random.nextDouble());
    return uniforms;
  }

  /** Five draws from uniforms that are there, and their Psi. */
  @Benchmark
  public List<Compression> compress() {
    return compressor.compress(spec, stack, uniforms);
  }

  /** Psi of five candidates. */
  @Benchmark
  public double[] psi() {
    return problem.psi(candidates);
  }
}
