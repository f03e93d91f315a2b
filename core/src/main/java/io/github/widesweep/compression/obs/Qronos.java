package io.github.widesweep.compression.obs;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import java.util.Arrays;
import java.util.List;

/**
 * Qronos (S. Zhang, H. Zhang, I. Colbert and R. Saab, Qronos: Correcting the Past by Shaping the
 * Future in Post-Training Quantization, 2025): each weight in turn takes the level that is best
 * with the weights to its right as they are, then those are solved for, against the outputs of
 * uncompressed inputs. From the second column on that is GPTQ: weights that were solved for are
 * rounded. The first column is rounded where those to its right are still dense, {@code Q(w_1 + [H
 * (t - w)]_1 / H_11)}. Behind no compressed layer {@code t = w}, and nothing differs.
 *
 * @param damping of the moments, as a fraction of the mean of their diagonal
 * @param block columns between delayed updates, at least 1, which differ in rounding alone
 */
public record Qronos(double damping, int block) implements RefitMethod {
  public Qronos {
    RefitMethod.requireDamping(damping);
    require(block >= 1, "block", block, "a whole number of at least 1");
  }

  @Override
  public String name() {
    return "qronos";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("damping", damping), new Parameter("block", block));
  }

  @Override
  public double offered() {
    return 1;
  }

  @Override
  public boolean supports(Role role, Unit unit, Scheme scheme) {
    return role == Role.WIDE && unit == Unit.WEIGHT && scheme instanceof Scheme.Quantize;
  }

  @Override
  public LayerOutcome compress(LayerProblem problem, LeastSquares squares, Scheme scheme) {
    return NearestLevels.sweep(problem, squares, first(squares), block, scheme);
  }

  /** The first column with those to its right dense; of the others nothing is said. */
  private static double[] first(LeastSquares squares) {
    int rows = squares.rows();
    double[] dense = squares.layer().weights().data;
    double[] first = Arrays.copyOf(dense, rows);
    for (int e = 0; e < dense.length; e++) {
      double pull = squares.hessian()[e / rows] / squares.hessian()[0];
      first[e % rows] += pull * (squares.target()[e] - dense[e]);
    }
    return first;
  }

  @Override
  public MethodCost cost(ProblemShape problem) {
    return ObsCost.sweep(problem, 1, ObsCost.sweep(problem));
  }
}
