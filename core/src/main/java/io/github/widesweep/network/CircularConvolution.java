package io.github.widesweep.network;

import static io.github.widesweep.InvalidValueException.require;

import org.ojalgo.matrix.store.R064Store;

/**
 * The map {@code (K, X) -> Z} of a convolution layer (Appendix B.2) for one shape, its adjoint in
 * {@code X} and its adjoint in {@code K}:
 *
 * <pre>Z[o,u,v] = sum_{i,a,b} K[o,i,a,b] X[i, (u+a+1) mod r, (v+b+1) mod r],  all from 0,</pre>
 *
 * so stride 1, circular padding, taps at offsets 1..q. A kernel larger than the map wraps around:
 * taps that fall on the same entry add up, as the formula says.
 *
 * <p>Samples are matrices with a row per sample, maps flattened channel, row, column: {@code X} is
 * samples x (d_in r^2), {@code Z} samples x (d_out r^2). Column-major, such a matrix of S samples
 * is at the same time an (r^2 S) x channels matrix, its rows numbered position by position and
 * within that sample by sample. So {@code Z = P K^T}, where row (position, sample) of {@code P}
 * holds the patch under the kernel there, and a range of its rows is copied out of {@code X} in
 * long runs. Only a block of {@code P} exists at a time, about {@value #BLOCK} numbers however many
 * samples there are, so that it stays in a core's cache between its making and its product.
 *
 * <p>Kernels are a d_out x (d_in q^2) matrix: entry (o, (i q + a) q + b) is {@code K[o,i,a,b]}, so
 * that the matrix in row-major order is {@code K} in the order o, i, a, b; an output filter is a
 * row, an input filter q^2 neighbouring columns.
 *
 * @param inputChannels {@code d_in}, at least 1
 * @param outputChannels {@code d_out}, at least 1
 * @param kernelSide {@code q}, at least 1
 * @param side {@code r}, at least 1; {@code d_in r^2}, {@code d_out r^2} and {@code d_out d_in q^2}
 *     below 2^31
 */
public record CircularConvolution(int inputChannels, int outputChannels, int kernelSide, int side) {
  /** Numbers in a block of patches: 1 MB. */
  private static final int BLOCK = 1 << 17;

  /** A product of fewer rows than this is slow, whatever the cache holds. */
  private static final int LEAST_ROWS = 64;

  public CircularConvolution {
    require(inputChannels >= 1, "inputChannels", inputChannels, "at least 1");
    require(outputChannels >= 1, "outputChannels", outputChannels, "at least 1");
    require(kernelSide >= 1, "kernelSide", kernelSide, "at least 1");
    require(side >= 1, "side", side, "at least 1");
    double square = (double) side * side;
    require(
        Math.max(inputChannels, outputChannels) * square <= Integer.MAX_VALUE,
        "side",
        side,
        "maps of less than 2^31 numbers, channels together");
    require(
        (double) inputChannels * outputChannels * kernelSide * kernelSide <= Integer.MAX_VALUE,
        "kernelSide",
        kernelSide,
        "kernels of less than 2^31 numbers together");
  }

  /** {@code d_in r^2}. */
  public int inputs() {
    return inputChannels * side * side;
  }

  /** {@code d_out r^2}. */
  public int outputs() {
    return outputChannels * side * side;
  }

  /** {@code d_in q^2}, the number of columns of the kernels' matrix. */
  public int taps() {
    return inputChannels * kernelSide * kernelSide;
  }

  /**
   * Writes {@code Z}.
   *
   * @param kernels d_out x (d_in q^2)
   * @param inputs samples x (d_in r^2)
   * @param outputs samples x (d_out r^2), overwritten
   */
  public void apply(R064Store kernels, R064Store inputs, R064Store outputs) {
    requireKernels(kernels);
    requireSamples(inputs, outputs);
    correlate(1, inputs, inputChannels, kernels.data, outputs, outputChannels);
  }

  /**
   * Writes the adjoint in {@code X}: from the derivative of anything by {@code Z} that by {@code
   * X}. It is itself a convolution, with the taps at offsets -1..-q and the channels' roles
   * exchanged.
   *
   * @param kernels d_out x (d_in q^2)
   * @param outputs samples x (d_out r^2)
   * @param inputs samples x (d_in r^2), overwritten
   */
  public void applyAdjoint(R064Store kernels, R064Store outputs, R064Store inputs) {
    requireKernels(kernels);
    requireSamples(inputs, outputs);
    correlate(-1, outputs, outputChannels, exchanged(kernels), inputs, inputChannels);
  }

