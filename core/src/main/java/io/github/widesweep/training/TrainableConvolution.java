package io.github.widesweep.training;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.ConvolutionMap;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import java.util.List;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/** A convolution layer in training; its sizes are those of the flattened maps. */
final class TrainableConvolution implements TrainableLayer {
  private final ConvolutionMap shape;
  private final Activation activation;
  private final R064Store kernels;
  private final R064Store kernelGradient;

  /** One an output channel; empty without bias. */
  private final double[] bias;

  private final double[] biasGradient;

  TrainableConvolution(Convolution layer) {
    shape = layer.shape();
    activation = layer.activation();
    kernels = layer.weights().copy();
    kernelGradient = LinearAlgebra.zeros(kernels.getRowDim(), kernels.getColDim());
    bias = layer.bias().map(double[]::clone).orElse(new double[0]);
    biasGradient = new double[bias.length];
  }

  @Override
  public int inputs() {
    return shape.inputs();
  }

  @Override
  public int outputs() {
    return shape.outputs();
  }

  @Override
  public Activation activation() {
    return activation;
  }

  @Override
  public List<double[]> parameters() {
    return List.of(kernels.data, bias);
  }

  @Override
  public List<double[]> gradients() {
    return List.of(kernelGradient.data, biasGradient);
  }

  @Override
  public void forward(R064Store inputs, R064Store preactivations) {
    shape.apply(kernels, inputs, preactivations);
    LinearAlgebra.addToUnits(preactivations, bias);
  }

  @Override
  public void backward(R064Store inputs, R064Store gradient) {
    shape.kernelAdjoint(inputs, gradient, kernelGradient);
    LinearAlgebra.sumUnits(gradient, biasGradient);
  }

  @Override
  public void backwardToInputs(R064Store gradient, R064Store inputGradient) {
    shape.applyAdjoint(kernels, gradient, inputGradient);
  }

  @Override
  public Layer toLayer() {
    Optional<double[]> biases = bias.length == 0 ? Optional.empty() : Optional.of(bias.clone());
    return new Convolution(
        kernels.copy(),
        shape.kernelSide(),
        shape.side(),
        shape.padding(),
        biases,
        activation,
        Double.POSITIVE_INFINITY);
  }
}
