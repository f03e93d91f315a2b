package io.github.widesweep.network;

import static io.github.widesweep.InvalidValueException.require;

import java.util.Arrays;
import org.ojalgo.matrix.store.R064Store;

/**
 * The map {@code (K, X) -> Z} of a convolution layer for one shape, its adjoint in {@code X} and
 * its adjoint in {@code K}:
 *
 * <pre>Z[o,u,v] = sum_{i,a,b} K[o,i,a,b] X[i, u+a+t, v+b+t],  all from 0,</pre>
 *
 * so stride 1. With {@link Padding#CIRCULAR} {@code t = 1}, places are taken modulo r, and {@code
 * Z} has maps as large as {@code X}: taps at offsets 1..q, as Appendix B.2 writes it. A kernel
 * larger than the map wraps around: taps that fall on the same entry add up, as the formula says.
 * With zeros {@code t = -before}, {@code X} is 0 beyond its edges, and {@code Z} has maps of side
 * {@code r + before + after - q + 1}: ONNX's {@code Conv}, and PyTorch's {@code Conv2d}.
 *
 * <p>Samples are matrices with a row per sample, maps flattened channel, row, column: {@code X} is
 * samples x (d_in r^2), {@code Z} samples x (d_out s^2), {@code s} being the side of its maps.
 * Column-major, such a matrix of S samples is at the same time an (r^2 S) x channels matrix, its
 * rows numbered position by position and within that sample by sample. So {@code Z = P K^T}, where
 * row (position, sample) of {@code P} holds the patch under the kernel there, and a range of its
 * rows is copied out of {@code X} in long runs. Only a block of {@code P} exists at a time, {@value
 * #ROWS} rows of as many channels as make 1 MB, whatever the number of samples and channels: it
 * stays in a core's cache between its making and its product.
 *
 * <p>Kernels are a d_out x (d_in q^2) matrix: entry (o, (i q + a) q + b) is {@code K[o,i,a,b]}, so
 * that the matrix in row-major order is {@code K} in the order o, i, a, b; an output filter is a
 * row, an input filter q^2 neighbouring columns.
 *
 * @param inputChannels {@code d_in}, at least 1
 * @param outputChannels {@code d_out}, at least 1
 * @param kernelSide {@code q}, 1 to 1024
 * @param side {@code r}, at least 1; {@code d_in r^2}, {@code d_out s^2} and {@code d_out d_in q^2}
 *     below 2^31
 * @param padding what is beyond the edges; of zeros fewer lines on a side than the kernel has
 */
