package io.github.widesweep.sweep;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Ordering;
import io.github.widesweep.compression.Role;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.network.Activation;
import java.util.List;
import java.util.Map;

/**
 * Estimates of time on one core and of memory: operations counted, times constants measured on one
 * core of a present-day server with the Vector API's BLAS. Good to a factor of about three, which
 * is enough to size chunks and to say beforehand what a sweep takes.
 */
public final class CostModel {
  /** Seconds per floating-point operation of a matrix product. */
  private static final double PRODUCT = 0.1e-9;

  /** Seconds per activation of one entry, copies and allocation included. */
  private static final double ACTIVATION = 2e-9;

  /** Seconds to draw a unit's uniform and replace it. */
  private static final double DRAW = 20e-9;

  /** Seconds per unit to sort, and to count distinct values, a factor log2(units) included. */
  private static final double SORT = 100e-9;

  /** Seconds to score a candidate over one sample where the activation is piecewise linear. */
  private static final double SCORE = 1.3e-9;

  /** Times as much for activations that need an exponential. */
  private static final double SMOOTH = 12;

  /**
   * Part of all candidates that a step of exact greedy scores anew, beside its own row: 3 to 15 %
   * measured.
   */
  private static final double RESCORED = 0.06;

  /** Seconds per sample and output of the next layer to apply a step. */
  private static final double STEP = 1e-9;

  /** Seconds per weight and batch of Adam's update. */
  private static final double ADAM = 4e-9;

  /** Seconds that any run takes. */
  private static final double RUN = 50e-6;

  private static final int DOUBLE = 8;

  /** Bytes per unit of a run: uniforms, outcomes, order, scores and their parts, sorting. */
  private static final int UNIT_BYTES = 80;

  private final SweepSpec spec;
  private final int features;
  private final int outputs;
  private final int trainSamples;
  private final int testSamples;

  private CostModel(SweepSpec spec, int features, int outputs, int trainSamples, int testSamples) {
    this.spec = spec;
    this.features = features;
    this.outputs = outputs;
    this.trainSamples = trainSamples;
    this.testSamples = testSamples;
  }

  /** The costs of a sweep over its data. */
  public static CostModel of(SweepSpec spec, Dataset data) {
    return new CostModel(
        spec,
        data.train().features(),
        data.train().targets().getColDim(),
        data.train().count(),
        data.test().count());
  }

  private List<Integer> sizes(int width) {
    return spec.network().sizes(features, width, outputs);
  }

  /** Seconds to take samples through layers {@code from} to the last. */
  private double forwardSeconds(List<Integer> sizes, int from, long samples) {
    double seconds = 0;
    for (int l = from; l < sizes.size(); l++) {
      seconds += samples * (2.0 * sizes.get(l - 1) * PRODUCT + ACTIVATION) * sizes.get(l);
    }
    return seconds;
  }

  private static long weights(List<Integer> sizes) {
    long weights = 0;
    for (int l = 1; l < sizes.size(); l++) {
      weights += (long) sizes.get(l - 1) * sizes.get(l);
    }
    return weights;
  }

  /** Seconds to train a network of a width and to measure it. */
  public double trainingSeconds(int width) {
    List<Integer> sizes = sizes(width);
    double batches = Math.ceil((double) trainSamples / spec.training().batchSize());
    // Backwards takes two products where forwards takes one.
    double epoch = 3 * forwardSeconds(sizes, 1, trainSamples) + batches * weights(sizes) * ADAM;
    return spec.training().epochs() * epoch
        + forwardSeconds(sizes, 1, (long) trainSamples + testSamples)
        + RUN;
  }

  /** Bytes to train a network of a width: weights, gradient and moments, activations. */
  public long trainingBytes(int width) {
    List<Integer> sizes = sizes(width);
    long activations = sizes.stream().mapToLong(Integer::longValue).sum();
    long samples =
        Math.max(spec.training().batchSize(), Math.min(trainSamples, Forward.block(sizes)));
    return DOUBLE * (6 * weights(sizes) + 3 * activations * samples) + dataBytes();
  }

