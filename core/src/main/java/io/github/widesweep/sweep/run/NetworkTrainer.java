package io.github.widesweep.sweep.run;

import io.github.widesweep.bound.LayerConstants;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Forward;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.Seeds;
import io.github.widesweep.sweep.spec.SweepSpec;
import io.github.widesweep.sweep.spec.TrainedNetworks;
import io.github.widesweep.training.Evaluation;
import io.github.widesweep.training.Trainer;
import io.github.widesweep.training.Training;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ojalgo.matrix.store.R064Store;

/** Trains networks and measures them. */
final class NetworkTrainer {
  /** A training has diverged whose loss is more than so many times that of answering zero. */
  static final double DIVERGED = 1000;

  private final SweepSpec spec;
  private final Dataset data;
  private final LongSupplier clock;

  NetworkTrainer(SweepSpec spec, Dataset data, LongSupplier clock) {
    this.spec = spec;
    this.data = data;
    this.clock = clock;
  }

  NetworkResult train(NetworkKey key) {
    long start = clock.getAsLong();
    try {
      Network initial =
          ((TrainedNetworks) spec.network())
              .initialize(
                  data.train().features(),
                  key.width(),
                  data.train().targets().getColDim(),
                  Seeds.init(spec.seed(), key));
      Training training =
          Trainer.train(initial, data.train(), spec.training(), Seeds.training(spec.seed(), key));
      double seconds = 1e-9 * (clock.getAsLong() - start);
      if (training.network().isEmpty()) {
        return none(
            key,
            training.epochLosses(),
            Status.DIVERGED,
            "training stopped being finite in epoch " + training.divergedEpoch().orElseThrow(),
            seconds);
      }
      return measure(key, training, seconds);
    } catch (RuntimeException | Error e) {
      double seconds = 1e-9 * (clock.getAsLong() - start);
      return none(key, List.of(), Failures.status(e), Failures.describe(e), seconds);
    }
  }

  /** A network that was not trained here. What it is not good at is no failure. */
  NetworkResult measure(NetworkKey key, Network network) {
    try {
      Answers train = Answers.of(network, data.train());
      return measured(
          key,
          network,
          List.of(),
          train,
          evaluate(train, network),
          evaluate(Answers.of(network, data.test()), network),
          Double.NaN);
    } catch (RuntimeException | Error e) {
      return none(key, List.of(), Failures.status(e), Failures.describe(e), Double.NaN);
    }
  }

  private NetworkResult measure(NetworkKey key, Training training, double seconds) {
    Network network = training.network().orElseThrow();
    Answers trainAnswers = Answers.of(network, data.train());
    Evaluation train = evaluate(trainAnswers, network);
    Evaluation test = evaluate(Answers.of(network, data.test()), network);
    double nothing = evaluate(Answers.zero(network, data.train()), network).loss();
    if (!Double.isFinite(train.loss()) || !Double.isFinite(test.loss())) {
      return none(
          key,
          training.epochLosses(),
          Status.DIVERGED,
          "the loss after training is not finite",
          seconds);
    }
    if (nothing > 0 && train.loss() > DIVERGED * nothing) {
      return none(
          key,
          training.epochLosses(),
          Status.DIVERGED,
          "the loss after training is %.3g, that of answering zero %.3g"
              .formatted(train.loss(), nothing),
          seconds);
    }
    return measured(key, network, training.epochLosses(), trainAnswers, train, test, seconds);
  }

  private NetworkResult measured(
      NetworkKey key,
      Network network,
      List<Double> epochLosses,
      Answers trainAnswers,
      Evaluation train,
      Evaluation test,
      double seconds) {
    List<Double> sigma = network.layers().stream().map(Layer::operatorNorm).toList();
    List<Double> nu = network.layers().stream().map(Layer::maxAbsWeight).toList();
    return new NetworkResult(
        key,
        Optional.of(network),
        network.parameters(),
        train.loss(),
        test.loss(),
        test.metric(),
        data.train().hasTargets()
            ? LinearAlgebra.meanSquaredDistance(trainAnswers.outputs(), data.train().targets())
            : Double.NaN,
        epochLosses,
        sigma,
        nu,
        Collections.max(sigma),
        sigma,
        network.layers().stream().map(LayerConstants::c2).toList(),
        seconds,
        Status.OK,
        null);
  }

  /** A network's answers to samples, each samples x outputs. */
  private record Answers(Samples samples, R064Store logits, R064Store outputs) {
    static Answers of(Network network, Samples samples) {
      R064Store logits = Forward.logits(network, samples.inputs());
      return new Answers(samples, logits, network.layer(network.depth()).activate(logits));
    }

    /** Of a network whose logits are zero. */
    static Answers zero(Network network, Samples samples) {
      R064Store logits = R064Store.FACTORY.make(samples.count(), samples.targets().getColDim());
      return new Answers(samples, logits, network.layer(network.depth()).activate(logits));
    }
  }

  private Evaluation evaluate(Answers answers, Network network) {
    return Evaluation.of(
        answers.logits(), answers.outputs(), answers.samples(), data.task(), spec.loss(network));
  }

  static NetworkResult none(
      NetworkKey key, List<Double> epochLosses, Status status, String error, double seconds) {
    return new NetworkResult(
        key,
        Optional.empty(),
        0,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        epochLosses,
        List.of(),
        List.of(),
        Double.NaN,
        List.of(),
        List.of(),
        seconds,
        status,
        error);
  }
}
