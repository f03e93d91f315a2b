package io.github.widesweep.sweep.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths to values of a spec as users write them: {@code grid.alphas[0]}; empty for the whole. */
final class SpecPath {
  private static final Pattern WHOLE =
      Pattern.compile("[A-Za-z_][A-Za-z_0-9]*(?:\\.[A-Za-z_][A-Za-z_0-9]*|\\[[0-9]{1,6}])*");
  private static final Pattern STEP = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*|\\[[0-9]+]");

  private SpecPath() {}

  static String field(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The path without its last step; empty for paths of one step. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }

  /** The steps of a path, names and {@code [index]}es; nothing if the path is ill formed. */
  static Optional<List<String>> steps(String path) {
    if (!WHOLE.matcher(path).matches()) {
      return Optional.empty();
    }
    List<String> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(path);
    while (matcher.find()) {
      steps.add(matcher.group());
    }
    return Optional.of(steps);
  }
}
