package io.github.widesweep.training;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.data.Samples;
import io.github.widesweep.data.Shuffle;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.store.R064Store;

/**
 * Trains networks by mini-batch Adam. Weights and, where present, biases are trained.
 *
 * <p>Every epoch visits the samples in a new random order. The same initial network, samples, spec,
 * generator state and BLAS give the same network, to the bit.
 */
public final class Trainer {
  private final Samples samples;
  private final TrainingSpec spec;
  private final BatchLoss loss;
  private final List<TrainableLayer> layers;
  private final Adam adam;

  private Trainer(Network initial, Samples samples, TrainingSpec spec) {
    this.samples = samples;
    this.spec = spec;
    this.loss = BatchLoss.of(spec.loss());
    this.layers = initial.layers().stream().map(TrainableLayer::of).toList();
    this.adam =
        new Adam(spec, layers.stream().flatMap(layer -> layer.parameters().stream()).toList());
  }

  /**
   * Trains a copy of a network.
   *
   * <p>MSE goes with every output that is entrywise, cross-entropy with softmax and one-hot
   * targets. If the loss of a batch, or a weight at the end of an epoch, is not finite, training
   * stops and says so.
   *
   * @param initial where to start; no layer projects its outputs
   * @param train samples x features and samples x outputs, as many as the network has
   * @param shuffle draws the order of the samples
   * @throws io.github.widesweep.InvalidValueException if loss, output, shapes or targets do not go
   *     together
   */
  public static Training train(
      Network initial, Samples train, TrainingSpec spec, RandomGenerator shuffle) {
    requireTrainable(initial, train);
    requireLossFits(initial, train, spec);
    return new Trainer(initial, train, spec).run(shuffle);
  }

  private static void requireTrainable(Network network, Samples samples) {
    require(
        network.inputs() == samples.features(),
        "network",
        network.inputs() + " inputs",
        samples.features() + ", the number of features");
    require(
        network.outputs() == samples.targets().getColDim(),
        "network",
        network.outputs() + " outputs",
        samples.targets().getColDim() + ", the number of targets");
    for (int l = 1; l <= network.depth(); l++) {
      double radius = network.layer(l).radius();
      require(
          radius == Double.POSITIVE_INFINITY,
          "layers[" + (l - 1) + "].radius",
          radius,
          "no projection in training");
    }
  }

  private static void requireLossFits(Network network, Samples samples, TrainingSpec spec) {
    require(spec.loss() != null, "loss", null, "mse or cross_entropy");
    Activation output = network.layer(network.depth()).activation();
    if (spec.loss() == Loss.MSE) {
      require(
          output.isEntrywise(),
          "loss",
          "mse with output softmax",
          "cross_entropy with output softmax, or mse with another output");
    } else {
      require(
          output == Activation.SOFTMAX,
          "loss",
          "cross_entropy with output " + output.name().toLowerCase(Locale.ROOT),
          "cross_entropy with output softmax, or mse");
      require(
          areOneHot(samples.targets()),
          "loss",
          "cross_entropy with targets that are no classes",
          "mse for regression");
    }
  }

  private static boolean areOneHot(R064Store targets) {
    int rows = targets.getRowDim();
    for (int s = 0; s < rows; s++) {
      int ones = 0;
      for (int i = s; i < targets.data.length; i += rows) {
        if (targets.data[i] == 1) {
          ones++;
        } else if (targets.data[i] != 0) {
          return false;
        }
      }
      if (ones != 1) {
        return false;
      }
    }
    return true;
  }

  private Training run(RandomGenerator shuffle) {
    int[] order = new int[samples.count()];
    Arrays.setAll(order, s -> s);
    int batch = Math.min(spec.batchSize(), order.length);
    Backpropagation whole = new Backpropagation(layers, loss, batch);
    int rest = order.length % batch;
    Optional<Backpropagation> partial =
        rest == 0 ? Optional.empty() : Optional.of(new Backpropagation(layers, loss, rest));
    List<Double> epochLosses = new ArrayList<>();
    for (int epoch = 1; epoch <= spec.epochs(); epoch++) {
      Shuffle.inPlace(order, shuffle);
      double sum = 0;
      for (int from = 0; from < order.length; from += batch) {
        boolean isWhole = from + batch <= order.length;
        double mean = step(isWhole ? whole : partial.orElseThrow(), order, from);
        if (!Double.isFinite(mean)) {
          return new Training(Optional.empty(), epochLosses, OptionalInt.of(epoch));
        }
        sum += mean * Math.min(batch, order.length - from);
      }
      if (!areFinite()) {
        return new Training(Optional.empty(), epochLosses, OptionalInt.of(epoch));
      }
      epochLosses.add(sum / order.length);
    }
    List<Layer> trained = layers.stream().map(TrainableLayer::toLayer).toList();
    return new Training(Optional.of(new Network(trained)), epochLosses, OptionalInt.empty());
  }

  /** One step on the samples from place {@code from} of the order; their mean loss before it. */
  private double step(Backpropagation batch, int[] order, int from) {
    copyRows(samples.inputs(), order, from, batch.inputs());
    copyRows(samples.targets(), order, from, batch.targets());
    double mean = batch.run();
    adam.step(layers.stream().flatMap(layer -> layer.gradients().stream()).toList());
    return mean;
  }

  private static void copyRows(R064Store all, int[] order, int from, R064Store batch) {
    int rows = batch.getRowDim();
    for (int j = 0; j < batch.getColDim(); j++) {
      int column = j * all.getRowDim();
      for (int s = 0; s < rows; s++) {
        batch.data[j * rows + s] = all.data[column + order[from + s]];
      }
    }
  }

  private boolean areFinite() {
    return layers.stream()
        .flatMap(layer -> layer.parameters().stream())
        .flatMapToDouble(Arrays::stream)
        .allMatch(Double::isFinite);
  }
}
