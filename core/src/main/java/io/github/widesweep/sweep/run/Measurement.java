package io.github.widesweep.sweep.run;

import io.github.widesweep.compression.Compression;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.ExpectedError;
import io.github.widesweep.compression.LayerCompression;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.network.Forward;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.NetworkSize;
import io.github.widesweep.network.Shrinker;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.training.Evaluation;
import io.github.widesweep.training.Loss;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.ojalgo.matrix.store.R064Store;

/**
 * Compares compressed networks with the dense one over the test samples. What does not depend on
 * the compression is computed once: the dense outputs, and the activations before the first
 * compressed layer, where both networks are the same.
 */
final class Measurement {
  private final Network network;
  private final Dataset data;
  private final Loss loss;
  private final int firstLayer;
  private final R064Store inputs;
  private final R064Store logits;
  private final R064Store outputs;
  private final Evaluation dense;
  private final double c;
  private final double scale;
  private final NetworkSize before;
  private final Bounds bounds;

  /** Of compressions of one layer, whose expectation no draw changes. */
  private final Map<CompressionSpec, Double> logitErrorsExpected = new HashMap<>();

  private Measurement(Network network, Target target, Dataset data, Loss loss, Bounds bounds) {
    this.network = network;
    this.data = data;
    this.loss = loss;
    this.firstLayer = target.firstLayer();
    this.inputs = network.activations(data.test().inputs(), firstLayer - 1);
    this.logits = Forward.logits(network, firstLayer, inputs);
    this.outputs = network.layer(network.depth()).activate(logits);
    this.dense = evaluate(logits, outputs);
    this.c = network.c();
    // The zero network has no scale to compare errors with.
    this.scale = c > 0 ? Math.pow(c, -2.0 * network.depth()) : Double.NaN;
    this.before = NetworkSize.of(network);
    this.bounds = bounds;
  }

  static Measurement of(Network network, Target target, Dataset data, Loss loss, Bounds bounds) {
    return new Measurement(network, target, data, loss, bounds);
  }

  private Evaluation evaluate(R064Store someLogits, R064Store someOutputs) {
    return Evaluation.of(someLogits, someOutputs, data.test(), data.task(), loss);
  }

  /** The row of a compression, its times 0. */
  RunResult measure(RunKey run, Compression compression) {
    Network compressed = compression.network();
    R064Store itsLogits = Forward.logits(compressed, firstLayer, inputs);
    R064Store itsOutputs = compressed.layer(compressed.depth()).activate(itsLogits);
    Evaluation evaluation = evaluate(itsLogits, itsOutputs);
    double outputError = LinearAlgebra.meanSquaredDistance(outputs, itsOutputs);
    double logitError = LinearAlgebra.meanSquaredDistance(logits, itsLogits);
    LayerCompression last = compression.last();
    boolean finite =
        DoubleStream.of(
                outputError, logitError, last.psi(), compression.outputErrorSq(), evaluation.loss())
            .allMatch(Double::isFinite);
    Counts counts = Counts.of(compression);
    CompressionSpec how = run.compression();
    boolean neurons = how.unit() == Unit.NEURON;
    return new RunResult(
        run,
        counts.units(),
        counts.weights(),
        counts.nonzeros(),
        counts.distinctValues(),
        before,
        NetworkSize.of(neurons ? Shrinker.shrink(compressed) : compressed),
        RunResult.sparsityTarget(run),
        1 - (double) counts.nonzeros() / counts.weights(),
        last.psi(),
        bounds.of(how).withExpected(last.psiExpected(), logitErrorExpected(how, compression)),
        compression.outputErrorSq(),
        outputError,
        logitError,
        c,
        scale * outputError,
        scale * logitError,
        dense.metric(),
        evaluation.metric(),
        dense.loss(),
        evaluation.loss(),
        0,
        0,
        finite ? Status.OK : Status.NON_FINITE,
        null);
  }

  private double logitErrorExpected(CompressionSpec how, Compression compression) {
    if (compression.layers().size() > 1) {
      return ExpectedError.ofLogits(network, compression, how, inputs, logits);
    }
    return logitErrorsExpected.computeIfAbsent(
        how, spec -> ExpectedError.ofLogits(network, compression, spec, inputs, logits));
  }

  /** Sums over the compressed layers; distinct values are those of the layer with most. */
  private record Counts(long units, long weights, long nonzeros, int distinctValues) {
    static Counts of(Compression compression) {
      long units = 0;
      long weights = 0;
      long nonzeros = 0;
      int distinctValues = 0;
      for (LayerCompression layer : compression.layers()) {
        double[] values = weights(compression.network(), layer.layer());
        units += layer.units();
        weights += values.length;
        nonzeros += Arrays.stream(values).filter(value -> value != 0).count();
        distinctValues = Math.max(distinctValues, distinct(values));
      }
      return new Counts(units, weights, nonzeros, distinctValues);
    }

    private static double[] weights(Network network, int l) {
      return network.layer(l).weights().data;
    }

    private static int distinct(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int distinct = 1;
      for (int i = 1; i < sorted.length; i++) {
        // -0 is next to 0 and equal to it; NaN is equal to nothing but sorted to the end.
        if (sorted[i] != sorted[i - 1]) {
          distinct++;
        }
      }
      return distinct;
    }
  }
}
