package io.github.widesweep.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.InputFile;
import io.github.widesweep.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Turns YAML text into a tree and remembers the place of every value. What no record has a use for
 * is refused here: fields there twice, nothing as a value, numbers that are not finite, aliases,
 * tags that change a value, more than one document.
 */
final class YamlText {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_DIGITS = 40;

  /** What names a line in messages. */
  @FunctionalInterface
  interface Places {
    /** The name of a line, counted from 1. */
    String ofLine(int line);
  }

  private final Places placeNames;
  private final Map<String, String> places = new HashMap<>();
  private final List<PlacedException> unreadable = new ArrayList<>();
  private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final JsonNode root;

  private YamlText(String text, String path, Places placeNames) {
    this.placeNames = placeNames;
    root = convert(compose(text, path), path, 1);
  }

  /**
   * Reads a text.
   *
   * @param path where the tree will be in a larger one, empty for the root
   * @throws PlacedException if the text as a whole is no YAML
   */
  static YamlText parse(String text, String path, Places placeNames) {
    return new YamlText(text, path, placeNames);
  }

  /** The text of a file. */
  static String read(Path file) {
    String expected = "a YAML file of at most 1 MiB";
    try (InputStream stream = InputFile.open(file, expected)) {
      byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new UserException("%s: is larger, expected %s".formatted(file, expected));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UserException("%s: is not UTF-8 text, expected %s".formatted(file, expected), e);
    } catch (IOException e) {
      throw new UserException(
          "%s: cannot be read (%s), expected %s".formatted(file, e, expected), e);
    }
  }

  /** The values; a null is in the place of what could not be read. */
  JsonNode root() {
    return root;
  }

  /** The place of every value, by path. */
  Map<String, String> places() {
    return places;
  }

  /** What is wrong with single values. */
  List<PlacedException> unreadable() {
    return unreadable;
  }

  private Node compose(String text, String path) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_BYTES);
    // Aliases are not followed here, so they cannot explode: convert() refuses them by name.
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    Node root;
    try {
      ParserImpl parser = new ParserImpl(new StreamReader(text), options);
      root = new Composer(parser, new CoreSchema(), options).getSingleNode();
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw malformed(path, line, e.getProblem(), e);
    } catch (YAMLException e) {
      throw malformed(path, 1, e.getMessage(), e);
    }
    if (root == null || root.getTag().equals(Tag.NULL)) {
      throw new PlacedException(placeNames.ofLine(1), path, "empty", "a value");
    }
    return root;
  }

  private PlacedException malformed(String path, int line, String problem, YAMLException cause) {
    return new PlacedException(
        placeNames.ofLine(line),
        path,
        "malformed YAML (" + problem + ")",
        "one well-formed document",
        cause);
  }

  private JsonNode convert(Node node, String path, int line) {
    places.put(path, placeNames.ofLine(line));
    if (!seen.add(node)) {
      return refused(path, line, "an alias of another value", "the value itself");
    }
    if (node instanceof MappingNode mapping && node.getTag().equals(Tag.MAP)) {
      return fields(mapping, path);
    }
    if (node instanceof SequenceNode sequence && node.getTag().equals(Tag.SEQ)) {
      ArrayNode array = JSON.arrayNode();
      for (Node element : sequence.getValue()) {
        // An alias is the node it stands for, with that one's line.
        int elementLine = seen.contains(element) ? line : lineOf(element);
        array.add(convert(element, path + "[" + array.size() + "]", elementLine));
      }
      return array;
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar, path, line);
    }
    return refused(path, line, node.getTag().getValue(), "a value without a tag");
  }

  private ObjectNode fields(MappingNode mapping, String path) {
    ObjectNode object = JSON.objectNode();
    for (NodeTuple field : mapping.getValue()) {
      int line = lineOf(field.getKeyNode());
      if (!(field.getKeyNode() instanceof ScalarNode key)) {
        refused(path, line, "a mapping with a list or mapping as key", "field names as keys");
        continue;
      }
      String fieldPath = TreePath.field(path, key.getValue());
      if (object.has(key.getValue())) {
        refused(fieldPath, line, "there for the second time", "each field once");
        continue;
      }
      object.set(key.getValue(), convert(field.getValueNode(), fieldPath, line));
    }
    return object;
  }

  private JsonNode scalar(ScalarNode scalar, String path, int line) {
    Tag tag = scalar.getTag();
    String text = scalar.getValue();
    if (tag.equals(Tag.STR)) {
      return JSON.textNode(text);
    } else if (tag.equals(Tag.BOOL)) {
      return CoreSchema.isTruth(text)
          ? JSON.booleanNode(Boolean.parseBoolean(text))
          : refused(path, line, text, "true or false");
    } else if (tag.equals(Tag.INT)) {
      return whole(text, path, line);
    } else if (tag.equals(Tag.FLOAT)) {
      double value = CoreSchema.isNumber(text) ? Double.parseDouble(text) : Double.NaN;
      if (!Double.isFinite(value)) {
        return refused(path, line, text, "a finite number");
      }
      return JSON.numberNode(value);
    } else if (tag.equals(Tag.NULL)) {
      return refused(path, line, "empty", "a value, or no such field");
    }
    return refused(path, line, tag.getValue() + " " + text, "a value without a tag");
  }

  private JsonNode whole(String text, String path, int line) {
    if (!CoreSchema.isWhole(text) || text.length() > MOST_DIGITS) {
      return refused(path, line, text, "a whole number of 64 bits");
    }
    BigInteger value = new BigInteger(text);
    if (value.bitLength() < Integer.SIZE) {
      return JSON.numberNode(value.intValueExact());
    }
    return value.bitLength() < Long.SIZE
        ? JSON.numberNode(value.longValueExact())
        : JSON.numberNode(value);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private JsonNode refused(String path, int line, String value, String expected) {
    unreadable.add(new PlacedException(placeNames.ofLine(line), path, value, expected));
    return JSON.nullNode();
  }
}
