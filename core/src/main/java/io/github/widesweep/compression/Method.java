package io.github.widesweep.compression;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A way to choose which units of a layer change, and to what, with its own parameters. Each family
 * of methods is a room of its own with records that implement this; equal records mean equal rows.
 */
public interface Method extends Serializable {
  /** The method's word in specs and tables, such as {@code greedy}. */
  String name();

  /**
   * The method's parameters as they stand in a run's canonical coordinates, in their order. Fixed
   * for good, as run ids are: a parameter that is added later is left out at its default.
   */
  List<Parameter> parameters();

  /**
   * A parameter in canonical form.
   *
   * @param name the coordinate's name
   * @param value its value, by {@link String#valueOf(Object)}
   */
  record Parameter(String name, Object value) {}

  /**
   * Whether draws differ. A method without randomness has one run for each network, and its plans
   * ask for no uniforms.
   */
  boolean random();

  /**
   * Whether the method decides which weights stay and leaves those as they are or divided by their
   * chance, so that the kept ones can be solved for afterwards.
   */
  default boolean choosesMask() {
    return true;
  }

  /** What kept weights may be: methods of different values are not ranked together. */
  default KeptValues keptValues() {
    return KeptValues.FIXED;
  }

  /**
   * Whether the method compresses such units, replaced in such a way, of layers in such a role.
   *
   * @param scheme pruning or quantization; how much of it makes no difference
   */
  boolean supports(Role role, Unit unit, Scheme scheme);

  /** The combinations that the method {@link #supports}, in words. */
  default String supported() {
    List<String> words = new ArrayList<>();
    for (Scheme scheme : List.of(new Scheme.Prune(0.5), new Scheme.Quantize(1))) {
      for (Unit unit : Unit.values()) {
        List<String> roles =
            Arrays.stream(Role.values())
                .filter(role -> supports(role, unit, scheme))
                .map(Role::symbol)
                .toList();
        if (!roles.isEmpty()) {
          String units = unit.name().toLowerCase(Locale.ROOT) + "s";
          words.add("%s %s in %s".formatted(scheme, units, String.join(" and ", roles)));
        }
      }
    }
    return String.join(", ", words);
  }

  /** The expected fraction of units that may change, in [0, 1]. */
  double offered();

  /**
   * Does all work of the method on one layer that does not depend on the draw.
   *
   * @param problem the layer and what is watched
   * @param unit what is offered to one draw
   * @param scheme the random replacement
   * @throws io.github.widesweep.InvalidValueException in words, if the method cannot compress such
   *     a layer in such units
   */
  LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme);

  /** What plans and draws of a layer cost, estimated. */
  MethodCost cost(ProblemShape problem);
}
