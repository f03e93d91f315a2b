package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.FieldChecks;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.Suggestion;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.yaml.WrittenForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Values whose written form is not that of their record: read from and written to plain values.
 * Errors name fields relative to the value; {@code HERE} is the value itself.
 */
final class SpecForms {
  static final String HERE = "";

  private static final String WHOLE = "a whole number of at least 1";
  private static final String LAYER = HiddenLayer.SIZE + ", or {conv: SIZE, kernel: SIDE}";
  private static final String WIDTHS = "a list of whole numbers, or {from, to, step}";
  private static final String PRUNE = "prune";
  private static final String DENSITY = "density";
  private static final String QUANTIZE = "quantize";
  private static final String SCHEMES =
      "fields prune (keep probabilities), density (fractions kept overall) and quantize (levels),"
          + " one of them at least";
  static final String METHOD = "a method's word, or {WORD: {PARAMETER: VALUE}}";
  private static final String ORDERING = "exact, static or {refresh: FRACTION}";
  private static final int MOST_WIDTHS = 10_000;

  private SpecForms() {}

  /** The types that are not written as records are. */
  static List<WrittenForm<?>> all() {
    return List.of(
        new WrittenForm<>(HiddenLayer.class, SpecForms::hiddenLayer, SpecForms::write),
        new WrittenForm<>(Target.class, SpecForms::target, Target::toString),
        new WrittenForm<>(Ordering.class, SpecForms::ordering, SpecForms::write),
        new WrittenForm<>(MethodSpec.class, SpecForms::method, SpecForms::write));
  }

  static HiddenLayer hiddenLayer(JsonNode node) {
    if (!node.isObject()) {
      return new HiddenLayer(size(HERE, node, LAYER), OptionalInt.empty());
    }
    requireFields(node, List.of("conv", "kernel"));
    OptionalInt filters = size("conv", node.path("conv"), HiddenLayer.SIZE);
    int kernel = whole("kernel", node.path("kernel"), HiddenLayer.KERNEL);
    require(kernel <= HiddenLayer.MOST_KERNEL, "kernel", kernel, HiddenLayer.KERNEL);
    return new HiddenLayer(filters, OptionalInt.of(kernel));
  }

  private static OptionalInt size(String field, JsonNode node, String expected) {
    return node.isTextual() && node.textValue().equals(HiddenLayer.WIDTH)
        ? OptionalInt.empty()
        : OptionalInt.of(whole(field, node, expected));
  }

  static Object write(HiddenLayer layer) {
    Object size = layer.size().isPresent() ? (Object) layer.size().getAsInt() : HiddenLayer.WIDTH;
    if (!layer.isConvolution()) {
      return size;
    }
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("conv", size);
    written.put("kernel", layer.kernel().getAsInt());
    return written;
  }

  static Target target(JsonNode node) {
    require(node.isTextual(), HERE, node, "a target such as W1, B2 or W1+B3");
    return Target.parse(node.textValue());
  }

  static Ordering ordering(JsonNode node) {
    if (node.isObject()) {
      requireFields(node, List.of("refresh"));
      JsonNode fraction = node.path("refresh");
      require(fraction.isNumber(), HERE, node, ORDERING);
      return new Ordering.Refresh(fraction.doubleValue());
    }
    return switch (node.asText()) {
      case "exact" -> new Ordering.Exact();
      case "static" -> new Ordering.Static();
      default -> throw new InvalidValueException(HERE, node, ORDERING);
    };
  }

  /** A method's word, or {word: {parameter: value}}. */
  static MethodSpec method(JsonNode node) {
    boolean plain = node.isTextual();
    require(plain || (node.isObject() && node.size() == 1), HERE, node, METHOD);
    String word = plain ? node.textValue() : node.fieldNames().next();
    MethodName name =
        Arrays.stream(MethodName.values())
            .filter(known -> known.word().equals(word))
            .findFirst()
            .orElseThrow(() -> new InvalidValueException(HERE, node, unknownMethod(word)));
    if (plain) {
      return MethodSpec.of(name);
    }
    JsonNode written = node.get(word);
    Map<String, Class<?>> types = MethodSpec.parameterTypes(name);
    Map<String, Object> parameters = new LinkedHashMap<>();
    return within(
        word,
        () -> {
          require(written.isObject(), HERE, written, METHOD);
          requireFields(written, List.copyOf(types.keySet()));
          for (Map.Entry<String, JsonNode> entry : written.properties()) {
            parameters.put(
                entry.getKey(),
                MethodParameter.read(entry.getKey(), entry.getValue(), types.get(entry.getKey())));
          }
          return new MethodSpec(name, parameters);
        });
  }

