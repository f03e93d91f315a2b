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
 * long runs. Only a block of {@code P} exists at a time, {@value #ROWS} rows of as many channels as
 * make 1 MB, whatever the number of samples and channels: it stays in a core's cache between its
 * making and its product.
 *
 * <p>Kernels are a d_out x (d_in q^2) matrix: entry (o, (i q + a) q + b) is {@code K[o,i,a,b]}, so
 * that the matrix in row-major order is {@code K} in the order o, i, a, b; an output filter is a
 * row, an input filter q^2 neighbouring columns.
 *
 * @param inputChannels {@code d_in}, at least 1
 * @param outputChannels {@code d_out}, at least 1
 * @param kernelSide {@code q}, 1 to 1024
 * @param side {@code r}, at least 1; {@code d_in r^2}, {@code d_out r^2} and {@code d_out d_in q^2}
 *     below 2^31
 */
public record CircularConvolution(int inputChannels, int outputChannels, int kernelSide, int side) {
  /** Rows of a block of patches: fewer, or many more, make slow products. */
  private static final int ROWS = 256;

  /** Numbers in a block of patches, 1 MB, as long as a channel's are not more. */
  private static final int BLOCK = 1 << 17;

  /** Keeps a block of patches of one channel within an array. */
  private static final int LARGEST_KERNEL = 1024;

  public CircularConvolution {
    require(inputChannels >= 1, "inputChannels", inputChannels, "at least 1");
    require(outputChannels >= 1, "outputChannels", outputChannels, "at least 1");
    require(
        kernelSide >= 1 && kernelSide <= LARGEST_KERNEL,
        "kernelSide",
        kernelSide,
        "1 to " + LARGEST_KERNEL);
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
    kernels.fillAll(0.0);
    int rows = inputs.getRowDim() * side * side;
    double[] patches = newBlock(rows, inputChannels);
    for (int row = 0; row < rows; row += ROWS) {
      int count = Math.min(ROWS, rows - row);
      for (int channel = 0; channel < inputChannels; channel += blockChannels()) {
        int width = Math.min(blockChannels(), inputChannels - channel) * square();
        copyPatches(1, inputs, channel, row, count, patches, width);
        // (count x d_out)^T(count x width), added up over the blocks of rows
        LinearAlgebra.blas()
            .dgemm(
                "T",
                "N",
                outputChannels,
                width,
                count,
                1.0,
                outputs.data,
                row,
                rows,
                patches,
                0,
                count,
                1.0,
                kernels.data,
                channel * square() * outputChannels,
                outputChannels);
      }
    }
  }

  /** {@code to = P W^T}: patches of {@code from} times a (target channels) x (patch) matrix. */
  private void correlate(
      int sign, R064Store from, int channels, double[] weights, R064Store to, int targets) {
    int rows = from.getRowDim() * side * side;
    double[] patches = newBlock(rows, channels);
    for (int row = 0; row < rows; row += ROWS) {
      int count = Math.min(ROWS, rows - row);
      for (int channel = 0; channel < channels; channel += blockChannels()) {
        int width = Math.min(blockChannels(), channels - channel) * square();
        copyPatches(sign, from, channel, row, count, patches, width);
        // (count x width)(targets x width)^T, added up over the blocks of channels
        LinearAlgebra.blas()
            .dgemm(
                "N",
                "T",
                count,
                targets,
                width,
                1.0,
                patches,
                0,
                count,
                weights,
                channel * square() * targets,
                targets,
                channel == 0 ? 0.0 : 1.0,
                to.data,
                row,
                rows);
      }
    }
  }

  private int square() {
    return kernelSide * kernelSide;
  }

  private int blockChannels() {
    return Math.max(1, BLOCK / (ROWS * square()));
  }

  private double[] newBlock(int rows, int channels) {
    return new double[Math.min(ROWS, rows) * Math.min(blockChannels(), channels) * square()];
  }

  /**
   * Writes a block of {@code P} as a (count x width) matrix, from row {@code first} and the first
   * column of channel {@code channel} on: row (u, v, s), column (i, a, b) of {@code P} is {@code
   * X[s, i, u + sign (a+1), v + sign (b+1)]}.
   */
  private void copyPatches(
      int sign, R064Store maps, int channel, int first, int count, double[] patches, int width) {
    int line = side * maps.getRowDim();
    int end = first + count;
    for (int k = 0; k < width; k++) {
      int map = (channel + k / square()) * side;
      int down = Math.floorMod(sign * (k / kernelSide % kernelSide + 1), side);
      int right = Math.floorMod(sign * (k % kernelSide + 1), side);
      // A line of the target is two runs of one line of the map: before and after it wraps.
      int wrap = (side - right) * maps.getRowDim();
      int column = k * count - first;
      for (int u = first / line; u < side && u * line < end; u++) {
        int target = u * line;
        int source = (map + (u + down) % side) * line;
        int from = Math.max(first, target);
        int middle = Math.max(from, Math.min(end, target + wrap));
        int to = Math.min(end, target + line);
        if (from < middle) {
          int shift = source - target + right * maps.getRowDim();
          System.arraycopy(maps.data, from + shift, patches, column + from, middle - from);
        }
        if (middle < to) {
          int shift = source - target - wrap;
          System.arraycopy(maps.data, middle + shift, patches, column + middle, to - middle);
        }
      }
    }
  }

  /** The kernels with input and output channels exchanged: entry (i, (o q + a) q + b). */
  private double[] exchanged(R064Store kernels) {
    int square = square();
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
