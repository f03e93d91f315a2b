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
import java.util.List;

/**
 * GPTQ (E. Frantar, S. Ashkboos, T. Hoefler and D. Alistarh, GPTQ: Accurate Post-Training
 * Quantization for Generative Pre-trained Transformers, ICLR 2023, Algorithm 1): all weights to the
 * {@link NearestLevels}, in the order of their columns. Behind a compressed layer the sweep starts
 * from the weights that are best for the inputs that come, where the paper's starts from the dense
 * ones.
 *
 * @param damping of the moments, as a fraction of the mean of their diagonal; the paper's is 0.01
 * @param block columns between delayed updates, at least 1, which differ in rounding alone; the
 *     paper's is 128
 */
public record Gptq(double damping, int block) implements RefitMethod {
  public Gptq {
    RefitMethod.requireDamping(damping);
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
    return NearestLevels.sweep(problem, squares, squares.target(), block, scheme);
  }

  @Override
  public MethodCost cost(ProblemShape problem) {
    return ObsCost.sweep(problem, 1, ObsCost.sweep(problem));
  }
}
