package io.github.widesweep.sweep.spec;

import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.greedy.Greedy;
import java.util.List;

/**
 * The words for methods in specs: the one place that knows which methods there are, and which axes
 * of a grid are a method's own.
 */
public enum MethodName {
  /** {@link Greedy}, for every combination of alphas and orderings. */
  GREEDY {
    @Override
    public List<Method> methods(GridSpec axes, Target target) {
      return axes.alphas().stream()
          .flatMap(
              alpha ->
                  axes.orderingsOf(target).stream()
                      .<Method>map(ordering -> new Greedy(alpha, ordering)))
          .toList();
    }
  };

  /** The methods that a grid has by this name, for one target. */
  public abstract List<Method> methods(GridSpec axes, Target target);
}
