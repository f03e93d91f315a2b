package io.github.widesweep.training;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import java.util.List;
import org.ojalgo.matrix.store.R064Store;

/**
 * A layer with its own numbers to change and the gradients of the last batch. Matrices have a row
 * per sample of a batch.
 */
interface TrainableLayer {
  /** A copy of a layer to train: the one place that knows which kinds of layers there are. */
  static TrainableLayer of(Layer layer) {
    if (layer instanceof Dense dense) {
      return new TrainableDense(dense);
    }
    return new TrainableConvolution((Convolution) layer);
  }

  int inputs();

  int outputs();

  Activation activation();

  /** The numbers that are trained; the same arrays every time. */
  List<double[]> parameters();

  /** The gradients of {@link #parameters()}, written by {@link #backward}; the same arrays. */
  List<double[]> gradients();

  /** Writes the pre-activations of these inputs. */
  void forward(R064Store inputs, R064Store preactivations);

  /**
   * Writes {@link #gradients()} from the derivative of the loss by the pre-activations.
   *
   * @param inputs what {@link #forward} was given
   */
  void backward(R064Store inputs, R064Store gradient);

  /** Writes the derivative of the loss by the inputs, from that by the pre-activations. */
  void backwardToInputs(R064Store gradient, R064Store inputGradient);

  /** A layer with a copy of the numbers as they are now. */
  Layer toLayer();
}
