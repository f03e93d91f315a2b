package io.github.widesweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.data.Samples;
import io.github.widesweep.data.Task;
import io.github.widesweep.network.Activation;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

class EvaluationTest {
  private static R064Store matrix(double[]... rows) {
    R064Store matrix = R064Store.FACTORY.make(rows.length, rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[0].length; j++) {
        matrix.data[j * rows.length + i] = rows[i][j];
      }
    }
    return matrix;
  }

  private static double[] row(double... values) {
    return values;
  }

  private static Evaluation regression(R064Store outputs, R064Store targets) {
    Samples samples = new Samples(R064Store.FACTORY.make(targets.getRowDim(), 1), targets);
    return Evaluation.of(outputs, outputs, samples, Task.REGRESSION, Loss.MSE);
  }

  private static Evaluation classification(R064Store logits, R064Store targets) {
    Samples samples = new Samples(R064Store.FACTORY.make(targets.getRowDim(), 1), targets);
    return Evaluation.of(
        logits, Activation.SOFTMAX.apply(logits), samples, Task.CLASSIFICATION, Loss.CROSS_ENTROPY);
  }

  @Test
  void regressionByHand() {
    // Residuals 1, 0, 1 and 0, 2, 0; the targets' squares about their means: 2 and 6.
    Evaluation evaluation =
        regression(
            matrix(row(2, 1), row(2, 3), row(2, 4)), matrix(row(1, 1), row(2, 1), row(3, 4)));
    assertThat(evaluation.loss()).isCloseTo(2, within(1e-15));
    assertThat(evaluation.metric()).isCloseTo(1 - 6.0 / 8, within(1e-15));
  }

  @Test
  void rSquaredIsOneForThePerfectAndZeroForTheMeanAndUndefinedForConstants() {
    R064Store targets = matrix(row(0.1), row(0.3), row(0.8));
    assertThat(regression(targets, targets).metric()).isEqualTo(1);
    assertThat(regression(matrix(row(0.4), row(0.4), row(0.4)), targets).metric())
        .isCloseTo(0, within(1e-12));
    R064Store constant = matrix(row(0.1), row(0.1), row(0.1));
    assertThat(regression(targets, constant).metric()).isNaN();
  }

  @Test
  void classificationByHand() {
    R064Store targets = matrix(row(1, 0, 0), row(0, 1, 0), row(0, 0, 1));
    // Right, wrong by a tie (lowest class counts), right.
    Evaluation evaluation =
        classification(matrix(row(1, 0, 0), row(2, 2, 0), row(0, 0, 3)), targets);
    double first = Math.log(Math.E + 2) - 1;
    double second = Math.log(2 * Math.exp(2) + 1) - 2;
    double third = Math.log(2 + Math.exp(3)) - 3;
    assertThat(evaluation.loss()).isCloseTo((first + second + third) / 3, within(1e-14));
    assertThat(evaluation.metric()).isCloseTo(2.0 / 3, within(1e-15));
  }

  @Test
  void crossEntropyIsFiniteWhereAProbabilityVanishes() {
    Evaluation evaluation = classification(matrix(row(-5000, 5000)), matrix(row(1, 0)));
    assertThat(evaluation.loss()).isEqualTo(10000);
    assertThat(evaluation.metric()).isZero();
  }

  @Test
  void answersThatAreNotNumbersAreWrongNotAnException() {
    Evaluation evaluation =
        classification(
            matrix(row(Double.NaN, Double.NaN), row(1, 0)), matrix(row(1, 0), row(1, 0)));
    assertThat(evaluation.loss()).isNaN();
    assertThat(evaluation.metric()).isEqualTo(0.5);
    assertThat(regression(matrix(row(Double.NaN), row(1)), matrix(row(1), row(2))).metric())
        .isNaN();
  }

  @Test
  void shapesMustAgree() {
    assertThatThrownBy(() -> regression(matrix(row(1, 2)), matrix(row(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("answers are 1 x 2, targets 1 x 1");
  }
}
