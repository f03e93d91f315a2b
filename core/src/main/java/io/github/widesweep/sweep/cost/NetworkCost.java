package io.github.widesweep.sweep.cost;

import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.sweep.spec.NetworkShape;
import io.github.widesweep.training.TrainingSpec;

/**
 * What networks of one shape cost by themselves: counts of their layers' products, activations and
 * norms.
 */
record NetworkCost(NetworkShape shape) {
  static final int DOUBLE = 8;

  /** Numbers of a sample's way through the network that training keeps: values and gradients. */
  private static final int BACKWARDS = 3;

  /** Operations of an eigenvalue problem of n rows, divided by n^3: slower ones than products'. */
  private static final double EIGENVALUES = 30;

  int depth() {
    return shape.depth();
  }

  /** Layer {@code l}, from 1. */
  LayerShape layer(int l) {
    return shape.layer(l);
  }

  /** Numbers that the network gives. */
  long outputs() {
    return layer(depth()).outputs().size();
  }

  long weights() {
    return shape.layers().stream().mapToLong(LayerShape::weights).sum();
  }

  /** Numbers that layer {@code l} is given. */
  long inputs(int l) {
    return layer(l).inputs().size();
  }

  /** Takes samples through layers {@code from} to {@code to}, both included; none if it is less. */
  Work forward(int from, int to, long samples) {
    Work work = Work.NONE;
    for (int l = from; l <= to; l++) {
      double numbers = (double) samples * layer(l).outputs().size();
      work =
          work.plus(ProblemShape.product(layer(l), samples))
              .plus(ProblemShape.activate(shape.activation(l), numbers));
    }
    return work;
  }

  /** The norms that bounds and Delta need: of every layer two, of the narrow side's moments. */
  Work norms() {
    Work work = Work.NONE;
    for (LayerShape layer : shape.layers()) {
      double narrow = Math.min(layer.inputUnits(), layer.outputUnits());
      double wide = Math.max(layer.inputUnits(), layer.outputUnits());
      double each = 2 * narrow * narrow * wide + EIGENVALUES * Math.pow(narrow, 3);
      work = work.and(Kind.FLOP, 2 * each * layer.outputs().positions());
    }
    return work;
  }

  /** Measures over training and test samples. */
  Work measuring(int trainSamples, int testSamples) {
    return forward(1, depth(), (long) trainSamples + testSamples).plus(norms()).and(Kind.CALL, 1);
  }

  /** Trains, and measures over training and test samples. */
  Work training(TrainingSpec spec, int trainSamples, int testSamples) {
    double batches = Math.ceil((double) trainSamples / spec.batchSize());
    // Backwards takes two products where forwards takes one; Adam passes a weight's moments.
    Work epoch =
        forward(1, depth(), trainSamples)
            .times(BACKWARDS)
            .and(Kind.ENTRY, 4.0 * batches * weights())
            .and(Kind.CALL, batches);
    return epoch.times(spec.epochs()).plus(measuring(trainSamples, testSamples));
  }

  /** Bytes of training: weights, gradient and moments; the numbers of a batch or a block. */
  double trainingBytes(TrainingSpec spec, int trainSamples) {
    double perSample =
        inputs(1) + shape.layers().stream().mapToDouble(l -> l.outputs().size()).sum();
    double samples =
        Math.max(spec.batchSize(), Math.min(trainSamples, Activations.block(widest())));
    return DOUBLE * (6.0 * weights() + BACKWARDS * perSample * samples);
  }

  /** Bytes of measuring: weights as they are read and kept, samples on their way. */
  double measuringBytes(int samples) {
    return DOUBLE * 3.0 * weights() + blockBytes(1, samples);
  }

  /** Numbers of a sample in the widest layer. */
  long widest() {
    return Math.max(
        inputs(1),
        shape.layers().stream().mapToLong(layer -> layer.outputs().size()).max().orElseThrow());
  }

  /**
   * Bytes of blocks of samples on their way through so many networks: the block itself, what a
   * layer makes of it, and the activations of that.
   */
  double blockBytes(int networks, long samples) {
    double numbers = (double) networks * widest();
    return 3 * DOUBLE * numbers * Math.min(samples, Activations.block((long) numbers));
  }

  /** Bytes of what is kept of activations before layer {@code l}: none where they are too many. */
  double keptBytes(int l, long samples) {
    double numbers = (double) samples * inputs(l);
    return l > 1 && Activations.areKept(samples, inputs(l)) ? DOUBLE * numbers : 0;
  }

  /** Computes again what layer {@code l} is given, where it was not kept. */
  Work again(int l, long samples) {
    return Activations.areKept(samples, inputs(l)) ? Work.NONE : forward(1, l - 1, samples);
  }
}
