package io.github.widesweep.compression.obs;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import java.util.Arrays;
import java.util.List;

/**
 * SparseGPT (E. Frantar and D. Alistarh, SparseGPT: Massive Language Models Can Be Accurately
 * Pruned in One-Shot, ICML 2023, Algorithm 1): a {@link ColumnSweep} that makes weights 0. Which,
 * is decided for a block of columns when the sweep comes to it, by the least {@code w^2 /
 * [H_FF^-1]_jj} of the block's weights as they are then, in all rows.
 *
 * <p>The layer's budget is met exactly. The first columns up to c of all n have {@code floor(zeros
 * c / n)} zeros whenever c ends a block, so blocks of equal size differ by one zero at most. In one
 * block of all columns the mask is chosen from the dense weights.
 *
 * @param alpha the fraction of weights that a greedy draw is offered: the budget is its expected
 *     number of zeros
 * @param damping of the moments, as a fraction of the mean of their diagonal; the paper's is 0.01
 * @param block columns of a block, at least 1, both for masks and for delayed updates; the paper's
 *     is 128
 */
public record SparseGpt(double alpha, double damping, int block) implements RefitMethod {
  public SparseGpt {
    Budget.requireFraction(alpha);
    RefitMethod.requireDamping(damping);
    require(block >= 1, "block", block, "a whole number of at least 1");
  }

  @Override
  public String name() {
    return "sparsegpt";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("alpha", alpha),
        new Parameter("damping", damping),
        new Parameter("block", block));
  }

  @Override
  public double offered() {
    return alpha;
  }

  @Override
  public boolean supports(Role role, Unit unit, Scheme scheme) {
    return role == Role.WIDE && unit == Unit.WEIGHT && scheme instanceof Scheme.Prune;
  }

  @Override
  public LayerOutcome compress(LayerProblem problem, LeastSquares squares, Scheme scheme) {
    double[] root = ColumnSweep.sharedRoot(problem, squares);
    int units = problem.units(Unit.WEIGHT);
    Mask mask = new Mask(squares, root, Budget.zeros(alpha, units, (Scheme.Prune) scheme));
    double[] weights = ColumnSweep.run(squares, root, block, mask);
    int[] order = RefitMethod.dropped(mask.kept, squares.rows());
    double[] scores = Arrays.stream(order).mapToDouble(unit -> mask.scores[unit]).toArray();
    return LayerOutcome.of(squares.layer(), weights, order, scores, squares.fallback());
  }

  /** The mask, chosen block by block. */
  private static final class Mask implements ColumnSweep.Rule {
    private final int rows;
    private final int inputs;
    private final double[] root;
    private final int zeros;

    /** By place in rows x inputs. */
    private final boolean[] kept;

    /** Of every weight, by row-major index, when its block was opened. */
    private final double[] scores;

    Mask(LeastSquares squares, double[] root, int zeros) {
      this.rows = squares.rows();
      this.inputs = squares.inputs();
      this.root = root;
      this.zeros = zeros;
      this.kept = new boolean[rows * inputs];
      this.scores = new double[kept.length];
      Arrays.fill(kept, true);
    }

    private int zerosUpTo(int column) {
      return (int) ((long) zeros * column / inputs);
    }

    @Override
    public void open(int from, int to, double[] weights) {
      int width = to - from;
      double[] costs = new double[rows * width];
      for (int i = 0; i < rows; i++) {
        for (int j = from; j < to; j++) {
          double moved = weights[j * rows + i] / root[j * inputs + j];
          costs[i * width + j - from] = moved * moved;
          scores[i * inputs + j] = moved * moved;
        }
      }
      boolean[] least = Least.of(costs, zerosUpTo(to) - zerosUpTo(from));
      for (int unit = 0; unit < least.length; unit++) {
        kept[(from + unit % width) * rows + unit / width] = !least[unit];
      }
    }

    @Override
    public double settle(int entry, double weight) {
      return kept[entry] ? weight : 0;
    }
  }

  @Override
  public MethodCost cost(ProblemShape problem) {
    return ObsCost.sweep(
        problem, alpha, ObsCost.sweep(problem).plus(Work.sort((double) problem.units())));
  }
}
