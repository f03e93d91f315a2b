package io.github.widesweep.bound;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Padding;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/**
 * Everything a bound uses of one layer. The layer's linear map is a matrix of square blocks: a
 * dense layer has blocks of size 1, a circular convolution over {@code r x r} maps blocks of size
 * {@code r^2}, one for every pair of an output and an input filter (Lemma 13). So has one with
 * zeros that keeps the maps' size; where it does not, a pair's block is made of several.
 *
 * @param inputs {@code n_l}, for convolutions {@code d_l r^2}
 * @param outputs {@code n_{l+1}}, for convolutions {@code d_{l+1} r^2}
 * @param block block size {@code b}, a divisor of both
 * @param kernelSide {@code q} of a convolution with {@code q x q} kernels; 1 for a dense layer
 * @param padding padding of a convolution; no zeros for a dense layer
 * @param sigma {@code sigma_l}, the operator norm, or an upper bound of it
 * @param nu {@code nu_l}, the largest operator norm of a block: the largest absolute weight of a
 *     dense layer, the largest modulus of any kernel's discrete Fourier transform of a convolution
 *     (Lemma 14)
 * @param absoluteNorm the operator norm of the matrix of absolute weights, at least {@code sigma}
 * @param c2 this layer's {@code c_2} of Assumption 1: {@code nu_l sqrt(max(n_l, n_{l+1}))}, for
 *     convolutions {@code ||K||_inf q sqrt(max(d_l, d_{l+1}))}
 * @param biasNorm {@code ||b_l||}; 0 in the paper's networks
 * @param activation {@code phi_l}
 * @param radius radius of the ball that the dense network's own outputs are projected onto,
 *     infinite for none
 */
public record LayerConstants(
    long inputs,
    long outputs,
    int block,
    int kernelSide,
    Padding padding,
    double sigma,
    double nu,
    double absoluteNorm,
    double c2,
    double biasNorm,
    Activation activation,
    double radius) {
  private static final String FINITE = "a finite number of at least 0";

  public LayerConstants {
    require(block >= 1, "block", block, "a whole number of at least 1");
    require(
        inputs >= 1 && inputs % block == 0, "inputs", inputs, "a positive multiple of " + block);
    require(
        outputs >= 1 && outputs % block == 0,
        "outputs",
        outputs,
        "a positive multiple of " + block);
    require(kernelSide >= 1, "kernel_side", kernelSide, "a whole number of at least 1");
    require(finite(sigma), "sigma", sigma, FINITE);
    require(finite(nu), "nu", nu, FINITE);
    require(finite(absoluteNorm), "absolute_norm", absoluteNorm, FINITE);
    require(finite(c2), "c2", c2, FINITE);
    require(finite(biasNorm), "bias_norm", biasNorm, FINITE);
    require(radius > 0, "radius", radius, "a positive number");
  }

  private static boolean finite(double value) {
    return value >= 0 && value < Double.POSITIVE_INFINITY;
  }

  /**
   * Measures a layer.
   *
   * @throws io.github.widesweep.InvalidValueException if a weight is not finite
   */
  public static LayerConstants of(Layer layer) {
    if (layer instanceof Convolution convolution) {
      return ofConvolution(convolution);
    }
    return ofDense((Dense) layer);
  }

  /**
   * A layer's {@code c_2} of Assumption 1: {@code nu_l sqrt(max(n_l, n_{l+1}))}, for convolutions
   * {@code ||K||_inf q sqrt(max(d_l, d_{l+1}))}.
   */
  public static double c2(Layer layer) {
    double units = Math.max(layer.inputUnits(), layer.outputUnits());
    int q = layer instanceof Convolution convolution ? convolution.kernelSide() : 1;
    return layer.maxAbsWeight() * q * Math.sqrt(units);
  }

  private static LayerConstants ofConvolution(Convolution convolution) {
    int common = greatestCommonDivisor(convolution.side(), convolution.outputSide());
    int block = common * common;
    return new LayerConstants(
        convolution.inputs(),
        convolution.outputs(),
        block,
        convolution.kernelSide(),
        convolution.padding(),
        convolution.operatorNorm(),
        LinearAlgebra.maxAbs(convolution.blockNorms()),
        convolution.withWeights(absolute(convolution.weights())).operatorNorm(),
        c2(convolution),
        // Every position of a map has its filter's bias.
        convolution.outputSide() * length(convolution.bias()),
        convolution.activation(),
        convolution.radius());
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  private static LayerConstants ofDense(Dense dense) {
    return new LayerConstants(
        dense.inputs(),
        dense.outputs(),
        1,
        1,
        Padding.zero(0, 0),
        dense.operatorNorm(),
        dense.maxAbsWeight(),
        LinearAlgebra.operatorNorm(absolute(dense.weights())),
        c2(dense),
        length(dense.bias()),
        dense.activation(),
        dense.radius());
  }

  private static double length(Optional<double[]> bias) {
    double sum = 0;
    for (double b : bias.orElse(new double[0])) {
      sum += b * b;
    }
    return Math.sqrt(sum);
  }

  private static R064Store absolute(R064Store matrix) {
    R064Store result = matrix.copy();
    for (int i = 0; i < result.data.length; i++) {
      result.data[i] = Math.abs(result.data[i]);
    }
    return result;
  }

  /** Whether there are taps beyond the edges of maps, and these do not wrap around. */
  boolean isZeroPadded() {
    return kernelSide > 1 && !padding.isCircular();
  }

  /** Whether the bounds for single weights, Propositions 18, 19, 21 and 22, apply. */
  boolean isDense() {
    return block == 1 && kernelSide == 1;
  }

  /**
   * The same map seen in blocks of another size, with an upper bound of its largest block norm. A
   * layer whose outputs are no multiple is padded with rows of zeros, which change nothing. A piece
   * of a block has no larger norm than the block; larger blocks of a dense layer are bounded by
   * their Frobenius norm and by {@code sigma}.
   */
  LayerConstants inBlocksOf(int size) {
    if (size == block) {
      return this;
    }
    long rows = Math.floorDiv(outputs + size - 1, size) * size;
    long columns = Math.floorDiv(inputs + size - 1, size) * size;
    double entries = (double) size * Math.min(size, outputs);
    double largest = size < block ? nu : Math.min(sigma, nu * Math.sqrt(entries));
    return new LayerConstants(
        columns,
        rows,
        size,
        kernelSide,
        padding,
        sigma,
        largest,
        absoluteNorm,
        c2,
        biasNorm,
        activation,
        radius);
  }

  /**
   * The constants of a layer of another size with the same {@code sigma}, {@code c2}, bias norm and
   * activation: {@code nu} shrinks like {@code 1 / sqrt(max(n_l, n_{l+1}))}. The norm of absolute
   * weights takes the largest value that these constants allow, {@code min(nu sqrt(n_l n_{l+1}),
   * sigma sqrt(min(n_l, n_{l+1})))}.
   */
  LayerConstants resized(long newInputs, long newOutputs) {
    double shrink = Math.sqrt((double) Math.max(inputs, outputs) / Math.max(newInputs, newOutputs));
    double resizedNu = Math.min(nu * shrink, sigma);
    double root = Math.sqrt((double) newInputs) * Math.sqrt((double) newOutputs);
    double narrow = Math.sqrt((double) Math.min(newInputs, newOutputs));
    return new LayerConstants(
        newInputs,
        newOutputs,
        block,
        kernelSide,
        padding,
        sigma,
        resizedNu,
        Math.min(resizedNu * root, sigma * narrow),
        c2,
        biasNorm,
        activation,
        radius);
  }
}