  private static String unknownMethod(String word) {
    return Suggestion.of(word, Arrays.stream(MethodName.values()).map(MethodName::word).toList());
  }

  static Object write(MethodSpec method) {
    String word = method.name().word();
    if (method.parameters().isEmpty()) {
      return word;
    }
    Map<String, Object> written = new LinkedHashMap<>();
    method.parameters().forEach((name, value) -> written.put(name, MethodParameter.write(value)));
    return Map.of(word, written);
  }

  static Object write(Ordering ordering) {
    return ordering instanceof Ordering.Refresh refresh
        ? Map.of("refresh", refresh.fraction())
        : ordering.toString();
  }

  static List<Integer> widths(JsonNode node) {
    if (node.isArray()) {
      FieldChecks checks = new FieldChecks();
      List<Integer> widths =
          IntStream.range(0, node.size())
              .mapToObj(i -> checks.of(() -> whole("[" + i + "]", node.get(i))))
              .toList();
      checks.done();
      return widths;
    }
    require(node.isObject(), HERE, node, WIDTHS);
    FieldChecks checks = new FieldChecks();
    checks.passes(() -> requireFields(node, List.of("from", "to", "step")));
    Integer from = checks.of(() -> whole("from", node.path("from")));
    Integer to = checks.of(() -> whole("to", node.path("to")));
    Integer step = checks.of(() -> whole("step", node.path("step")));
    checks.done();
    require(from <= to, "to", to, "a width of at least from, which is " + from);
    require(
        ((long) to - from) / step < MOST_WIDTHS,
        "step",
        step,
        "a step that gives at most %d widths".formatted(MOST_WIDTHS));
    // The width after the last may be no int.
    return LongStream.iterate(from, width -> width <= to, width -> width + step)
        .mapToObj(Math::toIntExact)
        .toList();
  }

  static List<SchemeSpec> schemes(JsonNode node) {
    require(node.isObject() && !node.isEmpty(), HERE, node, SCHEMES);
    FieldChecks checks = new FieldChecks();
    checks.passes(() -> requireFields(node, List.of(PRUNE, DENSITY, QUANTIZE)));
    List<SchemeSpec> schemes = new ArrayList<>();
    schemes.addAll(
        axis(
            checks, node, PRUNE, value -> new SchemeSpec.Given(new Scheme.Prune(fraction(value)))));
    schemes.addAll(axis(checks, node, DENSITY, value -> new SchemeSpec.Density(fraction(value))));
    schemes.addAll(
        axis(
            checks,
            node,
            QUANTIZE,
            value -> new SchemeSpec.Given(new Scheme.Quantize(whole(HERE, value)))));
    checks.done();
    return schemes;
  }

  private static double fraction(JsonNode value) {
    require(value.isNumber(), HERE, value, "a number strictly between 0 and 1");
    return value.doubleValue();
  }

  private static List<SchemeSpec> axis(
      FieldChecks checks, JsonNode node, String field, Function<JsonNode, SchemeSpec> element) {
    JsonNode values = node.path(field);
    if (values.isMissingNode()
        || !checks.that(values.isArray(), field, values, "a list")
        || !checks.that(!values.isEmpty(), field, "empty", "at least one value")) {
      return List.of();
    }
    Set<SchemeSpec> schemes = new LinkedHashSet<>();
    for (int i = 0; i < values.size(); i++) {
      JsonNode value = values.get(i);
      String place = field + "[" + i + "]";
      SchemeSpec scheme = checks.of(() -> at(place, () -> element.apply(value)));
      if (scheme != null) {
        checks.that(schemes.add(scheme), place, GridSpec.twice(value), GridSpec.DIFFERENT);
      }
    }
    return List.copyOf(schemes);
  }

