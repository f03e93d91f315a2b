package io.github.widesweep.job.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who holds a lease.
 *
 * @param id unique to the lease
 * @param user user and host, {@code ada@lovelace}
 * @param pid the process
 * @param started when the process started, which tells it from a later one of the same number;
 *     empty if not known
 * @param machine names the running system in which the number means something; empty if not known
 * @param since when the lease was taken
 * @param what what for
 */
record LeaseHolder(
    String id, String user, long pid, String started, String machine, String since, String what) {
  static LeaseHolder thisProcess(String id, String what) {
    ProcessHandle process = ProcessHandle.current();
    return new LeaseHolder(
        id,
        System.getProperty("user.name") + "@" + host(),
        process.pid(),
        started(process),
        thisMachine(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        what.replaceAll("\\p{Cntrl}+", " "));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown host";
    }
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  /**
   * Of Linux, the boot and the namespace that numbers processes: two containers of one machine, or
   * of one name, have different ones.
   */
  private static String thisMachine() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /** Whether its process has surely ended: only where it could be seen if it had not. */
  boolean isDead() {
    if (machine.isEmpty() || !machine.equals(thisMachine())) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return process.isEmpty()
        || !process.get().isAlive()
        || (!started.isEmpty()
            && !started(process.get()).isEmpty()
            && !started(process.get()).equals(started));
  }

  String describe() {
    return "%s (pid %d) since %s: %s".formatted(user, pid, since, what);
  }

  /** Lines of names and values. */
  String text() {
    return """
        id=%s
        user=%s
        pid=%d
        started=%s
        machine=%s
        since=%s
        what=%s
        """
        .formatted(id, user, pid, started, machine, since, what);
  }

  /** What {@link #text} wrote; empty if it is not whole. */
  static Optional<LeaseHolder> parse(String text) {
    Map<String, String> values =
        text.lines()
            .filter(line -> line.contains("="))
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf('=')),
                    line -> line.substring(line.indexOf('=') + 1),
                    (first, second) -> first));
    String pid = values.getOrDefault("pid", "");
    if (!text.endsWith("\n") || !values.containsKey("what") || !pid.matches("\\d{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(
        new LeaseHolder(
            values.getOrDefault("id", ""),
            values.getOrDefault("user", ""),
            Long.parseLong(pid),
            values.getOrDefault("started", ""),
            values.getOrDefault("machine", ""),
            values.getOrDefault("since", ""),
            values.get("what")));
  }
}
