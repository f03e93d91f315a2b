package io.github.widesweep.network;

import io.github.widesweep.compression.Nets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
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

/** Five draws of layer 2 of 64-w-40-10 over Digits' test samples. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LayerStackBenchmark {
  @Param({"20", "100", "340", "980"})
  private int width;

  private List<Dense> layers;
  private R064Store inputs;

  /** Five layers, and what they are given. */
  @Setup
  public void setUp() {
    RandomGenerator random = Nets.random(1);
    layers =
        Stream.generate(() -> new Dense(Nets.gaussian(random, 40, width, 1), Activation.RELU))
            .limit(5)
            .toList();
    inputs = Nets.gaussian(random, 359, width, 1);
  }

  /** The stack is new for every five draws, so its interleaved weights are too. */
  @Benchmark
  public R064Store spread() {
    return LayerStack.of(layers).spread(inputs);
  }
}
