package io.github.widesweep.sweep.grid;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.sweep.spec.NetworkShape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Networks of one kind: of one architecture, width and label, which cost the same and make the same
 * cells.
 *
 * @param place where the spec has them, for messages: {@code grid.widths[0]}
 * @param shape what they are
 * @param some the first of them
 * @param count how many they are, at least 1
 * @param own all of them if they are the user's own, by content; empty if they are trained, and
 *     numbered from 0
 */
public record NetworkKind(
    String place, NetworkShape shape, NetworkKey some, int count, List<NetworkKey> own) {
  /** Networks that the sweep trains. */
  static NetworkKind trained(String place, NetworkShape shape, NetworkKey first, int count) {
    return new NetworkKind(place, shape, first, count, List.of());
  }

  /** Networks of the user's own. */
  static NetworkKind own(String place, NetworkShape shape, List<NetworkKey> networks) {
    return new NetworkKind(place, shape, networks.get(0), networks.size(), List.copyOf(networks));
  }

  /** The first of them. */
  Stream<NetworkKey> first(int most) {
    return own.isEmpty()
        ? IntStream.range(0, Math.min(most, count)).mapToObj(this::trained)
        : own.stream().limit(most);
  }

  private NetworkKey trained(int number) {
    return new NetworkKey(some.dataset(), some.architecture(), some.width(), number);
  }

  /** The one of a number, if there is one. */
  Optional<NetworkKey> numbered(int number) {
    if (own.isEmpty()) {
      return number < 0 || number >= count ? Optional.empty() : Optional.of(trained(number));
    }
    return own.stream().filter(network -> network.network() == number).findFirst();
  }

  /** Whether it is one of them. */
  public boolean holds(NetworkKey network) {
    return numbered(network.network()).filter(network::equals).isPresent();
  }

  /**
   * What is refused because of these networks.
   *
   * @param expected what would be right
   */
  public InvalidValueException refused(String expected) {
    Object value = some.isOwn() ? some.id() : (Object) some.width();
    return new InvalidValueException(place, value, expected);
  }
}
