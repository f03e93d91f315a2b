package io.github.widesweep.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.List;

/** Makes trees records of one type, whose components are a document's sections. */
public final class RecordReader<T extends Record> {
  private final RecordMapper mapper;
  private final Class<T> type;

  public RecordReader(RecordMapper mapper, Class<T> type) {
    this.mapper = mapper;
    this.type = type;
  }

  /**
   * What keeps a tree from becoming a record: fields and types everywhere, then each section's
   * values. What sections must have in common, {@link #read} looks at.
   */
  public List<PlacedException> mistakes(YamlTree tree) {
    List<PlacedException> mistakes = new RecordChecker(mapper, tree).check(type);
    for (RecordComponent section : type.getRecordComponents()) {
      String name = RecordMapper.fieldName(section.getName());
      if (tree.root().path(name) instanceof ObjectNode fields) {
        new SectionBinder(mapper, tree, name, section.getType()).check(fields, mistakes);
      }
    }
    return mistakes;
  }

  /**
   * The record of a tree without {@link #mistakes}.
   *
   * @throws io.github.widesweep.UserException if its sections do not go together
   */
  public T read(YamlTree tree) {
    try {
      return mapper.bind(tree.root(), type);
    } catch (JsonProcessingException e) {
      throw PlacedException.toUserException(SectionBinder.problems(tree, "", e));
    }
  }
}