  /** Seconds of one run, without what its chunk prepares once. */
  public double runSeconds(RunKey run) {
    List<Integer> sizes = sizes(run.network().width());
    CompressionSpec compression = run.compression();
    long samples = calibrationSamples(run);
    int first = compression.target().firstLayer();
    double seconds = RUN + forwardSeconds(sizes, first, testSamples);
    for (Map.Entry<Integer, Role> role : compression.target().roles().entrySet()) {
      int l = role.getKey();
      seconds +=
          role.getValue() == Role.BLOCK
              ? blockSeconds(sizes, l, compression, samples)
              : wideSeconds(sizes, l, samples, l == first);
    }
    return seconds;
  }

  private static double wideSeconds(List<Integer> sizes, int l, long samples, boolean sorted) {
    double units = (double) sizes.get(l - 1) * sizes.get(l);
    // Of the first layer the order is known; distinct values are counted by sorting.
    return units * (2 * samples * PRODUCT + DRAW + (sorted ? 1 : 2) * SORT);
  }

  private double blockSeconds(
      List<Integer> sizes, int l, CompressionSpec compression, long samples) {
    double inputs = sizes.get(l - 1);
    double rows = sizes.get(l);
    double next = sizes.get(l + 1);
    double units = inputs * rows;
    double steps = Math.floor(compression.alpha() * units);
    double score = samples * SCORE * (isPiecewiseLinear() ? 1 : SMOOTH);
    double scored = units;
    if (compression.ordering() instanceof Ordering.Exact) {
      scored += steps * inputs * (1 + RESCORED * rows);
    } else if (compression.ordering() instanceof Ordering.Refresh refresh) {
      // Those left to score become fewer as steps are made.
      scored *= 1 + (1 / refresh.fraction() - 1) * (1 - compression.alpha() / 2);
    }
    return scored * score
        + steps * samples * (next + 4) * STEP
        + units * (DRAW + SORT)
        + 2 * samples * (units + rows * next) * PRODUCT;
  }

  private boolean isPiecewiseLinear() {
    Activation activation = spec.network().activation();
    return activation == Activation.RELU || activation == Activation.IDENTITY;
  }

  /** Seconds of a chunk: its runs and what is prepared once for all of them. */
  public double chunkSeconds(List<RunKey> runs) {
    RunKey first = runs.get(0);
    List<Integer> sizes = sizes(first.network().width());
    double prepare =
        forwardSeconds(sizes, 1, 2L * testSamples + calibrationSamples(first))
            + targetUnits(first, sizes) * SORT;
    return prepare + runs.stream().mapToDouble(this::runSeconds).sum();
  }

  /**
   * Bytes of a chunk at its peak: the data, dense activations and pre-activations of calibration
   * samples at and after the first target layer, those of the compressed network, the arrays of a
   * run's units, the network and its compressed copy.
   */
  public long chunkBytes(List<RunKey> runs) {
    RunKey first = runs.get(0);
    List<Integer> sizes = sizes(first.network().width());
    long dense = sizes.stream().mapToLong(Integer::longValue).sum();
    long samples = calibrationSamples(first);
    long tests =
        (long) testSamples
            * (sizes.get(first.compression().target().firstLayer() - 1) + 4L * outputs);
    long block = 3L * Math.min(testSamples, Forward.block(sizes)) * dense;
    return DOUBLE * (4 * samples * dense + tests + block + 3 * weights(sizes))
        + UNIT_BYTES * targetUnits(first, sizes)
        + dataBytes();
  }

  private static long targetUnits(RunKey run, List<Integer> sizes) {
    return run.compression().target().roles().keySet().stream()
        .mapToLong(l -> (long) sizes.get(l - 1) * sizes.get(l))
        .sum();
  }

  private long calibrationSamples(RunKey run) {
    return Math.min(run.calibrationSamples(), trainSamples);
  }

  private long dataBytes() {
    return DOUBLE * ((long) trainSamples + testSamples) * (features + outputs);
  }
}
