package io.github.widesweep.sweep.cost;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.spec.SweepSpec;
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
  private static final double SMOOTH = 28;

  /** Seconds per sample and candidate of a step of exact greedy to keep its mean shift. */
  private static final double KEEP = 1e-9;

  /**
   * Seconds per sample and row of a step of exact greedy: gradients follow, candidates of other
   * rows are scored anew.
   */
  private static final double FOLLOW = 1.1e-9;

  /**
   * Part of a mean shift that is kept where the activation is piecewise linear, places included.
   */
  private static final double SPARSE = 0.3;

  /** Seconds per sample and output of the next layer to apply a step to a weight. */
  private static final double STEP = 0.25e-9;

  /** Seconds per entry of what one filter adds to the next layer's maps. */
  private static final double FILTER = 1e-9;

  /** Seconds per weight and batch of Adam's update. */
  private static final double ADAM = 4e-9;

  /** Seconds that any run takes. */
  private static final double RUN = 50e-6;

  /** Seconds per number of a convolution's patches, which are copied before each product. */
  private static final double PATCH = 0.5e-9;

  /** Seconds per entry of the product of one column of activations with one of weights. */
  private static final double RANK_ONE = 5e-9;

  /** Seconds of an eigenvalue problem of n rows, divided by n^3. */
  private static final double EIGENVALUES = 3e-9;

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

  private List<LayerShape> sizes(int width) {
    return spec.network().layers(features, width, outputs);
  }

  /** Seconds of one product of a layer's weights with samples, and of what becomes of it. */
  private static double productSeconds(LayerShape layer, double samples) {
    double patches =
        layer.isConvolution() ? (double) layer.inputs().size() * layer.taps() * PATCH : 0;
    return samples
        * (2.0 * layer.multiplyAdds() * PRODUCT + patches + layer.outputs().size() * ACTIVATION);
  }

  /** Seconds to take samples through layers {@code from} to the last. */
  private static double forwardSeconds(List<LayerShape> sizes, int from, double samples) {
    return sizes.stream().skip(from - 1).mapToDouble(l -> productSeconds(l, samples)).sum();
  }

  /** Seconds to find the norms of all layers that bounds and Delta need: three each. */
  private static double normSeconds(List<LayerShape> sizes) {
    double seconds = 0;
    for (LayerShape layer : sizes) {
      double narrow = Math.min(layer.inputUnits(), layer.outputUnits());
      double wide = Math.max(layer.inputUnits(), layer.outputUnits());
      double gram = 2 * narrow * narrow * wide * PRODUCT;
      seconds += 3 * layer.outputs().positions() * (gram + Math.pow(narrow, 3) * EIGENVALUES);
    }
    return seconds;
  }

  private static double weights(List<LayerShape> sizes) {
    return sizes.stream().mapToDouble(LayerShape::weights).sum();
  }

  /** Numbers of a sample, from its features to the outputs, all layers together. */
  private double activations(List<LayerShape> sizes) {
    return features + sizes.stream().mapToDouble(layer -> layer.outputs().size()).sum();
  }

  private static int block(List<LayerShape> sizes) {
    return Activations.block(
        sizes.stream().mapToLong(layer -> layer.outputs().size()).max().orElseThrow());
  }

  /** Seconds to train a network of a width and to measure it. */
  public double trainingSeconds(int width) {
    List<LayerShape> sizes = sizes(width);
    double batches = Math.ceil((double) trainSamples / spec.training().batchSize());
    // Backwards takes two products where forwards takes one.
    double epoch = 3 * forwardSeconds(sizes, 1, trainSamples) + batches * weights(sizes) * ADAM;
    return spec.training().epochs() * epoch
        + forwardSeconds(sizes, 1, (double) trainSamples + testSamples)
        + RUN;
  }

  /** Bytes to train a network of a width: weights, gradient and moments, activations. */
  public long trainingBytes(int width) {
    List<LayerShape> sizes = sizes(width);
    long samples = Math.max(spec.training().batchSize(), Math.min(trainSamples, block(sizes)));
    double numbers = 6 * weights(sizes) + 3 * activations(sizes) * samples;
    return (long) (DOUBLE * numbers) + dataBytes();
  }

  /** Seconds of one run, without what its chunk prepares once. */
  public double runSeconds(RunKey run) {
    List<LayerShape> sizes = sizes(run.network().width());
    CompressionSpec compression = run.compression();
    long samples = calibrationSamples(run);
    int first = compression.target().firstLayer();
    int last = compression.target().lastLayer();
    double seconds =
        RUN
            + forwardSeconds(sizes, first, testSamples)
            + forwardSeconds(sizes, last + 1, (double) samples);
    for (Map.Entry<Integer, Role> entry : compression.target().roles().entrySet()) {
      int l = entry.getKey();
      boolean wide = entry.getValue() == Role.WIDE;
      if (compression.unit() == Unit.NEURON) {
        seconds +=
            wide
                ? columnSeconds(sizes, l, (double) samples)
                : rowSeconds(sizes, l, run, (double) samples);
      } else {
        seconds +=
            wide
                ? wideSeconds(sizes.get(l - 1), samples, l == first)
                : blockSeconds(sizes, l, compression, samples);
      }
    }
    return seconds;
  }

  private static double wideSeconds(LayerShape layer, long samples, boolean sorted) {
    // Of the first layer the order is known; distinct values are counted by sorting.
    return layer.weights() * (2 * samples * PRODUCT + DRAW + (sorted ? 1 : 2) * SORT);
  }

  /** Distinct values are counted by sorting; energies cost about a product. */
  private static double columnSeconds(List<LayerShape> sizes, int l, double samples) {
    LayerShape layer = sizes.get(l - 1);
    return layer.inputUnits() * DRAW + layer.weights() * SORT + 3 * productSeconds(layer, samples);
  }

  /**
   * Both outcomes of every unit go through the next layer once. Where the activation is not linear
   * on either side of 0, every step moves the residual, and all scores with it.
   */
  private double rowSeconds(List<LayerShape> sizes, int l, RunKey run, double samples) {
    LayerShape layer = sizes.get(l - 1);
    LayerShape next = sizes.get(l);
    double rows = layer.outputUnits();
    double exact = isPiecewiseLinear() ? 0 : run.compression().method().offered() * rows;
    double part = next.isConvolution() ? FILTER : RANK_ONE;
    double parts = 2 * rows * samples * next.outputs().size() * part;
    return rows * DRAW
        + layer.weights() * SORT
        + 3 * productSeconds(layer, samples)
        + (5 + exact) * productSeconds(next, samples)
        + parts;
  }

  private double blockSeconds(
      List<LayerShape> sizes, int l, CompressionSpec compression, long samples) {
    double inputs = sizes.get(l - 1).inputs().size();
    double rows = sizes.get(l - 1).outputs().size();
    double next = sizes.get(l).outputs().size();
    double units = inputs * rows;
    double steps = Math.floor(compression.method().offered() * units);
    double score = samples * SCORE * (isPiecewiseLinear() ? 1 : SMOOTH);
    double scored = units;
    double followed = 0;
    if (((Greedy) compression.method()).ordering() instanceof Ordering.Exact) {
      scored += steps * inputs;
      followed = steps * samples * (inputs * KEEP + rows * FOLLOW);
    } else if (((Greedy) compression.method()).ordering() instanceof Ordering.Refresh refresh) {
      // Those left to score become fewer as steps are made.
      scored *= 1 + (1 / refresh.fraction() - 1) * (1 - compression.method().offered() / 2);
    }
    return scored * score
        + followed
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
    List<LayerShape> sizes = sizes(first.network().width());
    double prepare =
        forwardSeconds(sizes, 1, 2.0 * testSamples + calibrationSamples(first))
            + normSeconds(sizes)
            + targetWeights(first, sizes) * SORT;
    return prepare + runs.stream().mapToDouble(this::runSeconds).sum();
  }

  /**
   * Bytes of a chunk at its peak: the data, dense activations and pre-activations of calibration
   * samples at and after the first target layer, those of the compressed network, the arrays of a
   * run's units, what exact greedy keeps, the network and its compressed copy.
   */
  public long chunkBytes(List<RunKey> runs) {
    RunKey first = runs.get(0);
    List<LayerShape> sizes = sizes(first.network().width());
    double dense = activations(sizes);
    long samples = calibrationSamples(first);
    double tests =
        testSamples
            * (sizes.get(first.compression().target().firstLayer() - 1).inputs().size()
                + 4.0 * outputs);
    double block = 3.0 * Math.min(testSamples, block(sizes)) * dense;
    double units = targetWeights(first, sizes);
    double kept =
        runs.stream().anyMatch(CostModel::isExactBlock)
            ? Math.min(units * samples * (isPiecewiseLinear() ? SPARSE : 1), (1L << 24))
            : 0;
    double numbers = 4 * samples * dense + tests + block + 3 * weights(sizes) + kept;
    return (long) (DOUBLE * numbers + UNIT_BYTES * units) + dataBytes();
  }

  private static boolean isExactBlock(RunKey run) {
    CompressionSpec compression = run.compression();
    return compression.target().hasBlock()
        && compression.unit() == Unit.WEIGHT
        && ((Greedy) compression.method()).ordering() instanceof Ordering.Exact;
  }

  private static double targetWeights(RunKey run, List<LayerShape> sizes) {
    return run.compression().target().roles().keySet().stream()
        .mapToDouble(l -> sizes.get(l - 1).weights())
        .sum();
  }

  private long calibrationSamples(RunKey run) {
    return Math.min(run.calibrationSamples(), trainSamples);
  }

  private long dataBytes() {
    return DOUBLE * ((long) trainSamples + testSamples) * (features + outputs);
  }
}
