package io.github.widesweep.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.InvalidValuesException;
import io.github.widesweep.Suggestion;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a section of a document its record, to hear what is wrong with values. Whatever is found in
 * a field, that field is left out and the others are looked at.
 */
final class SectionBinder {
  private final RecordMapper mapper;
  private final YamlTree tree;
  private final String name;
  private final Class<?> type;

  SectionBinder(RecordMapper mapper, YamlTree tree, String name, Class<?> type) {
    this.mapper = mapper;
    this.tree = tree;
    this.name = name;
    this.type = type;
  }

  /**
   * Adds what is wrong.
   *
   * @param section the fields; left as they are
   * @param problems what is known to be wrong, anywhere in the document
   */
  void check(ObjectNode section, List<PlacedException> problems) {
    // What is missing may be there under a name that is not known.
    boolean misnamed =
        problems.stream()
            .anyMatch(
                problem -> problem.fieldOf(name) != null && problem.found(Suggestion.UNKNOWN));
    ObjectNode rest = section.deepCopy();
    Set<String> wrong = fields(problems);
    boolean more = true;
    while (more) {
      rest.remove(wrong);
      for (PlacedException problem : found(rest, wrong)) {
        boolean known = wrong.contains(String.valueOf(problem.fieldOf(name)));
        if (!known && !(misnamed && problem.found(PlacedException.MISSING))) {
          problems.add(problem);
        }
      }
      Set<String> now = fields(problems);
      more = now.size() > wrong.size();
      wrong = now;
    }
  }

  /** The fields of this section that something is wrong with. */
  private Set<String> fields(List<PlacedException> problems) {
    return problems.stream()
        .map(problem -> problem.fieldOf(name))
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /**
   * What the record says of these fields. With others left out, only what it says of each for
   * itself: a rule that several must follow would be tried on defaults that nobody asked for.
   */
  private List<PlacedException> found(ObjectNode fields, Set<String> leftOut) {
    try {
      mapper.bind(fields, type);
      return List.of();
    } catch (JsonProcessingException e) {
      InvalidValueException invalid = invalid(e);
      boolean ofOneField =
          e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty();
      boolean relied =
          leftOut.isEmpty()
              || invalid instanceof InvalidValuesException
              || (ofOneField && invalid != null);
      return relied ? problems(tree, name, e) : List.of();
    }
  }

  /** The user's mistakes behind a value at a path that could not be bound. */
  static List<PlacedException> problems(YamlTree tree, String root, JsonProcessingException e) {
    String path = e instanceof JsonMappingException mapping ? path(root, mapping) : root;
    InvalidValueException invalid = invalid(e);
    // The checker lets nothing through that could end otherwise, unless a record is ahead of it.
    return invalid == null
        ? List.of(tree.error(path, "unusable", e.getOriginalMessage()))
        : tree.errors(path, invalid);
  }

  private static InvalidValueException invalid(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidValueException invalid) {
        return invalid;
      }
    }
    return null;
  }

  private static String path(String root, JsonMappingException e) {
    String path = root;
    for (JsonMappingException.Reference step : e.getPath()) {
      path =
          step.getFieldName() == null
              ? path + "[" + step.getIndex() + "]"
              : TreePath.field(path, step.getFieldName());
    }
    return path;
  }
}
