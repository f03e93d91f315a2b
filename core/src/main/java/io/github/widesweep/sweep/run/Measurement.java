package io.github.widesweep.sweep.run;

import io.github.widesweep.compression.Compression;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.ExpectedError;
import io.github.widesweep.compression.LayerCompression;
import io.github.widesweep.compression.Stack;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Forward;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.NetworkSize;
import io.github.widesweep.network.Shrinker;
import io.github.widesweep.training.Evaluation;
import io.github.widesweep.training.Loss;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ojalgo.matrix.store.R064Store;

/**
 * Compares compressed networks with the dense one over the test samples. What does not depend on
 * the draw is computed once: the dense outputs, the activations before the first compressed layer,
 * where both networks are the same, and expectations. The draws of a stack go through the network
 * together.
 */
final class Measurement {
  private static final Compressor.ErrorSq NOT_MEASURED =
      new Compressor.ErrorSq(Double.NaN, Double.NaN);

  private final Network network;
  private final Dataset data;
  private final Loss loss;
  private final int firstLayer;
  private final Activations inputs;
  private final R064Store logits;
  private final R064Store outputs;
  private final Evaluation dense;
  private final double c;
  private final double deltaScale;
  private final NetworkSize before;
  private final List<Long> denseNonzeros;

  /** Of compressions of one layer, whose expectation no draw changes. */
  private final Map<CompressionSpec, Double> logitErrorsExpected = new HashMap<>();

  /**
   * Measures the dense network.
   *
   * @param c its largest operator norm
   */
  Measurement(Network network, Target target, Dataset data, Loss loss, double c) {
    this.network = network;
    this.data = data;
    this.loss = loss;
    this.firstLayer = target.firstLayer();
    this.inputs = Activations.of(data.test().inputs(), network, firstLayer - 1);
    this.logits = Forward.logits(List.of(network), firstLayer, inputs);
    this.outputs = network.layer(network.depth()).activate(logits);
    this.dense = evaluate(logits, outputs);
    this.c = c;
    // The zero network has no scale to compare errors with.
    this.deltaScale = c > 0 ? Math.pow(c, -2.0 * network.depth()) : Double.NaN;
    this.before = NetworkSize.of(network);
    this.denseNonzeros = network.layers().stream().map(Layer::nonzeroWeights).toList();
  }

  private Evaluation evaluate(R064Store someLogits, R064Store someOutputs) {
    Samples test = data.test();
    return Evaluation.of(someLogits, someOutputs, test, data.task(), loss);
  }

  /**
   * Measures the compressions of a stack.
   *
   * @param calibrationErrors {@link Compressor#errorsSq} of each; empty if not asked for
   */
  List<Measured> measure(
      CompressionSpec how,
      Stack stack,
      List<Compression> compressions,
      List<Compressor.ErrorSq> calibrationErrors) {
    List<Network> networks = compressions.stream().map(Compression::network).toList();
    R064Store allLogits = Forward.logits(stack.fill(networks, network), firstLayer, inputs);
    R064Store allOutputs = networks.get(0).layer(network.depth()).activate(allLogits);
    int samples = inputs.samples();
    List<Measured> measured = new ArrayList<>();
    for (int i = 0; i < compressions.size(); i++) {
      Compression compression = compressions.get(i);
      Compressor.ErrorSq calibrationError =
          calibrationErrors.isEmpty() ? NOT_MEASURED : calibrationErrors.get(i);
      LayerCompression last = compression.last();
      int from = stack.places().get(i) * samples;
      R064Store itsLogits = LinearAlgebra.rows(allLogits, from, samples);
      R064Store itsOutputs = LinearAlgebra.rows(allOutputs, from, samples);
      measured.add(
          new Measured(
              counts(compression),
              before,
              after(how, compression),
              last.psi(),
              last.psiExpected(),
              calibrationError.outputs(),
              calibrationError.logits(),
              LinearAlgebra.meanSquaredDistance(outputs, itsOutputs),
              LinearAlgebra.meanSquaredDistance(logits, itsLogits),
              logitErrorExpected(how, compression),
              c,
              deltaScale,
              dense,
              evaluate(itsLogits, itsOutputs)));
    }
    return measured;
  }

  private Measured.Counts counts(Compression compression) {
    return Measured.Counts.of(
        compression.layers(),
        compression.layers().stream().map(layer -> weights(layer.layer())).toList());
  }

  private long weights(int l) {
    return network.layer(l).weights().data.length;
  }

  /** Only neurons leave: single zeros change nothing but the number of weights that are not 0. */
  private NetworkSize after(CompressionSpec how, Compression compression) {
    if (how.unit() == Unit.NEURON) {
      return NetworkSize.of(Shrinker.shrink(compression.network()));
    }
    long nonzeros = before.nonzeros();
    for (LayerCompression layer : compression.layers()) {
      nonzeros += layer.nonzeros() - denseNonzeros.get(layer.layer() - 1);
    }
    return new NetworkSize(before.parameters(), nonzeros, before.neurons(), before.multiplyAdds());
  }

  private double logitErrorExpected(CompressionSpec how, Compression compression) {
    if (compression.layers().size() > 1) {
      return computeLogitErrorExpected(how, compression);
    }
    return logitErrorsExpected.computeIfAbsent(
        how, spec -> computeLogitErrorExpected(spec, compression));
  }

  private double computeLogitErrorExpected(CompressionSpec how, Compression compression) {
    return ExpectedError.ofLogits(network, compression, how.unit(), firstLayer, inputs, logits);
  }
}
