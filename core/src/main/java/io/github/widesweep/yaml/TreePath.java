package io.github.widesweep.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths to values of a tree as users write them: {@code grid.alphas[0]}; empty for the whole. */
public final class TreePath {
  private static final Pattern WHOLE =
      Pattern.compile("[A-Za-z_][A-Za-z_0-9]*(?:\\.[A-Za-z_][A-Za-z_0-9]*|\\[[0-9]{1,6}])*");
  private static final Pattern STEP = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*|\\[[0-9]+]");

  private TreePath() {}

  /** The path of a field of what is at a path. */
  public static String field(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Whether a text is the path of a value, not of the whole. */
  public static boolean isWellFormed(String path) {
    return WHOLE.matcher(path).matches();
  }

  /** Whether a path is another one, or of a value in what is there. */
  public static boolean isWithin(String path, String outer) {
    return path.equals(outer) || path.startsWith(outer + ".") || path.startsWith(outer + "[");
  }

  /** The path without its last step; empty for paths of one step. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }

  /** The steps of a path, names and {@code [index]}es; nothing if it is not well formed. */
  static Optional<List<String>> steps(String path) {
    if (!isWellFormed(path)) {
      return Optional.empty();
    }
    List<String> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(path);
    while (matcher.find()) {
      steps.add(matcher.group());
    }
    return Optional.of(steps);
  }

  static boolean isIndex(String step) {
    return step.startsWith("[");
  }

  static int index(String step) {
    return Integer.parseInt(step.substring(1, step.length() - 1));
  }
}
