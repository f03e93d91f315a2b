package io.github.widesweep.network;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ojalgo.matrix.store.R064Store;

/** Networks word for word (1): one sample at a time, plain loops, the JDK's own functions. */
public final class LiteralNetwork {
  private LiteralNetwork() {}

  /** {@code W x + b}. */
  static double[] preactivations(Layer layer, double[] x) {
    R064Store weights =
        layer instanceof Convolution convolution
            ? ExplicitConvolution.matrix(convolution)
            : layer.weights();
    double[] bias = layer.bias().orElse(new double[layer.outputUnits()]);
    int share = layer.outputs() / layer.outputUnits();
    double[] a = new double[layer.outputs()];
    for (int i = 0; i < a.length; i++) {
      a[i] = bias[i / share];
      for (int j = 0; j < x.length; j++) {
        a[i] += weights.doubleValue(i, j) * x[j];
      }
    }
    return a;
  }

  /** {@code phi(a)} of a whole sample. */
  static double[] activate(Activation activation, double[] a) {
    if (activation == Activation.SOFTMAX) {
      double largest = Arrays.stream(a).max().orElseThrow();
      double sum = Arrays.stream(a).map(v -> Math.exp(v - largest)).sum();
      return Arrays.stream(a).map(v -> Math.exp(v - largest) / sum).toArray();
    }
    return Arrays.stream(a).map(v -> value(activation, v)).toArray();
  }

  private static double value(Activation activation, double a) {
    return switch (activation) {
      case IDENTITY -> a;
      case RELU -> a > 0 ? a : 0;
      case TANH -> Math.tanh(a);
      case SIGMOID -> 1 / (1 + Math.exp(-a));
      case CENTERED_SIGMOID -> 1 / (1 + Math.exp(-a)) - 0.5;
      case SOFTPLUS -> a > 30 ? a : Math.log1p(Math.exp(a));
      case SOFTMAX -> throw new IllegalArgumentException();
    };
  }

  /** {@code [phi(a)]}: back onto the ball where that has a radius. */
  static double[] outputs(Layer layer, double[] a) {
    double[] y = activate(layer.activation(), a);
    double length = Math.sqrt(Arrays.stream(y).map(v -> v * v).sum());
    return length > layer.radius()
        ? Arrays.stream(y).map(v -> v / length * layer.radius()).toArray()
        : y;
  }

  /** The last layer's pre-activations. */
  public static double[] logits(Network network, double[] x) {
    double[] z = x;
    for (int l = 1; l < network.depth(); l++) {
      z = outputs(network.layer(l), preactivations(network.layer(l), z));
    }
    return preactivations(network.layer(network.depth()), z);
  }

  /** {@code Phi(x)}. */
  public static double[] outputs(Network network, double[] x) {
    return outputs(network.layer(network.depth()), logits(network, x));
  }

  /** A function of every row. */
  public static double[][] eachRow(R064Store samples, UnaryOperator<double[]> function) {
    return IntStream.range(0, samples.getRowDim())
        .mapToObj(
            s ->
                IntStream.range(0, samples.getColDim())
                    .mapToDouble(j -> samples.doubleValue(s, j))
                    .toArray())
        .map(function)
        .toArray(double[][]::new);
  }
}