  /**
   * Writes the adjoint in {@code K}: from the derivative of anything by {@code Z} that by {@code
   * K}, summed over samples.
   *
   * @param inputs samples x (d_in r^2)
   * @param outputs samples x (d_out r^2)
   * @param kernels d_out x (d_in q^2), overwritten
   */
  public void kernelAdjoint(R064Store inputs, R064Store outputs, R064Store kernels) {
    requireKernels(kernels);
    requireSamples(inputs, outputs);
    int samples = inputs.getRowDim();
    int rows = samples * side * side;
    int block = blockRows(taps());
    double[] patches = new double[Math.min(block, rows) * taps()];
    kernels.fillAll(0.0);
    for (int from = 0; from < rows; from += block) {
      int count = Math.min(block, rows - from);
      copyPatches(1, inputs.data, samples, inputChannels, from, count, patches);
      // (count x d_out)^T(count x taps), added up over the blocks
      LinearAlgebra.blas()
          .dgemm(
              "T",
              "N",
              outputChannels,
              taps(),
              count,
              1.0,
              outputs.data,
              from,
              rows,
              patches,
              0,
              count,
              1.0,
              kernels.data,
              0,
              outputChannels);
    }
  }

  /** {@code to = P W^T}: patches of {@code from} times a (target channels) x (patch) matrix. */
  private void correlate(
      int sign, R064Store from, int channels, double[] weights, R064Store to, int targets) {
    int samples = from.getRowDim();
    int rows = samples * side * side;
    int patch = channels * kernelSide * kernelSide;
    int block = blockRows(patch);
    double[] patches = new double[Math.min(block, rows) * patch];
    for (int row = 0; row < rows; row += block) {
      int count = Math.min(block, rows - row);
      copyPatches(sign, from.data, samples, channels, row, count, patches);
      LinearAlgebra.blas()
          .dgemm(
              "N", "T", count, targets, patch, 1.0, patches, 0, count, weights, 0, targets, 0.0,
              to.data, row, rows);
    }
  }

  private static int blockRows(int patch) {
    return Math.max(LEAST_ROWS, BLOCK / patch);
  }

  /**
   * Writes rows {@code first .. first + count - 1} of {@code P} as a (count x patch) matrix: row
   * (u, v, s), column (i, a, b) is {@code X[s, i, u + sign (a+1), v + sign (b+1)]}.
   */
  private void copyPatches(
      int sign, double[] maps, int samples, int channels, int first, int count, double[] patches) {
    int line = side * samples;
    int end = first + count;
    for (int k = 0; k < channels * kernelSide * kernelSide; k++) {
      int channel = k / (kernelSide * kernelSide);
      int down = Math.floorMod(sign * (k / kernelSide % kernelSide + 1), side);
      int right = Math.floorMod(sign * (k % kernelSide + 1), side);
      // A line of the target is two runs of one line of the map: before and after it wraps.
      int wrap = (side - right) * samples;
      int column = k * count - first;
      for (int u = first / line; u * line < end; u++) {
        int target = u * line;
        int source = (channel * side + (u + down) % side) * line;
        int from = Math.max(first, target);
        int middle = Math.max(from, Math.min(end, target + wrap));
        int to = Math.min(end, target + line);
        if (from < middle) {
          int shift = source - target + right * samples;
          System.arraycopy(maps, from + shift, patches, column + from, middle - from);
        }
        if (middle < to) {
          int shift = source - target - wrap;
          System.arraycopy(maps, middle + shift, patches, column + middle, to - middle);
        }
      }
    }
  }

  /** The kernels with input and output channels exchanged: entry (i, (o q + a) q + b). */
  private double[] exchanged(R064Store kernels) {
    int square = kernelSide * kernelSide;
    double[] result = new double[kernels.data.length];
    for (int i = 0; i < inputChannels; i++) {
      for (int tap = 0; tap < square; tap++) {
        int column = (i * square + tap) * outputChannels;
        for (int o = 0; o < outputChannels; o++) {
          result[(o * square + tap) * inputChannels + i] = kernels.data[column + o];
        }
      }
    }
    return result;
  }

  private void requireKernels(R064Store kernels) {
    if (kernels.getRowDim() != outputChannels || kernels.getColDim() != taps()) {
      throw new IllegalArgumentException(
          "kernels are %d x %d, expected %d x %d"
              .formatted(kernels.getRowDim(), kernels.getColDim(), outputChannels, taps()));
    }
  }

  private void requireSamples(R064Store inputs, R064Store outputs) {
    if (inputs.getColDim() != inputs()
        || outputs.getColDim() != outputs()
        || inputs.getRowDim() != outputs.getRowDim()) {
      throw new IllegalArgumentException(
          "cannot convolve %d x %d to %d x %d, expected %d and %d columns and as many rows"
              .formatted(
                  inputs.getRowDim(),
                  inputs.getColDim(),
                  outputs.getRowDim(),
                  outputs.getColDim(),
                  inputs(),
                  outputs()));
    }
  }
}
