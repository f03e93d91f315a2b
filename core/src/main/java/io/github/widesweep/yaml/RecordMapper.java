package io.github.widesweep.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.widesweep.Names;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How records are written, by their fields in snake case and constants as {@link Names} says:
 * Jackson, in its strictest setting. What it knows of a type it finds out at its first use, and
 * keeps.
 */
public final class RecordMapper {
  private static final PropertyNamingStrategies.NamingBase FIELD_NAMES =
      (PropertyNamingStrategies.NamingBase) PropertyNamingStrategies.SNAKE_CASE;

  private final Set<Type> forms;
  private final ObjectMapper mapper;

  /**
   * @param forms of the types that are not written as records are
   */
  public RecordMapper(List<WrittenForm<?>> forms) {
    this.forms = forms.stream().map(WrittenForm::type).collect(Collectors.toUnmodifiableSet());
    SimpleModule module = new SimpleModule();
    forms.forEach(form -> form.addTo(module));
    YAMLFactory yaml =
        YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();
    mapper =
        YAMLMapper.builder(yaml)
            .propertyNamingStrategy(FIELD_NAMES)
            // Jackson's own strategy asks the default locale, where an I may have no dot.
            .enumNamingStrategy(Names::of)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .addModule(module)
            .build();
  }

  /** How a record's component is written: {@code batch_size} for {@code batchSize}. */
  public static String fieldName(String component) {
    return FIELD_NAMES.translate(component);
  }

  /** The fields of a record as they are written. */
  public ObjectNode tree(Record value) {
    return mapper.valueToTree(value);
  }

  /** A tree as YAML. */
  public String text(JsonNode tree) {
    try {
      return mapper.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that cannot be written", e);
    }
  }

  /** The value of a checked tree. */
  <T> T bind(JsonNode tree, Class<T> type) throws JsonProcessingException {
    return mapper.treeToValue(tree, type);
  }

  /** Whether a type's written form is not that of its record, so that only its reader knows it. */
  boolean hasForm(Type type) {
    return forms.contains(type);
  }

  /** Whether a component's written form is not that of its type. */
  static boolean hasForm(RecordComponent component) {
    return component.getAccessor().isAnnotationPresent(JsonDeserialize.class);
  }
}
