package io.github.widesweep.network;

import static io.github.widesweep.InvalidValueException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.ojalgo.matrix.store.R064Store;

/**
 * What samples have become after some layers of a network, {@code z_l} of (2), read in blocks of
 * samples. Small ones are computed once and kept; large ones, behind a wide layer, are computed
 * again whenever a block is asked for, so that no matrix of all samples ever exists.
 *
 * <p>Which of the two, and where blocks begin, follows from the shapes alone. Not thread-safe.
 */
public final class Activations {
  /** Numbers up to which activations are kept: 128 MiB. */
  private static final long MOST_KEPT = 1L << 24;

  /** Numbers of a block's widest matrix, 16 MiB, where the least block is not larger. */
  private static final long BLOCK_NUMBERS = 1L << 21;

  /** Samples of a block, however wide the network. */
  public static final int LEAST_BLOCK = 64;

  /** A matrix is one Java array. */
  private static final long MOST_NUMBERS = Integer.MAX_VALUE - 8;

  private final R064Store samples;
  private final List<Layer> layers;
  private final long mostKept;
  private R064Store kept;
  private double[] meanSquares;

  private Activations(R064Store samples, List<Layer> layers, long mostKept) {
    this.samples = samples;
    this.layers = List.copyOf(layers);
    this.mostKept = mostKept;
    this.kept = layers.isEmpty() ? samples : null;
  }

  /**
   * The activations after layers.
   *
   * @param samples what the first layer takes, samples x inputs
   * @param layers none gives the samples themselves
   */
  public static Activations of(R064Store samples, List<Layer> layers) {
    return of(samples, layers, MOST_KEPT);
  }

  /**
   * The same with another limit.
   *
   * @param mostKept numbers up to which activations are kept
   */
  static Activations of(R064Store samples, List<Layer> layers, long mostKept) {
    return new Activations(samples, layers, mostKept);
  }

  /** Samples as they are. */
  public static Activations of(R064Store samples) {
    return of(samples, List.of());
  }

  /** {@code z_l} of a network: after its first {@code l} layers. */
  public static Activations of(R064Store samples, Network network, int l) {
    return of(samples, network.layers().subList(0, l));
  }

  /** These activations after further layers. */
  public Activations after(List<Layer> further) {
    if (further.isEmpty()) {
      return this;
    }
    if (kept != null) {
      return new Activations(kept, further, mostKept);
    }
    List<Layer> all = new ArrayList<>(layers);
    all.addAll(further);
    return new Activations(samples, all, mostKept);
  }

  /** Number of samples. */
  public int samples() {
    return samples.getRowDim();
  }

  /** Numbers of a sample. */
  public int features() {
    return layers.isEmpty() ? samples.getColDim() : layers.get(layers.size() - 1).outputs();
  }

  /** What is done with one block of samples. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes the next block.
     *
     * @param from the block's first sample
     * @param rows the block, samples x features; not to be changed
     */
    void visit(int from, R064Store rows);
  }

  /**
   * Visits all samples, block by block in order.
   *
   * @param numbers how many numbers a sample the visitor's largest matrix has; the blocks are as
   *     large as keeps that matrix in {@value #BLOCK_NUMBERS} numbers
   */
  public void forEachBlock(long numbers, Visitor visitor) {
    int block = block(Math.max(numbers, widest()));
    for (int from = 0; from < samples(); from += block) {
      int count = Math.min(block, samples() - from);
      visitor.visit(from, rows(from, count));
    }
  }

  /** The samples {@code from} to {@code from + count - 1}, samples x features. */
  public R064Store rows(int from, int count) {
    if (kept == null && (long) samples() * features() <= mostKept) {
      kept = compute();
    }
    R064Store source = kept == null ? samples : kept;
    R064Store rows = count == samples() ? source : LinearAlgebra.rows(source, from, count);
    return kept == null ? forward(rows) : rows;
  }

  /**
   * All samples at once, samples x features.
   *
   * @throws io.github.widesweep.InvalidValueException if they would not fit an array
   */
  public R064Store all() {
    if (kept == null) {
      require(
          (long) samples() * features() <= MOST_NUMBERS,
          "calibration_samples",
          samples(),
          "at most %d samples, which behind %d units fill an array"
              .formatted(MOST_NUMBERS / features(), features()));
      kept = compute();
    }
    return kept;
  }

  /** {@code mean_s z_sj^2} of every feature j. */
  public double[] meanSquares() {
    if (meanSquares == null) {
      double[] sums = new double[features()];
      forEachBlock(
          1,
          (from, rows) -> {
            int count = rows.getRowDim();
            for (int j = 0; j < sums.length; j++) {
              sums[j] +=
                  LinearAlgebra.blas()
                      .ddot(count, rows.data, j * count, 1, rows.data, j * count, 1);
            }
          });
      meanSquares = LinearAlgebra.divided(sums, samples());
    }
    return meanSquares;
  }

  private R064Store compute() {
    int block = block(widest());
    if (block >= samples()) {
      return forward(samples);
    }
    R064Store all = LinearAlgebra.zeros(samples(), features());
    for (int from = 0; from < samples(); from += block) {
      int count = Math.min(block, samples() - from);
      LinearAlgebra.copyRows(
          forward(LinearAlgebra.rows(samples, from, count)), 0, all, from, count);
    }
    return all;
  }

  private R064Store forward(R064Store rows) {
    R064Store z = rows;
    for (Layer layer : layers) {
      z = layer.forward(z);
    }
    return z;
  }

  private long widest() {
    return LongStream.concat(
            LongStream.of(samples.getColDim()), layers.stream().mapToLong(Layer::outputs))
        .max()
        .orElseThrow();
  }

  /** Whether so many numbers a sample are kept once they were computed block by block. */
  public static boolean areKept(long samples, long numbers) {
    return samples * numbers <= MOST_KEPT;
  }

  /** Samples per block where the largest matrix has so many numbers a sample. */
  public static int block(long numbers) {
    return (int) Math.max(LEAST_BLOCK, BLOCK_NUMBERS / numbers);
  }
}
