package io.github.widesweep.compression.obs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** On a trained network: what the masks are worth, beside the best simple mask refit. */
class DigitsRefitTest {
  private static final Scheme.Prune KEEP = new Scheme.Prune(0.3);

  @Test
  void masksBeatThatOfWandaRefit() {
    SweepSpec spec =
        SpecReader.parse(
            """
            name: refit
            seed: 7
            data: {source: digits}
            network: {hidden: [width, 40], activation: relu, output: softmax}
            training: {epochs: 2}
            grid: {widths: [60], networks: 1, draws: 1, targets: [W2], schemes: {prune: [0.3]}, alphas: [0.9]}
            """,
            "refit.yaml");
    var data = Specs.data(spec);
    Grid grid = Grid.of(spec, data.name(), 64, 10);
    Network network =
        new ChunkRunner(spec, data).train(grid.networks().get(0)).network().orElseThrow();
    Activations samples = Activations.of(data.train().inputs());
    Activations inputs = samples.after(network.layers().subList(0, 1));
    LayerProblem problem = LayerProblem.of(network, 2, Role.WIDE, inputs, inputs);
    LeastSquares squares = LeastSquares.of(problem, 0);
    double wanda = psi(problem, squares.refit(wanda(problem)));
    double obs = psi(problem, new Obs(0.9, 0, 0));
    double alps = psi(problem, new Alps(0.9, 0.01, 0));
    double audited = psi(problem, new Obs(0.9, 0, 10_000));
    assertThat(obs).isLessThan(0.7 * wanda);
    assertThat(alps).isLessThan(0.7 * wanda);
    assertThat(audited).isBetween(0.5 * obs, obs);
    // What the sweep leaves is no refit; solving for its support anew lowers it further.
    LayerOutcome swept = plan(problem, new SparseGpt(0.9, 0.01, 128));
    double[] weights = swept.layer().weights().data;
    boolean[] kept = new boolean[weights.length];
    for (int e = 0; e < kept.length; e++) {
      kept[e] = weights[e] != 0;
    }
    assertThat(psi(problem, squares.refit(kept))).isLessThan(psi(problem, weights));
  }

  /** The mask of the largest {@code w^2 G_jj} of the layer. */
  private static boolean[] wanda(LayerProblem problem) {
    Dense layer = problem.requireDense();
    double[] moments = problem.inputs().meanSquares();
    double[] scores = layer.weights().data.clone();
    for (int e = 0; e < scores.length; e++) {
      scores[e] *= scores[e] * moments[e / layer.outputs()];
    }
    boolean[] kept = Least.of(scores, Budget.zeros(0.9, scores.length, KEEP));
    for (int e = 0; e < kept.length; e++) {
      kept[e] = !kept[e];
    }
    return kept;
  }

  private static LayerOutcome plan(LayerProblem problem, Method method) {
    return method.plan(problem, Unit.WEIGHT, KEEP).draw(new double[0]);
  }

  private static double psi(LayerProblem problem, Method method) {
    return problem.psi(List.of(plan(problem, method).layer()))[0];
  }

  private static double psi(LayerProblem problem, double[] weights) {
    Dense layer = problem.requireDense();
    Layer candidate = layer.withWeights(R064Store.wrap(weights, layer.outputs()));
    return problem.psi(List.of(candidate))[0];
  }
}