  /** A value whose mistakes are at a place, whatever it calls itself. */
  private static <T> T at(String place, Supplier<T> value) {
    try {
      return value.get();
    } catch (InvalidValueException e) {
      throw new InvalidValueException(place, e.value(), e.expected());
    }
  }

  /** A value whose fields are at a place. */
  private static <T> T within(String place, Supplier<T> value) {
    try {
      return value.get();
    } catch (InvalidValueException e) {
      String field = e.field().isEmpty() ? place : place + "." + e.field();
      throw new InvalidValueException(field, e.value(), e.expected());
    }
  }

  static Object write(List<SchemeSpec> schemes) {
    Map<String, List<Object>> written = new LinkedHashMap<>();
    for (SchemeSpec scheme : schemes) {
      if (scheme instanceof SchemeSpec.Density some) {
        add(written, DENSITY, some.density());
      } else if (((SchemeSpec.Given) scheme).scheme() instanceof Scheme.Prune prune) {
        add(written, PRUNE, prune.keepProbability());
      } else {
        Scheme.Quantize quantize = (Scheme.Quantize) ((SchemeSpec.Given) scheme).scheme();
        add(written, QUANTIZE, quantize.levels());
      }
    }
    return written;
  }

  private static void add(Map<String, List<Object>> written, String field, Object value) {
    written.computeIfAbsent(field, kind -> new ArrayList<>()).add(value);
  }

  /** A path, {file: PATH, label: WORD}, or a list of these. */
  static List<OwnFile> source(JsonNode node) {
    if (!node.isArray()) {
      return List.of(ownFile(node));
    }
    FieldChecks checks = new FieldChecks();
    List<OwnFile> files = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      JsonNode element = node.get(i);
      String place = "[" + i + "]";
      OwnFile file = checks.of(() -> within(place, () -> ownFile(element)));
      if (file != null) {
        checks.that(!files.contains(file), place, GridSpec.twice(file), "different files");
        files.add(file);
      }
    }
    checks.done();
    return files;
  }

  private static OwnFile ownFile(JsonNode node) {
    if (node.isTextual()) {
      require(!node.textValue().isBlank(), HERE, node, OwnFile.PATH);
      return new OwnFile(node.textValue(), null);
    }
    require(node.isObject(), HERE, node, OwnFile.PATH + ", or {file: PATH, label: WORD}");
    requireFields(node, List.of("file", "label"));
    return new OwnFile(text("file", node, OwnFile.PATH), text("label", node, "a word"));
  }

  /** Null where it is missing. */
  private static String text(String field, JsonNode node, String expected) {
    JsonNode value = node.path(field);
    require(value.isMissingNode() || value.isTextual(), field, value, expected);
    return value.textValue();
  }

  static Object writeSource(List<OwnFile> source) {
    return source.stream().map(SpecForms::write).toList();
  }

  private static Object write(OwnFile file) {
    return file.label() == null
        ? file.file()
        : new LinkedHashMap<>(Map.of("file", file.file(), "label", file.label()));
  }

  static int calibrationSamples(JsonNode node) {
    return node.isTextual() && node.textValue().equals("all")
        ? GridSpec.ALL_SAMPLES
        : whole(HERE, node, "the word all or " + WHOLE);
  }

  static Object write(int calibrationSamples) {
    return calibrationSamples == GridSpec.ALL_SAMPLES ? "all" : calibrationSamples;
  }

  private static int whole(String field, JsonNode node) {
    return whole(field, node, WHOLE);
  }

  private static int whole(String field, JsonNode node, String expected) {
    require(!node.isMissingNode(), field, "missing", expected);
    require(
        node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 1,
        field,
        node,
        expected);
    return node.intValue();
  }

  private static void requireFields(JsonNode node, List<String> known) {
    node.fieldNames()
        .forEachRemaining(
            name ->
                require(
                    known.contains(name), name, Suggestion.UNKNOWN, Suggestion.of(name, known)));
  }
}
