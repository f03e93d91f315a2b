package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads a sweep's YAML file, strictly: whatever is unknown, missing, of a wrong type, out of range
 * or there twice is a {@link UserException} of one line that names file, line, field, value and
 * what would be right. A file that cannot be read has no lines and is named alone.
 *
 * <p>A section {@code quick} of values by path, such as {@code grid.draws: 10}, is no part of the
 * spec: {@link #readQuick} puts them in place, {@link #read} only looks whether they could be.
 */
public final class SpecReader {
  private static final long MOST_BYTES = 1 << 20;

  private SpecReader() {}

  /** Reads a file. */
  public static SweepSpec read(Path file) {
    return read(file, Map.of());
  }

  /**
   * Reads a file, some of its values replaced or added, in the map's order.
   *
   * @param overrides YAML text by path, such as {@code grid.draws} to {@code 10}, {@code
   *     grid.alphas[0]} to {@code 0.5} or {@code grid.widths} to {@code [20, 100]}; messages name
   *     the override in place of file and line
   */
  public static SweepSpec read(Path file, Map<String, String> overrides) {
    return read(text(file), file.toString(), overrides, Variant.FULL);
  }

  /**
   * Reads a file's quick variant: the values of its section {@code quick}, by path, take the place
   * of its own.
   *
   * @param overrides as of {@link #read(Path, Map)}; they win over the section
   * @throws UserException if there is no such section, too
   */
  public static SweepSpec readQuick(Path file, Map<String, String> overrides) {
    return read(text(file), file.toString(), overrides, Variant.QUICK);
  }

  /**
   * Reads a spec from its text.
   *
   * @param yaml the text
   * @param fileName how messages call it
   */
  public static SweepSpec parse(String yaml, String fileName) {
    return read(yaml, fileName, Map.of(), Variant.FULL);
  }

  private enum Variant {
    FULL,
    QUICK
  }

  private static SweepSpec read(
      String yaml, String fileName, Map<String, String> overrides, Variant variant) {
    try {
      SpecTree tree = SpecTree.parse(yaml, fileName);
      Map<String, JsonNode> quick = tree.removeQuick();
      if (variant == Variant.QUICK) {
        if (quick.isEmpty()) {
          throw tree.error("quick", "missing", "values by path, such as grid.draws: 10");
        }
        quick.forEach(tree::applyQuick);
      }
      overrides.forEach(tree::override);
      check(tree);
      if (variant == Variant.FULL && !quick.isEmpty()) {
        // Not applied, but a wrong path is found when it is written, not when it is needed.
        SpecTree other = tree.copy();
        quick.forEach(other::applyQuick);
        check(other);
      }
      return bind(tree);
    } catch (SpecException e) {
      throw e.toUserException();
    }
  }

  private static void check(SpecTree tree) {
    numberAsText(tree.root().path("data"), "target");
    new SpecChecker(tree).check(tree.root(), SweepSpec.class, "");
  }

  /** A CSV file's target column may be a number. */
  private static void numberAsText(JsonNode node, String field) {
    if (node instanceof ObjectNode fields && fields.path(field).isIntegralNumber()) {
      fields.put(field, fields.get(field).asText());
    }
  }

  private static SweepSpec bind(SpecTree tree) {
    try {
      return SpecMapper.bind(tree.root());
    } catch (JsonProcessingException e) {
      String path = e instanceof JsonMappingException mapping ? path(mapping) : "";
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof InvalidValueException invalid) {
          throw tree.error(path, invalid);
        }
      }
      // The checker lets nothing through that could end here, unless a record is ahead of it.
      throw tree.error(path, "unusable", e.getOriginalMessage());
    }
  }

  private static String path(JsonMappingException e) {
    String path = "";
    for (JsonMappingException.Reference step : e.getPath()) {
      path =
          step.getFieldName() == null
              ? path + "[" + step.getIndex() + "]"
              : SpecPath.field(path, step.getFieldName());
    }
    return path;
  }

  private static String text(Path file) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
        throw new UserException(
            "%s: is larger than 1 MiB, expected a sweep's spec".formatted(file));
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new UserException("%s: is not UTF-8 text, expected a YAML file".formatted(file), e);
    } catch (NoSuchFileException e) {
      throw new UserException("%s: there is no such file, expected a YAML file".formatted(file), e);
    } catch (IOException e) {
      String reason = Files.isDirectory(file) ? "is a directory" : "cannot be read (" + e + ")";
      throw new UserException("%s: %s, expected a YAML file".formatted(file, reason), e);
    }
  }
}
