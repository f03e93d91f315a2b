package io.github.widesweep.training;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LinearAlgebra;
import org.ojalgo.matrix.store.R064Store;

/** The value of a loss over a batch, and its gradient; all matrices are samples x outputs. */
enum BatchLoss {
  MSE {
    @Override
    double mean(R064Store logits, R064Store outputs, R064Store targets) {
      return LinearAlgebra.meanSquaredDistance(outputs, targets);
    }

    @Override
    void gradient(
        Activation activation,
        R064Store logits,
        R064Store outputs,
        R064Store targets,
        R064Store gradient) {
      double factor = 2.0 / targets.getRowDim();
      for (int i = 0; i < gradient.data.length; i++) {
        gradient.data[i] = factor * (outputs.data[i] - targets.data[i]);
      }
      activation.multiplyByDerivative(logits.data, outputs.data, gradient.data);
    }
  },
  /** For one-hot targets and softmax outputs. */
  CROSS_ENTROPY {
    @Override
    double mean(R064Store logits, R064Store outputs, R064Store targets) {
      int rows = logits.getRowDim();
      boolean probabilities = sumToOne(outputs);
      double[] logSums = probabilities ? null : Activation.logSumExp(logits);
      double sum = 0;
      for (int i = 0; i < logits.data.length; i++) {
        if (targets.data[i] == 1) {
          if (logSums == null && !(outputs.data[i] >= TINY)) {
            logSums = Activation.logSumExp(logits);
          }
          sum +=
              probabilities && outputs.data[i] >= TINY
                  ? -Math.log(outputs.data[i])
                  : logSums[i % rows] - logits.data[i];
        }
      }
      return sum / rows;
    }

    @Override
    void gradient(
        Activation activation,
        R064Store logits,
        R064Store outputs,
        R064Store targets,
        R064Store gradient) {
      // Softmax and cross-entropy together: p - y.
      double factor = 1.0 / targets.getRowDim();
      for (int i = 0; i < gradient.data.length; i++) {
        gradient.data[i] = factor * (outputs.data[i] - targets.data[i]);
      }
    }
  };

  /** Probabilities sum to 1 up to this; projected ones do not. */
  private static final double ROUNDING = 1e-12;

  /** Smaller probabilities have lost digits. */
  private static final double TINY = 1e-300;

  /** Whether each row is a softmax's probabilities, which the loss then need not compute again. */
  private static boolean sumToOne(R064Store outputs) {
    int rows = outputs.getRowDim();
    double[] sums = new double[rows];
    for (int i = 0; i < outputs.data.length; i += rows) {
      for (int s = 0; s < rows; s++) {
        sums[s] += outputs.data[i + s];
      }
    }
    for (double sum : sums) {
      if (!(Math.abs(sum - 1) <= ROUNDING)) {
        return false;
      }
    }
    return true;
  }

  static BatchLoss of(Loss loss) {
    return switch (loss) {
      case MSE -> MSE;
      case CROSS_ENTROPY -> CROSS_ENTROPY;
    };
  }

  /** Mean loss over the samples. */
  abstract double mean(R064Store logits, R064Store outputs, R064Store targets);

  /** Writes to {@code gradient} the derivative of the mean loss by the logits. */
  abstract void gradient(
      Activation activation,
      R064Store logits,
      R064Store outputs,
      R064Store targets,
      R064Store gradient);
}
