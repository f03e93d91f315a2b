package io.github.widesweep.training;

import io.github.widesweep.FieldChecks;
import io.github.widesweep.data.Task;
import java.io.Serializable;

/**
 * How networks are trained: mini-batch Adam (Kingma and Ba 2015, Algorithm 1).
 *
 * <p>Null given to the constructor stands for the default. Only {@code loss} stays null then, as
 * its default depends on the task: {@link #withDefaultLoss} fills it in.
 *
 * @param loss what is minimised; null until known
 * @param epochs passes over the training samples, at least 0, default 3
 * @param batchSize samples per step, at least 1, default 64; the last batch of an epoch is smaller
 *     where it does not divide the number of samples
 * @param learningRate step size, positive, default 0.001
 * @param beta1 decay of the first moment, in [0, 1), default 0.9
 * @param beta2 decay of the second moment, in [0, 1), default 0.999
 * @param epsilon added to the root of the second moment, positive, default 1e-8
 */
public record TrainingSpec(
    Loss loss,
    Integer epochs,
    Integer batchSize,
    Double learningRate,
    Double beta1,
    Double beta2,
    Double epsilon)
    implements Serializable {
  public TrainingSpec {
    epochs = epochs == null ? Integer.valueOf(3) : epochs;
    batchSize = batchSize == null ? Integer.valueOf(64) : batchSize;
    learningRate = learningRate == null ? Double.valueOf(1e-3) : learningRate;
    beta1 = beta1 == null ? Double.valueOf(0.9) : beta1;
    beta2 = beta2 == null ? Double.valueOf(0.999) : beta2;
    epsilon = epsilon == null ? Double.valueOf(1e-8) : epsilon;
    FieldChecks checks = new FieldChecks();
    checks.that(epochs >= 0, "epochs", epochs, "a whole number of at least 0");
    checks.that(batchSize >= 1, "batch_size", batchSize, "a whole number of at least 1");
    checks.that(isPositive(learningRate), "learning_rate", learningRate, "a finite number above 0");
    checks.that(beta1 >= 0 && beta1 < 1, "beta1", beta1, "a number in [0, 1)");
    checks.that(beta2 >= 0 && beta2 < 1, "beta2", beta2, "a number in [0, 1)");
    checks.that(isPositive(epsilon), "epsilon", epsilon, "a finite number above 0");
    checks.done();
  }

  /** All defaults. */
  public static TrainingSpec withDefaults(Loss loss) {
    return new TrainingSpec(loss, null, null, null, null, null, null);
  }

  /** The same with the task's usual loss where none is given: MSE, cross-entropy for classes. */
  public TrainingSpec withDefaultLoss(Task task) {
    if (loss != null) {
      return this;
    }
    Loss usual = task == Task.CLASSIFICATION ? Loss.CROSS_ENTROPY : Loss.MSE;
    return new TrainingSpec(usual, epochs, batchSize, learningRate, beta1, beta2, epsilon);
  }

  private static boolean isPositive(double value) {
    return value > 0 && value < Double.POSITIVE_INFINITY;
  }
}
