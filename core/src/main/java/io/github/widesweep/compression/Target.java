package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Map.Entry;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which layers are compressed, and in which role: the sets {@code W} and {@code B} of (6). Written
 * {@code W1}, {@code B2}, {@code W1+B3}.
 *
 * @param roles layer number (from 1) to role; no two roles for a layer, and no role for the layer
 *     after one in {@code B}
 */
public record Target(SortedMap<Integer, Role> roles) implements Serializable {
  private static final Pattern PART = Pattern.compile("([WB])([1-9][0-9]{0,3})");
  private static final String FORM =
      "layers with their roles, such as W1, B2 or W1+B3, W and B and B+1 disjoint (6)";

  public Target {
    roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
    require(!roles.isEmpty(), "target", "empty", FORM);
    for (Entry<Integer, Role> entry : roles.entrySet()) {
      require(entry.getKey() >= 1, "target", render(roles), FORM);
      require(
          entry.getValue() != Role.BLOCK || !roles.containsKey(entry.getKey() + 1),
          "target",
          render(roles),
          FORM);
    }
  }

  /** Reads the written form; the order of the parts does not matter. */
  public static Target parse(String text) {
    TreeMap<Integer, Role> roles = new TreeMap<>();
    for (String part : text.split("\\+", -1)) {
      Matcher matcher = PART.matcher(part.strip());
      require(matcher.matches(), "target", text, FORM);
      Role role = matcher.group(1).equals("W") ? Role.WIDE : Role.BLOCK;
      Role earlier = roles.put(Integer.valueOf(matcher.group(2)), role);
      require(earlier == null, "target", text, FORM);
    }
    return new Target(roles);
  }

  /**
   * Throws unless every layer exists in a network of {@code depth} layers, B layers with a next.
   */
  public void requireFits(int depth) {
    for (Entry<Integer, Role> entry : roles.entrySet()) {
      int needed = entry.getValue() == Role.BLOCK ? entry.getKey() + 1 : entry.getKey();
      require(
          needed <= depth,
          "target",
          this,
          "layers of a network of " + depth + ", and for B one that has a next layer");
    }
  }

  /** The first compressed layer: everything before it is the same in both networks. */
  public int firstLayer() {
    return roles.firstKey();
  }

  /** The last compressed layer. */
  public int lastLayer() {
    return roles.lastKey();
  }

  /** Whether some layer is in {@code B}, so that the order of the draws matters. */
  public boolean hasBlock() {
    return roles.containsValue(Role.BLOCK);
  }

  /** The written form, layers ascending: {@code W1+B3}. */
  @Override
  public String toString() {
    return render(roles);
  }

  private static String render(Map<Integer, Role> roles) {
    return roles.entrySet().stream()
        .map(entry -> entry.getValue().symbol() + entry.getKey())
        .collect(Collectors.joining("+"));
  }
}
