package io.github.widesweep.network;

import java.util.Arrays;
import org.ojalgo.matrix.store.R064Store;

/**
 * Norms of a circular convolution from its values in frequency space: at frequency (f, g), {@code
 * Khat[o,i] = sum_{a,b} K[o,i,a,b] e^{2 pi i (f (a+1) + g (b+1)) / r}} (Lemma 13). A block of
 * {@code W(K)} is diagonal there, so the whole matrix falls apart into r^2 matrices of d_out x
 * d_in.
 *
 * <p>Kernels are real, so frequencies (f, g) and (-f, -g) have conjugate matrices of equal norms:
 * one of each pair is looked at.
 */
final class ConvolutionSpectrum {
  private final R064Store kernels;
  private final ConvolutionMap shape;
  private final double[] cosines;
  private final double[] sines;
  private final double[] real;
  private final double[] imaginary;

  private ConvolutionSpectrum(R064Store kernels, ConvolutionMap shape) {
    this.kernels = kernels;
    this.shape = shape;
    this.cosines = new double[shape.side()];
    this.sines = new double[shape.side()];
    for (int k = 0; k < shape.side(); k++) {
      cosines[k] = Math.cos(2 * Math.PI * k / shape.side());
      sines[k] = Math.sin(2 * Math.PI * k / shape.side());
    }
    this.real = new double[shape.outputChannels() * shape.inputChannels()];
    this.imaginary = new double[real.length];
  }

  /** See {@link Convolution#operatorNorm()}. */
  static double operatorNorm(R064Store kernels, ConvolutionMap shape) {
    double scale = LinearAlgebra.maxAbs(kernels);
    if (scale == 0 || Double.isNaN(scale)) {
      return scale;
    }
    if (Double.isInfinite(scale)) {
      return Double.NaN;
    }
    // Scaled so that the squares below neither overflow nor vanish.
    R064Store scaled = kernels.copy();
    for (int i = 0; i < scaled.data.length; i++) {
      scaled.data[i] /= scale;
    }
    return scale * new ConvolutionSpectrum(scaled, shape).largestNorm();
  }

  /** See {@link Convolution#blockNorms()}. */
  static R064Store blockNorms(R064Store kernels, ConvolutionMap shape) {
    return new ConvolutionSpectrum(kernels, shape).largestModuli();
  }

  private double largestNorm() {
    double largest = 0;
    for (int f = 0; f < shape.side(); f++) {
      for (int g = 0; g < shape.side(); g++) {
        if (isFirstOfPair(f, g)) {
          transform(f, g);
          // The Frobenius norm is an upper bound, and cheap.
          if (frobenius() > largest) {
            largest = Math.max(largest, LinearAlgebra.operatorNorm(embedded()));
          }
        }
      }
    }
    return largest;
  }

  private R064Store largestModuli() {
    R064Store norms = LinearAlgebra.zeros(shape.outputChannels(), shape.inputChannels());
    for (int f = 0; f < shape.side(); f++) {
      for (int g = 0; g < shape.side(); g++) {
        if (isFirstOfPair(f, g)) {
          transform(f, g);
          for (int i = 0; i < real.length; i++) {
            norms.data[i] = Math.max(norms.data[i], Math.hypot(real[i], imaginary[i]));
          }
        }
      }
    }
    return norms;
  }

  private boolean isFirstOfPair(int f, int g) {
    int r = shape.side();
    int otherF = (r - f) % r;
    int otherG = (r - g) % r;
    return f < otherF || (f == otherF && g <= otherG);
  }

  /** Writes the DFT values at a frequency, d_out x d_in, column-major. */
  private void transform(int f, int g) {
    Arrays.fill(real, 0);
    Arrays.fill(imaginary, 0);
    int q = shape.kernelSide();
    int rows = shape.outputChannels();
    for (int k = 0; k < shape.taps(); k++) {
      long turn = (long) f * (k / q % q + 1) + (long) g * (k % q + 1);
      double cosine = cosines[(int) (turn % shape.side())];
      double sine = sines[(int) (turn % shape.side())];
      int block = k / (q * q) * rows;
      for (int o = 0; o < rows; o++) {
        double weight = kernels.data[k * rows + o];
        real[block + o] += cosine * weight;
        imaginary[block + o] += sine * weight;
      }
    }
  }

  private double frobenius() {
    double sum = 0;
    for (int i = 0; i < real.length; i++) {
      sum += real[i] * real[i] + imaginary[i] * imaginary[i];
    }
    return Math.sqrt(sum);
  }

  /** The real matrix ((A, -B), (B, A)), whose singular values are those of A + iB, each twice. */
  private R064Store embedded() {
    int rows = shape.outputChannels();
    int columns = shape.inputChannels();
    R064Store matrix = LinearAlgebra.zeros(2 * rows, 2 * columns);
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        double a = real[j * rows + i];
        double b = imaginary[j * rows + i];
        matrix.set(i, j, a);
        matrix.set(rows + i, columns + j, a);
        matrix.set(rows + i, j, b);
        matrix.set(i, columns + j, -b);
      }
    }
    return matrix;
  }
}
