package io.github.widesweep.network;

import static io.github.widesweep.InvalidValueException.require;

import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/**
 * A circular convolution layer {@code X -> [phi(K * X + b)]} (Appendix B.2) on square maps; see
 * {@link CircularConvolution} for the formula, the order of numbers in samples, and kernels that
 * are larger than the map.
 *
 * @param kernels {@code K} as a d_out x (d_in q^2) matrix: entry (o, (i q + a) q + b) is {@code
 *     K[o,i,a,b]}, so an output filter is a row and an input filter q^2 neighbouring columns
 * @param kernelSide {@code q}, at least 1
 * @param side {@code r}, the maps' number of rows and of columns, at least 1
 * @param bias one number per output channel; empty in the paper's networks
 * @param radius radius of the ball outputs, all channels together, are projected onto, infinite for
 *     none
 */
public record Convolution(
    R064Store kernels,
    int kernelSide,
    int side,
    Optional<double[]> bias,
    Activation activation,
    double radius)
    implements Layer {
  public Convolution {
    require(kernelSide >= 1, "kernelSide", kernelSide, "at least 1");
    long square = (long) kernelSide * kernelSide;
    require(
        kernels.getRowDim() > 0 && kernels.getColDim() > 0 && kernels.getColDim() % square == 0,
        "kernels",
        kernels.getRowDim() + " x " + kernels.getColDim(),
        "at least one row, and columns a multiple of " + square + ", kernelSide squared");
    if (bias.isPresent()) {
      int length = bias.get().length;
      require(
          length == kernels.getRowDim(),
          "bias",
          length,
          kernels.getRowDim() + " numbers, one an output channel");
    }
    require(radius > 0, "radius", radius, "a positive number");
    shape(kernels, kernelSide, side);
  }

  /** A layer without bias or projection, as in the paper. */
  public Convolution(R064Store kernels, int kernelSide, int side, Activation activation) {
    this(kernels, kernelSide, side, Optional.empty(), activation, Double.POSITIVE_INFINITY);
  }

  /** The layer's linear map, for any kernels of this shape. */
  public CircularConvolution shape() {
    return shape(kernels, kernelSide, side);
  }

  private static CircularConvolution shape(R064Store kernels, int kernelSide, int side) {
    int inputChannels = kernels.getColDim() / (kernelSide * kernelSide);
    return new CircularConvolution(inputChannels, kernels.getRowDim(), kernelSide, side);
  }

  /** {@code d_in}. */
  public int inputChannels() {
    return shape().inputChannels();
  }

  /** {@code d_out}. */
  public int outputChannels() {
    return kernels.getRowDim();
  }

  /** {@code d_in r^2}. */
  @Override
  public int inputs() {
    return shape().inputs();
  }

  /** {@code d_out r^2}. */
  @Override
  public int outputs() {
    return shape().outputs();
  }

  /** The same layer with other kernels of the same shape. */
  public Convolution withKernels(R064Store other) {
    return new Convolution(other, kernelSide, side, bias, activation, radius);
  }

  /** The same layer, its outputs projected onto the ball of this radius. */
  public Convolution withRadius(double other) {
    return new Convolution(kernels, kernelSide, side, bias, activation, other);
  }

  @Override
  public R064Store preactivations(R064Store inputs) {
    R064Store result = LinearAlgebra.zeros(inputs.getRowDim(), outputs());
    shape().apply(kernels, inputs, result);
    bias.ifPresent(b -> LinearAlgebra.addToUnits(result, b));
    return result;
  }

  /**
   * {@code W(K)^T g} for each sample, (samples x outputs) to (samples x inputs): the derivative by
   * the layer's inputs from that by its pre-activations.
   */
  public R064Store adjoint(R064Store gradient) {
    R064Store result = LinearAlgebra.zeros(gradient.getRowDim(), inputs());
    shape().applyAdjoint(kernels, gradient, result);
    return result;
  }

  /**
   * {@code ||W(K)||} by Lemma 13: the largest operator norm of the d_out x d_in matrices of DFT
   * values at the r^2 frequencies. 0 for zero kernels; NaN if an entry is not finite.
   */
  @Override
  public double operatorNorm() {
    return ConvolutionSpectrum.operatorNorm(kernels, shape());
  }

  /**
   * The operator norms of the circulant blocks of {@code W(K)}, d_out x d_in: each the largest
   * modulus of its kernel's DFT (Lemma 14).
   */
  public R064Store blockNorms() {
    return ConvolutionSpectrum.blockNorms(kernels, shape());
  }

  /**
   * {@code ||K||_inf}. Where a kernel is larger than the map, entries of {@code W(K)} are sums of
   * several of the kernel's, and may be larger.
   */
  @Override
  public double maxAbsWeight() {
    return LinearAlgebra.maxAbs(kernels);
  }

  @Override
  public long parameters() {
    return (long) kernels.data.length + bias.map(b -> b.length).orElse(0);
  }
}
