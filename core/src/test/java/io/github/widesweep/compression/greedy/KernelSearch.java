package io.github.widesweep.compression.greedy;

import java.util.BitSet;

/** How a search uses kernels: step by step, or in passes that make the gradients anew. */
enum KernelSearch {
  STEPS {
    @Override
    Kernels kernels(LayerState state) {
      Kernels first = Kernels.of(state, new Gradients.Stale(state));
      return first.follows()
          ? Kernels.of(state, Gradients.ofResidual(state))
          : Kernels.of(state, new FollowedGradients(state, first.gradients));
    }

    @Override
    void follow(Kernels kernels, int row) {
      kernels.state.settle(row);
      kernels.follow(row, GreedyProblems.products(kernels.problem, row));
    }
  },
  PASSES {
    @Override
    Kernels kernels(LayerState state) {
      return Kernels.ofPasses(state);
    }

    @Override
    void follow(Kernels kernels, int row) {
      kernels.state.residual.move(new int[] {row}, 1, kernels.state);
      kernels.renew();
    }
  };

  abstract Kernels kernels(LayerState state);

  /** Has residual and gradients follow a step in a row. */
  abstract void follow(Kernels kernels, int row);

  Kernels scored(Problem problem) {
    Kernels kernels = kernels(new LayerState(problem));
    rescoreAll(kernels, new BitSet());
    return kernels;
  }

  static void rescoreAll(Kernels kernels, BitSet offered) {
    for (int row = 0; row < kernels.problem.rows; row++) {
      kernels.rescore(row, offered);
    }
  }
}
