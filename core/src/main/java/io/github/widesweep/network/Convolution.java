package io.github.widesweep.network;

import static io.github.widesweep.InvalidValueException.require;

import java.util.Arrays;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/**
 * A convolution layer {@code X -> [phi(K * X + b)]} (Appendix B.2) on square maps; see {@link
 * ConvolutionMap} for the formula, the order of numbers in samples, padding, and weights that are
 * larger than the map.
 *
 * @param weights {@code K} as a d_out x (d_in q^2) matrix: entry (o, (i q + a) q + b) is {@code
 *     K[o,i,a,b]}, so an output filter is a row and an input filter q^2 neighbouring columns
 * @param kernelSide {@code q}, 1 to 1024
 * @param side {@code r}, the input maps' number of rows and of columns, at least 1
 * @param padding what lies beyond their edges: circular in the paper
 * @param bias one number per output channel; empty in the paper's networks
 * @param radius radius of the ball outputs, all channels together, are projected onto, infinite for
 *     none
 */
public record Convolution(
    R064Store weights,
    int kernelSide,
    int side,
    Padding padding,
    Optional<double[]> bias,
    Activation activation,
    double radius)
    implements Layer {
  public Convolution {
    require(kernelSide >= 1, "kernelSide", kernelSide, "at least 1");
    long square = (long) kernelSide * kernelSide;
    require(
        weights.getRowDim() > 0 && weights.getColDim() > 0 && weights.getColDim() % square == 0,
        "weights",
        weights.getRowDim() + " x " + weights.getColDim(),
        "at least one row, and columns a multiple of " + square + ", kernelSide squared");
    if (bias.isPresent()) {
      int length = bias.get().length;
      require(
          length == weights.getRowDim(),
          "bias",
          length,
          weights.getRowDim() + " numbers, one an output channel");
    }
    require(radius > 0, "radius", radius, "a positive number");
    shape(weights, kernelSide, side, padding);
  }

  /** A circular layer without bias or projection, as in the paper. */
  public Convolution(R064Store weights, int kernelSide, int side, Activation activation) {
    this(weights, kernelSide, side, Padding.CIRCULAR, activation);
  }

  /** The same with padding. */
  public Convolution(
      R064Store weights, int kernelSide, int side, Padding padding, Activation activation) {
    this(
        weights, kernelSide, side, padding, Optional.empty(), activation, Double.POSITIVE_INFINITY);
  }

  /** The layer's linear map, for any weights of this shape. */
  public ConvolutionMap shape() {
    return shape(weights, kernelSide, side, padding);
  }

  private static ConvolutionMap shape(
      R064Store weights, int kernelSide, int side, Padding padding) {
    int inputChannels = weights.getColDim() / (kernelSide * kernelSide);
    return new ConvolutionMap(inputChannels, weights.getRowDim(), kernelSide, side, padding);
  }

  /** {@code d_in}. */
  public int inputChannels() {
    return shape().inputChannels();
  }

  /** {@code d_out}. */
  public int outputChannels() {
    return weights.getRowDim();
  }

  /** The output maps' number of rows and of columns: {@code r} where maps wrap around. */
  public int outputSide() {
    return shape().outputSide();
  }

  /** {@code d_in r^2}. */
  @Override
  public int inputs() {
    return shape().inputs();
  }

  /** {@code d_out s^2}, {@code s} being {@link #outputSide}. */
  @Override
  public int outputs() {
    return shape().outputs();
  }

  /** The same layer with other weights of the same shape. */
  public Convolution withWeights(R064Store other) {
    return withWeights(other, bias);
  }

  /** Of fewer units where the weights' shape says so: d_in follows from the columns. */
  @Override
  public Convolution withWeights(R064Store other, Optional<double[]> otherBias) {
    return new Convolution(other, kernelSide, side, padding, otherBias, activation, radius);
  }

  @Override
  public Convolution withRadius(double other) {
    return new Convolution(weights, kernelSide, side, padding, bias, activation, other);
  }

  @Override
  public R064Store preactivations(R064Store inputs) {
    R064Store result = LinearAlgebra.zeros(inputs.getRowDim(), outputs());
    shape().apply(weights, inputs, result);
    bias.ifPresent(b -> LinearAlgebra.addToUnits(result, b));
    return result;
  }

  /**
   * {@code W(K)^T g} for each sample, (samples x outputs) to (samples x inputs): the derivative by
   * the layer's inputs from that by its pre-activations.
   */
  @Override
  public R064Store adjoint(R064Store gradient) {
    R064Store result = LinearAlgebra.zeros(gradient.getRowDim(), inputs());
    shape().applyAdjoint(weights, gradient, result);
    return result;
  }

  @Override
  public int inputUnits() {
    return inputChannels();
  }

  @Override
  public int outputUnits() {
    return outputChannels();
  }

  @Override
  public R064Store contribution(int block, int blocks, R064Store inputs) {
    int size = weights.data.length / blocks;
    double[] filters = Arrays.copyOfRange(weights.data, block * size, (block + 1) * size);
    return new Convolution(
            R064Store.wrap(filters, outputChannels()),
            kernelSide,
            side,
            padding,
            Activation.IDENTITY)
        .preactivations(inputs);
  }

  /** One multiplication per tap, position, input and output channel. */
  @Override
  public long multiplyAdds() {
    return (long) weights.data.length * outputSide() * outputSide();
  }

  /**
   * {@code ||W(K)||} by Lemma 13 where maps wrap around: the largest operator norm of the d_out x
   * d_in matrices of DFT values at the r^2 frequencies. With zeros an upper bound of it: that norm
   * for maps which are larger by the zeros, of whose matrix {@code W(K)} is a part, since a kernel
   * within the zeros never wraps. 0 for zero weights; NaN if an entry is not finite.
   */
  @Override
  public double operatorNorm() {
    return ConvolutionSpectrum.operatorNorm(weights, enclosing());
  }

  /**
   * The operator norms of the blocks of {@code W(K)}, d_out x d_in: each the largest modulus of its
   * kernel's DFT (Lemma 14), with zeros an upper bound as in {@link #operatorNorm}.
   */
  public R064Store blockNorms() {
    return ConvolutionSpectrum.blockNorms(weights, enclosing());
  }

  /** The circular map that this one is a part of, up to a shift. */
  private ConvolutionMap enclosing() {
    return new ConvolutionMap(
        inputChannels(), outputChannels(), kernelSide, side + padding.before() + padding.after());
  }
}
