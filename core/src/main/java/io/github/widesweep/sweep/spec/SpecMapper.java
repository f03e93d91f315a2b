package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.data.CsvSpec;
import io.github.widesweep.data.DataSpec;
import io.github.widesweep.data.TargetScaling;
import io.github.widesweep.data.Task;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** How specs are bound to records and written: Jackson, in its strictest setting. */
final class SpecMapper {
  /** Records of {@code data} by the word that names them. */
  static final Map<String, Class<?>> SOURCES = sources();

  private static final String MEASURE = "measure";
  private static final String DATA = "data";
  private static final String NETWORK = "network";
  private static final String NAME = "name";

  /** Fields that say which rows there are, not what they mean. */
  private static final Set<String> OUTSIDE = Set.of(NAME, "grid", MEASURE);

  private static final String REFIT = "refit";
  private static final String TARGET_SCALING = "target_scaling";
  private static final Set<Type> FORMS =
      Set.of(HiddenLayer.class, Target.class, Ordering.class, MethodSpec.class);
  private static final PropertyNamingStrategies.NamingBase FIELD_NAMES =
      (PropertyNamingStrategies.NamingBase) PropertyNamingStrategies.SNAKE_CASE;
  private static final ObjectMapper MAPPER = mapper();

  private SpecMapper() {}

  private static Map<String, Class<?>> sources() {
    Map<String, Class<?>> sources = new LinkedHashMap<>();
    for (JsonSubTypes.Type type : DataSpec.class.getAnnotation(JsonSubTypes.class).value()) {
      sources.put(type.name(), type.value());
    }
    return sources;
  }

  /** A new mapper; what it knows of a type it finds out at its first use, and keeps. */
  static ObjectMapper mapper() {
    SimpleModule forms =
        new SimpleModule()
            .addDeserializer(
                HiddenLayer.class, new SpecForm<>(HiddenLayer.class, SpecForms::hiddenLayer))
            .addDeserializer(Target.class, new SpecForm<>(Target.class, SpecForms::target))
            .addDeserializer(Ordering.class, new SpecForm<>(Ordering.class, SpecForms::ordering))
            .addDeserializer(MethodSpec.class, new SpecForm<>(MethodSpec.class, SpecForms::method))
            .addSerializer(MethodSpec.class, writer(MethodSpec.class, SpecForms::write))
            .addSerializer(HiddenLayer.class, writer(HiddenLayer.class, SpecForms::write))
            .addSerializer(Target.class, writer(Target.class, Target::toString))
            .addSerializer(Ordering.class, writer(Ordering.class, SpecForms::write));
    YAMLFactory yaml =
        YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();
    return YAMLMapper.builder(yaml)
        .propertyNamingStrategy(FIELD_NAMES)
        // Jackson's own strategy asks the default locale, where an I may have no dot.
        .enumNamingStrategy(Names::of)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .addModule(forms)
        .build();
  }

  private static <T> StdDelegatingSerializer writer(Class<T> type, Function<T, Object> write) {
    return new StdDelegatingSerializer(
        type,
        new StdConverter<T, Object>() {
          @Override
          public Object convert(T value) {
            return write.apply(value);
          }
        });
  }

  /** Whether a type's written form is not that of its record, so that only its reader knows it. */
  static boolean hasForm(Type type) {
    return FORMS.contains(type);
  }

  /** Whether a component's written form is not that of its type. */
  static boolean hasForm(RecordComponent component) {
    return component.getAccessor().isAnnotationPresent(JsonDeserialize.class);
  }

  /** How a record's component is written: {@code batch_size} for {@code batchSize}. */
  static String fieldName(String component) {
    return FIELD_NAMES.translate(component);
  }

  /** The record of a checked tree. */
  static <T> T bind(JsonNode tree, Class<T> type) throws JsonProcessingException {
    return MAPPER.treeToValue(tree, type);
  }

  /** A spec as YAML. */
  static String write(SweepSpec spec) {
    ObjectNode tree = MAPPER.valueToTree(spec);
    if (spec.measure().equals(SweepSpec.DEFAULT_MEASURE)) {
      // As written before there was a choice: a spec on disk is compared with the one of today.
      tree.remove(MEASURE);
    }
    if (spec.data().name().equals(spec.data().usualName())) {
      ((ObjectNode) tree.get(DATA)).remove(NAME);
    }
    // Sources that have it by choice only are written as before there was a choice.
    boolean usual = !(spec.data() instanceof CsvSpec) || spec.data().task() == Task.CLASSIFICATION;
    if (usual && spec.data().targetScaling() == TargetScaling.NONE) {
      ((ObjectNode) tree.get(DATA)).remove(TARGET_SCALING);
    }
    if (spec.grid().refit().equals(List.of(false))) {
      ((ObjectNode) tree.get("grid")).remove(REFIT);
    }
    return text(tree);
  }

  /** As {@link SweepSpec#coordinates()} says. */
  static SortedMap<String, String> coordinates(SweepSpec spec) {
    ObjectNode tree = MAPPER.valueToTree(spec);
    tree.remove(OUTSIDE);
    if (spec.network() instanceof OwnNetworks) {
      // Their contents are coordinates of rows.
      tree.put(NETWORK, "of files");
    }
    SortedMap<String, String> coordinates = new TreeMap<>();
    flatten("", tree, coordinates);
    return coordinates;
  }

  private static void flatten(String path, JsonNode node, SortedMap<String, String> values) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field -> flatten(SpecPath.field(path, field.getKey()), field.getValue(), values));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(path + "[" + i + "]", node.get(i), values);
      }
    } else {
      // Exact, and without the freedom that a format has to write a number.
      values.put(
          path, node.isFloatingPointNumber() ? Double.toString(node.doubleValue()) : node.asText());
    }
  }

  /** As {@link SweepSpec#formerMeaning()} says. */
  static String formerMeaning(SweepSpec spec) {
    ObjectNode tree = MAPPER.valueToTree(spec);
    tree.remove(OUTSIDE);
    ((ObjectNode) tree.get(DATA)).remove(Set.of("file", NAME));
    if (spec.data().targetScaling() == TargetScaling.NONE) {
      ((ObjectNode) tree.get(DATA)).remove(TARGET_SCALING);
    }
    return text(tree);
  }

  private static String text(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a spec that cannot be written", e);
    }
  }
}
