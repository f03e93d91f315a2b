package io.github.widesweep.network;

import static io.github.widesweep.InvalidValueException.require;

import java.util.Arrays;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/**
 * A dense layer {@code x -> [phi(W x + b)]}.
 *
 * @param weights {@code W_l}, outputs x inputs
 * @param bias one number per output; empty in the paper's networks, carried along and never
 *     compressed in people's own
 * @param radius radius of the ball outputs are projected onto, infinite for none
 */
public record Dense(
    R064Store weights, Optional<double[]> bias, Activation activation, double radius)
    implements Layer {
  public Dense {
    require(
        weights.getRowDim() > 0 && weights.getColDim() > 0,
        "weights",
        weights.getRowDim() + " x " + weights.getColDim(),
        "at least one row and one column");
    if (bias.isPresent()) {
      int length = bias.get().length;
      require(
          length == weights.getRowDim(),
          "bias",
          length,
          weights.getRowDim() + " numbers, one an output");
    }
    require(radius > 0, "radius", radius, "a positive number");
  }

  /** A layer without bias or projection, as in the paper. */
  public Dense(R064Store weights, Activation activation) {
    this(weights, Optional.empty(), activation, Double.POSITIVE_INFINITY);
  }

  @Override
  public int inputs() {
    return weights.getColDim();
  }

  @Override
  public int outputs() {
    return weights.getRowDim();
  }

  @Override
  public int inputUnits() {
    return inputs();
  }

  @Override
  public int outputUnits() {
    return outputs();
  }

  /** The same layer with other weights of the same shape. */
  public Dense withWeights(R064Store other) {
    return withWeights(other, bias);
  }

  @Override
  public Dense withWeights(R064Store other, Optional<double[]> otherBias) {
    return new Dense(other, otherBias, activation, radius);
  }

  @Override
  public Dense withRadius(double other) {
    return new Dense(weights, bias, activation, other);
  }

  @Override
  public R064Store preactivations(R064Store inputs) {
    R064Store result = LinearAlgebra.timesTransposed(inputs, weights);
    bias.ifPresent(b -> LinearAlgebra.addToUnits(result, b));
    return result;
  }

  @Override
  public R064Store adjoint(R064Store outputs) {
    return LinearAlgebra.times(outputs, weights);
  }

  @Override
  public R064Store contribution(int block, int blocks, R064Store inputs) {
    int width = inputs() / blocks;
    int from = block * width * outputs();
    R064Store columns =
        R064Store.wrap(Arrays.copyOfRange(weights.data, from, from + width * outputs()), outputs());
    return LinearAlgebra.timesTransposed(inputs, columns);
  }

  /** Of a single column the contribution has rank one: {@code |x w|^2 = x^2 |w|^2}. */
  @Override
  public double energy(int block, int blocks, R064Store inputs) {
    return blocks == inputs()
        ? LinearAlgebra.meanSquaredLength(inputs) * squaredColumn(block)
        : Layer.super.energy(block, blocks, inputs);
  }

  private double squaredColumn(int column) {
    int from = column * outputs();
    return LinearAlgebra.blas().ddot(outputs(), weights.data, from, 1, weights.data, from, 1);
  }

  @Override
  public long multiplyAdds() {
    return weights.data.length;
  }

  @Override
  public double operatorNorm() {
    return LinearAlgebra.operatorNorm(weights);
  }
}
