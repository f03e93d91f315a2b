package io.github.widesweep.training;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import java.util.List;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/** A dense layer in training: {@code A = X W^T + 1 b^T}. */
final class TrainableDense implements TrainableLayer {
  private final Activation activation;
  private final R064Store weights;
  private final R064Store weightGradient;

  /** Empty without bias. */
  private final double[] bias;

  private final double[] biasGradient;

  TrainableDense(Dense layer) {
    activation = layer.activation();
    weights = layer.weights().copy();
    weightGradient = LinearAlgebra.zeros(layer.outputs(), layer.inputs());
    bias = layer.bias().map(double[]::clone).orElse(new double[0]);
    biasGradient = new double[bias.length];
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
  public Activation activation() {
    return activation;
  }

  @Override
  public List<double[]> parameters() {
    return List.of(weights.data, bias);
  }

  @Override
  public List<double[]> gradients() {
    return List.of(weightGradient.data, biasGradient);
  }

  @Override
  public void forward(R064Store inputs, R064Store preactivations) {
    int rows = inputs.getRowDim();
    // (rows x inputs)(outputs x inputs)^T
    gemm("N", "T", rows, outputs(), inputs(), inputs, weights, preactivations);
    LinearAlgebra.addToUnits(preactivations, bias);
  }

  @Override
  public void backward(R064Store inputs, R064Store gradient) {
    int rows = inputs.getRowDim();
    // (rows x outputs)^T(rows x inputs)
    gemm("T", "N", outputs(), inputs(), rows, gradient, inputs, weightGradient);
    LinearAlgebra.sumUnits(gradient, biasGradient);
  }

  @Override
  public void backwardToInputs(R064Store gradient, R064Store inputGradient) {
    // (rows x outputs)(outputs x inputs)
    gemm("N", "N", gradient.getRowDim(), inputs(), outputs(), gradient, weights, inputGradient);
  }

  private static void gemm(
      String transA, String transB, int m, int n, int k, R064Store a, R064Store b, R064Store c) {
    int lda = a.getRowDim();
    int ldb = b.getRowDim();
    LinearAlgebra.blas()
        .dgemm(transA, transB, m, n, k, 1.0, a.data, lda, b.data, ldb, 0.0, c.data, m);
  }

  @Override
  public Layer toLayer() {
    Optional<double[]> biases = bias.length == 0 ? Optional.empty() : Optional.of(bias.clone());
    return new Dense(weights.copy(), biases, activation, Double.POSITIVE_INFINITY);
  }
}