public record ConvolutionMap(
    int inputChannels, int outputChannels, int kernelSide, int side, Padding padding) {
  /** Rows of a block of patches: fewer, or many more, make slow products. */
  private static final int ROWS = 256;

  /** Numbers in a block of patches, 1 MB, as long as a channel's are not more. */
  private static final int BLOCK = 1 << 17;

  /** Keeps a block of patches of one channel within an array. */
  private static final int LARGEST_KERNEL = 1024;

  public ConvolutionMap {
    require(inputChannels >= 1, "inputChannels", inputChannels, "at least 1");
    require(outputChannels >= 1, "outputChannels", outputChannels, "at least 1");
    require(
        kernelSide >= 1 && kernelSide <= LARGEST_KERNEL,
        "kernelSide",
        kernelSide,
        "1 to " + LARGEST_KERNEL);
    require(side >= 1, "side", side, "at least 1");
    require(
        Math.max(padding.before(), padding.after()) < Math.max(1, kernelSide),
        "padding",
        padding,
        "fewer lines of zeros on a side than the kernel's " + kernelSide);
    long outputSide = padding.outputSide(side, kernelSide);
    require(
        outputSide >= 1,
        "kernelSide",
        kernelSide,
        "at most %d, the side of the maps and their zeros"
            .formatted(side + padding.before() + padding.after()));
    require(
        Math.max(
                inputChannels * (double) side * side,
                outputChannels * (double) outputSide * outputSide)
            <= Integer.MAX_VALUE,
        "side",
        side,
        "maps of less than 2^31 numbers, channels together");
    require(
        (double) inputChannels * outputChannels * kernelSide * kernelSide <= Integer.MAX_VALUE,
        "kernelSide",
        kernelSide,
        "kernels of less than 2^31 numbers together");
  }

  /** A circular one, as in the paper. */
  public ConvolutionMap(int inputChannels, int outputChannels, int kernelSide, int side) {
    this(inputChannels, outputChannels, kernelSide, side, Padding.CIRCULAR);
  }

  /** {@code s}, the side of the maps of {@code Z}: {@code r} where maps wrap around. */
  public int outputSide() {
    return (int) padding.outputSide(side, kernelSide);
  }

  /** {@code d_in r^2}. */
  public int inputs() {
    return inputChannels * side * side;
  }

  /** {@code d_out s^2}. */
  public int outputs() {
    return outputChannels * outputSide() * outputSide();
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
   * @param outputs samples x (d_out s^2), overwritten
   */
  public void apply(R064Store kernels, R064Store inputs, R064Store outputs) {
    requireKernels(kernels);
    requireSamples(inputs, outputs);
    correlate(forward(), inputs, inputChannels, kernels.data, outputs, outputChannels);
  }

  /**
   * Writes the adjoint in {@code X}: from the derivative of anything by {@code Z} that by {@code
   * X}. It is itself such a map, with the taps at the opposite offsets and the channels' roles
   * exchanged.
   *
   * @param kernels d_out x (d_in q^2)
   * @param outputs samples x (d_out s^2)
   * @param inputs samples x (d_in r^2), overwritten
   */
  public void applyAdjoint(R064Store kernels, R064Store outputs, R064Store inputs) {
    requireKernels(kernels);
    requireSamples(inputs, outputs);
    correlate(
        forward().adjoint(), outputs, outputChannels, exchanged(kernels), inputs, inputChannels);
  }

  /**
   * Writes the adjoint in {@code K}: from the derivative of anything by {@code Z} that by {@code
   * K}, summed over samples.
   *
   * @param inputs samples x (d_in r^2)
   * @param outputs samples x (d_out s^2)
   * @param kernels d_out x (d_in q^2), overwritten
   */
  public void kernelAdjoint(R064Store inputs, R064Store outputs, R064Store kernels) {
    requireKernels(kernels);
    requireSamples(inputs, outputs);
    kernels.fillAll(0.0);
    int rows = inputs.getRowDim() * outputSide() * outputSide();
    double[] patches = newBlock(rows, inputChannels);
    for (int row = 0; row < rows; row += ROWS) {
      int count = Math.min(ROWS, rows - row);
      for (int channel = 0; channel < inputChannels; channel += blockChannels()) {
        int width = Math.min(blockChannels(), inputChannels - channel) * square();
        copyPatches(forward(), inputs, channel, row, count, patches, width);
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

  /**
   * The patches under the kernel, of all samples at all positions.
   *
   * @param inputs samples x (d_in r^2)
   * @return {@code P}, (s^2 samples) x (d_in q^2), position by position and within that sample by
   *     sample
   * @throws ArithmeticException if an array cannot hold as many numbers
   */
  public R064Store patches(R064Store inputs) {
    int rows = Math.multiplyExact(inputs.getRowDim(), outputSide() * outputSide());
    R064Store all = R064Store.wrap(new double[Math.multiplyExact(rows, taps())], rows);
    copyPatches(forward(), inputs, 0, 0, rows, all.data, taps());
    return all;
  }

  /** {@code to = P W^T}: patches of {@code from} times a (target channels) x (patch) matrix. */
  private void correlate(
      Taps taps, R064Store from, int channels, double[] weights, R064Store to, int targets) {
    int rows = from.getRowDim() * taps.target * taps.target;
    double[] patches = newBlock(rows, channels);
    for (int row = 0; row < rows; row += ROWS) {
      int count = Math.min(ROWS, rows - row);
      for (int channel = 0; channel < channels; channel += blockChannels()) {
        int width = Math.min(blockChannels(), channels - channel) * square();
        copyPatches(taps, from, channel, row, count, patches, width);
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
   * Where the entries of a patch come from.
   *
   * @param sign 1 or -1: whether taps follow each other forward or backward
   * @param first where tap 0 lies, as seen from the position that is computed
   * @param source side of the maps that are read
   * @param target side of the maps that are computed
   */
  private record Taps(int sign, int first, int source, int target) {
    Taps adjoint() {
      return new Taps(-sign, -first, /* source= */ target, /* target= */ source);
    }

    int offset(int tap) {
      return first + sign * tap;
    }
  }

  private Taps forward() {
    return new Taps(1, padding.firstTap(), side, outputSide());
  }

  /**
   * Writes a block of {@code P} as a (count x width) matrix, from row {@code first} and the first
   * column of channel {@code channel} on: row (u, v, s), column (i, a, b) of {@code P} is {@code
   * X[s, i, u + offset(a), v + offset(b)]}.
   */
  private void copyPatches(
      Taps taps, R064Store maps, int channel, int first, int count, double[] patches, int width) {
    int samples = maps.getRowDim();
    for (int k = 0; k < width; k++) {
      int map = (channel + k / square()) * taps.source;
      int down = taps.offset(k / kernelSide % kernelSide);
      int right = taps.offset(k % kernelSide);
      Lines lines = new Lines(maps.data, samples, taps, first, first + count, patches, k * count);
      for (int u = first / (taps.target * samples);
          u < taps.target && u * taps.target * samples < first + count;
          u++) {
        if (padding.isCircular()) {
          // A line of the target is two runs of one line of the map: before and after it wraps.
          int line = map + Math.floorMod(u + down, side);
          int shift = Math.floorMod(right, side);
          lines.copy(u, 0, side - shift, line, shift);
          lines.copy(u, side - shift, side, line, shift - side);
        } else if (u + down < 0 || u + down >= taps.source) {
          lines.clear(u, 0, taps.target);
        } else {
          int from = Math.min(taps.target, Math.max(0, -right));
          int to = Math.max(from, Math.min(taps.target, taps.source - right));
          lines.clear(u, 0, from);
          lines.copy(u, from, to, map + u + down, right);
          lines.clear(u, to, taps.target);
        }
      }
    }
  }

  /**
   * Parts of a column of {@code P} of which only the rows {@code first} to {@code end - 1} exist.
   *
   * @param at where in {@code patches} the first of them is
   */
  private record Lines(
      double[] maps, int samples, Taps taps, int first, int end, double[] patches, int at) {
    /** Columns {@code from} to {@code to - 1} of line u, from the same of a map's line, shifted. */
    void copy(int u, int from, int to, int line, int shift) {
      int start = u * taps.target * samples;
      int low = Math.max(first, start + from * samples);
      int high = Math.min(end, start + to * samples);
      if (low < high) {
        int source = line * taps.source * samples + low - start + shift * samples;
        System.arraycopy(maps, source, patches, at + low - first, high - low);
      }
    }

    void clear(int u, int from, int to) {
      int start = u * taps.target * samples;
      int low = Math.max(first, start + from * samples);
      int high = Math.min(end, start + to * samples);
      if (low < high) {
        Arrays.fill(patches, at + low - first, at + high - first, 0);
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
