package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.yaml.RecordMapper;
import io.github.widesweep.yaml.YamlTree;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A method of a grid with its own parameters, the grid's axes left open.
 *
 * @param name which method
 * @param parameters its own parameters by the name they are written with, in their order, those
 *     left out at their defaults
 */
public record MethodSpec(MethodName name, Map<String, Object> parameters) {
  private static final String ALPHA = "alpha";
  private static final String ORDERING = "ordering";

  /** An alpha and an ordering for questions that these make no difference to. */
  private static final double SOME_ALPHA = 0.5;

  public MethodSpec {
    Map<String, Object> all = new LinkedHashMap<>();
    int next = 0;
    for (String parameter : parameterTypes(name).keySet()) {
      Object standard = name.defaults().get(next++);
      all.put(parameter, parameters.getOrDefault(parameter, standard));
    }
    parameters = Collections.unmodifiableMap(all);
    method(name, parameters, SOME_ALPHA, new Ordering.Exact());
  }

  /** A method with its defaults. */
  public static MethodSpec of(MethodName name) {
    return new MethodSpec(name, Map.of());
  }

  /**
   * A method as an argument writes it: its word, or {@code {WORD: {PARAMETER: VALUE}}} in YAML.
   *
   * @throws InvalidValueException if it is neither
   */
  public static Method parse(String text, double alpha, Ordering ordering) {
    try {
      JsonNode node =
          YamlTree.value(text)
              .orElseThrow(() -> new InvalidValueException("", text, SpecForms.METHOD));
      MethodSpec spec = SpecForms.method(node);
      return method(spec.name(), spec.parameters(), alpha, ordering);
    } catch (InvalidValueException e) {
      String field = e.field().isEmpty() ? "method" : e.field();
      throw new InvalidValueException(field, e.value(), e.expected());
    }
  }

  /** The types of a method's own parameters by the name they are written with, in their order. */
  static Map<String, Class<?>> parameterTypes(MethodName name) {
    Map<String, Class<?>> types = new LinkedHashMap<>();
    for (RecordComponent component : name.type().getRecordComponents()) {
      if (!component.getName().equals(ALPHA) && !component.getName().equals(ORDERING)) {
        types.put(RecordMapper.fieldName(component.getName()), component.getType());
      }
    }
    return types;
  }

  /** The methods of every alpha and ordering that make a difference to them. */
  List<Method> methods(List<Double> alphas, List<Ordering> orderings) {
    List<Method> methods = new ArrayList<>();
    for (double alpha : hasAxis(ALPHA) ? alphas : alphas.subList(0, 1)) {
      for (Ordering ordering : hasAxis(ORDERING) ? orderings : orderings.subList(0, 1)) {
        methods.add(method(name, parameters, alpha, ordering));
      }
    }
    return methods;
  }

  private boolean hasAxis(String axis) {
    return Arrays.stream(name.type().getRecordComponents())
        .anyMatch(component -> component.getName().equals(axis));
  }

  /** Whether the method compresses such units of all layers of a target. */
  boolean supports(Target target, Unit unit, Scheme scheme) {
    return supports(some(), target, unit, scheme);
  }

  static boolean supports(Method method, Target target, Unit unit, Scheme scheme) {
    return target.roles().values().stream().allMatch(role -> method.supports(role, unit, scheme));
  }

  /** {@link Method#supported}. */
  String supported() {
    return some().supported();
  }

  private Method some() {
    return method(name, parameters, SOME_ALPHA, new Ordering.Exact());
  }

  private static Method method(
      MethodName name, Map<String, Object> parameters, double alpha, Ordering ordering) {
    RecordComponent[] components = name.type().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] =
          switch (components[i].getName()) {
            case ALPHA -> alpha;
            case ORDERING -> ordering;
            default -> parameters.get(RecordMapper.fieldName(components[i].getName()));
          };
    }
    try {
      return name.type().getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidValueException invalid) {
        throw invalid;
      }
      throw new IllegalStateException(name + " cannot be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(name + " is not what its constant says", e);
    }
  }

  /** As messages show it. */
  @Override
  public String toString() {
    return parameters.isEmpty() ? name.word() : name.word() + " " + parameters;
  }
}
