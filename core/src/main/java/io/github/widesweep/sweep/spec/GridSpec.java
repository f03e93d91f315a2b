package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.github.widesweep.FieldChecks;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.Names;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.compression.refit.Refit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The axes of a grid: every combination of their values is a cell, with these exceptions. Targets
 * without a B layer have one cell for all orderings, which make no difference to them. Neurons are
 * pruned, never quantized, so they are combined with keep probabilities only; a grid that has
 * neurons must have one. A method is combined with the targets, units and schemes that it supports,
 * one of each at least: pruners with keep probabilities, quantizers with levels. Refitting takes
 * masks of W layers: everything else is there once, whatever {@code refit} says. Methods without
 * randomness have one draw.
 *
 * <p>Null given to the constructor stands for the default, where there is one.
 *
 * @param widths values of the swept width, at least 1; null where networks are the user's own
 * @param networks trained networks per width; null likewise
 * @param draws draws per network
 * @param targets which layers are compressed, in which role
 * @param units what is offered to one draw, default {@link Unit#WEIGHT}
 * @param methods how units are chosen, default {@link MethodName#GREEDY}
 * @param schemes random replacements; a density is pruning, with the keep probability that leaves
 *     it for each alpha, and a cell that is asked for in two ways is there once
 * @param alphas fractions of units that are offered to the draw, strictly between 0 and 1
 * @param orderings how often scores of B layers are computed anew, default {@link Ordering.Exact}
 * @param projections whether activations are projected; one value for the whole grid, default
 *     {@link Projections#NONE}
 * @param calibrationSamples how many of the first training samples calibrate; one value for the
 *     whole grid, {@link #ALL_SAMPLES} for all, the default
 * @param refit whether the weights that a mask leaves are solved for, default false
 */
public record GridSpec(
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonDeserialize(using = SpecForm.Widths.class)
        List<Integer> widths,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer networks,
    Integer draws,
    List<Target> targets,
    List<Unit> units,
    List<MethodSpec> methods,
    @JsonDeserialize(using = SpecForm.Schemes.class)
        @JsonSerialize(converter = SpecForm.WriteSchemes.class)
        List<SchemeSpec> schemes,
    List<Double> alphas,
    List<Ordering> orderings,
    Projections projections,
    @JsonDeserialize(using = SpecForm.CalibrationSamples.class)
        @JsonSerialize(converter = SpecForm.WriteCalibrationSamples.class)
        Integer calibrationSamples,
    List<Boolean> refit) {
  /** Calibrate on all training samples. */
  public static final int ALL_SAMPLES = Integer.MAX_VALUE;

  static final String DIFFERENT = "different values, or cells would be there twice";

  /** Cells are listed where they are planned, if not their runs. */
  private static final long MOST_CELLS = 1_000_000;

  /** Trained networks are listed, too. */
  private static final long MOST_NETWORKS = 10_000_000;

  static final String COUNT = "a whole number of at least 1";

  public GridSpec {
    units = units == null ? List.of(Unit.WEIGHT) : units;
    methods = methods == null ? List.of(MethodSpec.of(MethodName.GREEDY)) : methods;
    orderings = orderings == null ? List.of(new Ordering.Exact()) : orderings;
    projections = projections == null ? Projections.NONE : projections;
    calibrationSamples =
        calibrationSamples == null ? Integer.valueOf(ALL_SAMPLES) : calibrationSamples;
    refit = refit == null ? List.of(false) : refit;
    FieldChecks checks = new FieldChecks();
    widths = widths == null ? null : axis(checks, "widths", widths);
    each(checks, "widths", widths, width -> width >= 1, COUNT);
    checks.that(networks == null || networks >= 1, "networks", networks, COUNT);
    checks.that(draws != null && draws >= 1, "draws", draws, COUNT);
    targets = axis(checks, "targets", targets);
    units = axis(checks, "units", units);
    methods = axis(checks, "methods", methods);
    schemes = axis(checks, "schemes", inOrder(schemes));
    alphas = axis(checks, "alphas", alphas);
    each(
        checks,
        "alphas",
        alphas,
        alpha -> alpha > 0 && alpha < 1,
        "a number strictly between 0 and 1");
    orderings = axis(checks, "orderings", orderings);
    checks.that(calibrationSamples >= 1, "calibration_samples", calibrationSamples, COUNT);
    refit = axis(checks, "refit", refit);
    checks.done();
    requirePruning(units, schemes);
    long cells = 1;
    List<Integer> columns = widths == null ? List.of(0) : widths;
    for (List<?> axis : List.of(columns, targets, units, methods, schemes, alphas, orderings)) {
      cells *= axis.size();
      require(cells <= MOST_CELLS, "", cells + " cells or more", "at most " + MOST_CELLS);
    }
    requireSupported(targets, units, methods, schemes);
    requirePossible(schemes, alphas);
    require(
        networks == null || (long) networks * columns.size() <= MOST_NETWORKS,
        "networks",
        networks,
        "at most %d for %d widths".formatted(MOST_NETWORKS / columns.size(), columns.size()));
  }

  /** The orderings that make a difference to a target: one stands for all without a B layer. */
  public List<Ordering> orderingsOf(Target target) {
    return target.hasBlock() ? orderings : List.of(new Ordering.Exact());
  }

  private static void requirePruning(List<Unit> units, List<SchemeSpec> schemes) {
    boolean pruned = schemes.stream().anyMatch(SchemeSpec::prunes);
    int neurons = units.indexOf(Unit.NEURON);
    require(
        pruned || neurons < 0,
        "units[" + neurons + "]",
        Names.of(Unit.NEURON),
        "weight, or schemes with prune or density: neurons are pruned, never quantized");
  }

  /**
   * All that a target is compressed with, in the grid's order.
   *
   * @param target one of the grid's
   */
  public List<CompressionSpec> compressions(Target target) {
    Set<CompressionSpec> compressions = new LinkedHashSet<>();
    for (Unit unit : units) {
      for (MethodSpec method : methods) {
        for (SchemeSpec scheme : schemes) {
          for (Method plain : method.methods(alphas, orderingsOf(target))) {
            Scheme replaced = scheme.of(plain.offered());
            if (method.supports(target, unit, replaced)) {
              refitted(plain, target, unit, replaced)
                  .map(each -> new CompressionSpec(target, unit, each, replaced, projections))
                  .forEach(compressions::add);
            }
          }
        }
      }
    }
    return List.copyOf(compressions);
  }

  private Stream<Method> refitted(Method plain, Target target, Unit unit, Scheme scheme) {
    if (plain.choosesMask()) {
      Refit solved = new Refit(plain);
      if (MethodSpec.supports(solved, target, unit, scheme)) {
        return refit.stream().map(solve -> solve ? solved : plain);
      }
    }
    return Stream.of(plain);
  }

  /** How many draws a network has of a cell: one where draws do not differ. */
  public int draws(CompressionSpec compression) {
    return compression.method().random() ? draws : 1;
  }

  /** Number of runs of one network, which may be absurd and so is not counted in whole numbers. */
  public double runsOfNetwork() {
    return targets.stream()
        .flatMap(target -> compressions(target).stream())
        .mapToDouble(this::draws)
        .sum();
  }

  private static void requireSupported(
      List<Target> targets, List<Unit> units, List<MethodSpec> methods, List<SchemeSpec> schemes) {
    for (int i = 0; i < methods.size(); i++) {
      MethodSpec method = methods.get(i);
      boolean supported =
          targets.stream()
              .anyMatch(
                  target ->
                      units.stream()
                          .anyMatch(
                              unit ->
                                  schemes.stream()
                                      .map(SchemeSpec::some)
                                      .anyMatch(scheme -> method.supports(target, unit, scheme))));
      require(
          supported,
          "methods[" + i + "]",
          method.name().word(),
          "targets, units and schemes that it compresses: it can " + method.supported());
    }
  }

  /** As they are written: keep probabilities, densities, levels. */
  private static List<SchemeSpec> inOrder(List<SchemeSpec> schemes) {
    return schemes == null
        ? null
        : schemes.stream()
            .sorted(
                Comparator.comparing((SchemeSpec scheme) -> !scheme.prunes())
                    .thenComparing(SchemeSpec.Density.class::isInstance))
            .toList();
  }

  /** Every density is one that every alpha can leave. */
  private static void requirePossible(List<SchemeSpec> schemes, List<Double> alphas) {
    List<SchemeSpec> densities =
        schemes.stream().filter(SchemeSpec.Density.class::isInstance).toList();
    for (int i = 0; i < densities.size(); i++) {
      for (double alpha : alphas) {
        try {
          densities.get(i).of(alpha);
        } catch (InvalidValueException e) {
          throw new InvalidValueException("schemes.density[" + i + "]", e.value(), e.expected());
        }
      }
    }
  }

  /** The values of an axis, each there once; null where there are none. */
  private static <T> List<T> axis(FieldChecks checks, String field, List<T> values) {
    boolean some = values != null && !values.isEmpty();
    if (!checks.that(some, field, values == null ? null : "empty", "at least one value")) {
      return null;
    }
    List<T> axis = List.copyOf(values);
    Set<T> seen = new HashSet<>();
    for (int i = 0; i < axis.size(); i++) {
      checks.that(seen.add(axis.get(i)), field + "[" + i + "]", twice(axis.get(i)), DIFFERENT);
    }
    return axis;
  }

  private static <T> void each(
      FieldChecks checks, String field, List<T> values, Predicate<T> valid, String expected) {
    for (int i = 0; values != null && i < values.size(); i++) {
      checks.that(valid.test(values.get(i)), field + "[" + i + "]", values.get(i), expected);
    }
  }

  static String twice(Object value) {
    return value + " for the second time";
  }
}
