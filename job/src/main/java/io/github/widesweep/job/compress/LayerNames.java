package io.github.widesweep.job.compress;

import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.io.LayerSource;
import io.github.widesweep.network.io.LayerSource.Orientation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Layers as an argument names them: {@code w1+b1:relu,w2+b2:tanh:inputs_first,w3}. */
public final class LayerNames {
  private static final Pattern LAYER =
      Pattern.compile("([^,:+]+)(?:\\+([^,:+]+))?(?::(\\w+))?(?::(\\w+))?");

  private static final Pattern COMMA = Pattern.compile(",");

  private LayerNames() {}

  /**
   * Reads the argument.
   *
   * @throws UserException if it is not written so
   */
  public static List<LayerSource> parse(String text) {
    List<LayerSource> layers = new ArrayList<>();
    for (String part : COMMA.split(text, -1)) {
      Matcher matcher = LAYER.matcher(part.strip());
      if (!matcher.matches()) {
        throw refused(part, "WEIGHT[+BIAS][:ACTIVATION][:outputs_first|inputs_first]");
      }
      layers.add(
          LayerSource.dense(
              matcher.group(1),
              Optional.ofNullable(matcher.group(2)),
              constant(Orientation.class, part, matcher.group(4), Orientation.OUTPUTS_FIRST),
              constant(Activation.class, part, matcher.group(3), Activation.IDENTITY)));
    }
    return layers;
  }

  private static <E extends Enum<E>> E constant(
      Class<E> type, String part, String word, E otherwise) {
    if (word == null) {
      return otherwise;
    }
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      words.add(constant.name().toLowerCase(Locale.ROOT));
      if (words.get(words.size() - 1).equals(word.toLowerCase(Locale.ROOT))) {
        return constant;
      }
    }
    throw refused(part, "%s to be one of %s".formatted(word, String.join(", ", words)));
  }

  private static UserException refused(String part, String expected) {
    return new UserException("--layers has '%s', expected %s".formatted(part.strip(), expected));
  }
}
