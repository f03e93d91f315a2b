package io.github.widesweep.network;

import io.github.widesweep.compression.Nets;
import java.util.concurrent.TimeUnit;
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

/** Activations of a stack of five over Digits' test samples, units as many as layer 2 has. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ActivationBenchmark {
  @Param({"RELU", "TANH", "SIGMOID", "SOFTPLUS", "SOFTMAX"})
  private Activation activation;

  private R064Store preactivations;

  /** Pre-activations of a usual size. */
  @Setup
  public void setUp() {
    preactivations = Nets.gaussian(Nets.random(1), 5 * 359, 40, 2);
  }

  /** All entries once, into a new matrix. */
  @Benchmark
  public R064Store apply() {
    return activation.apply(preactivations);
  }
}
