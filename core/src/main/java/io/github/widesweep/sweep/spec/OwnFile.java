package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.OneLine;

/**
 * A file with a network, or several: written as its path, or as {@code {file: PATH, label: WORD}}.
 *
 * @param file path on any file system that Hadoop knows; with {@code *}, {@code ?}, {@code [abc]}
 *     or {@code {a,b}} in it, every file that matches
 * @param label what tables call its networks beside their width; null for nothing
 */
public record OwnFile(String file, String label) {
  static final String PATH = "the path of a network's file, such as models/*.onnx";
  private static final int LONGEST_LABEL = 64;

  public OwnFile {
    require(file != null && !file.isBlank(), "file", file, PATH);
    require(
        label == null
            || (!label.isBlank()
                && label.length() <= LONGEST_LABEL
                && OneLine.of(label, LONGEST_LABEL).equals(label)),
        "label",
        label,
        "a word of at most %d characters, or no label".formatted(LONGEST_LABEL));
  }

  @Override
  public String toString() {
    return file;
  }
}
