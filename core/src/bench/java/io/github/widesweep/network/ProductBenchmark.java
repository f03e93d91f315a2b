package io.github.widesweep.network;

import io.github.widesweep.compression.Nets;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
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
 * Samples times a layer's weights by the BLAS in use: {@code -jvmArgsAppend
 * -Dwidesweep.blas=vector} chooses another.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ProductBenchmark {
  /** Samples x outputs x inputs. */
  @Param({"360x40x340", "1440x40x980", "360x640x20"})
  private String shape;

  private int samples;
  private int outputs;
  private int inputs;
  private double[] a;
  private double[] weights;
  private double[] product;

  /** Matrices of the shape. */
  @Setup
  public void setUp() {
    int[] sizes = Stream.of(shape.split("x")).mapToInt(Integer::parseInt).toArray();
    samples = sizes[0];
    outputs = sizes[1];
    inputs = sizes[2];
    RandomGenerator random = Nets.random(1);
    a = Nets.gaussian(random, samples, inputs, 1).data;
    weights = Nets.gaussian(random, outputs, inputs, 1).data;
    product = new double[samples * outputs];
  }

  /** {@code a weights^T}. */
  @Benchmark
  public double[] dgemm() {
    LinearAlgebra.blas()
        .dgemm(
            "N", "T", samples, outputs, inputs, 1.0, a, samples, weights, outputs, 0.0, product,
            samples);
    return product;
  }
}
