package io.github.widesweep.compression.obs;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import java.util.List;

/**
 * GPTQ (E. Frantar, S. Ashkboos, T. Hoefler and D. Alistarh, GPTQ: Accurate Post-Training
 * Quantization for Generative Pre-trained Transformers, ICLR 2023, Algorithm 1): a {@link
 * ColumnSweep} that takes every weight to the nearest level, halves away from 0. The levels are
 * those of the random rounding, {@code i M / k} for {@code |i| <= k} with {@code M} the largest
 * absolute dense weight: a weight that the sweep has moved beyond them takes the last. All weights
 * are quantized, in the order of their columns.
 *
 * @param damping of the moments, as a fraction of the mean of their diagonal; the paper's is 0.01
 * @param block columns between delayed updates, at least 1, which differ in rounding alone; the
 *     paper's is 128
 */
public record Gptq(double damping, int block) implements WideWeightMethod {
  public Gptq {
    WideWeightMethod.requireDamping(damping);
    require(block >= 1, "block", block, "a whole number of at least 1");
  }

  @Override
  public String name() {
    return "gptq";
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
    double[] root = problem.shared(new ColumnSweep.Key(damping), () -> ColumnSweep.root(squares));
    Replacement levels = Replacement.of(scheme, squares.layer().maxAbsWeight());
    int rows = squares.rows();
    int inputs = squares.inputs();
    int[] order = new int[rows * inputs];
    double[] scores = new double[order.length];
    ColumnSweep.Rule nearest =
        new ColumnSweep.Rule() {
          @Override
          public void open(int from, int to, double[] weights) {}

          @Override
          public double settle(int entry, double weight) {
            double level =
                levels.probability(weight) >= 0.5 ? levels.high(weight) : levels.low(weight);
            double error = (weight - level) / root[entry / rows * (inputs + 1)];
            order[entry] = entry % rows * inputs + entry / rows;
            scores[entry] = error * error;
            return level;
          }
        };
    double[] weights = ColumnSweep.run(squares, root, block, nearest);
    return LayerOutcome.of(squares.layer(), weights, order, scores, squares.fallback());
  }

  @Override
  public Work planWork(ProblemShape problem) {
    return ObsWork.sweep(problem);
  }

  @Override
  public long keptBytes(ProblemShape problem) {
    return ObsWork.keptBytes(problem, 1);
  }

  @Override
  public long peakBytes(ProblemShape problem) {
    return ObsWork.sweepBytes(problem);
  }
}
