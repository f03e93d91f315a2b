package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of rows under faults: a line per fault, kept in the file {@code target/faults.tsv},
 * where the latest of a fault stays, and printed. Several JVMs may write to the file.
 *
 * <p>Columns: how often the fault was tried, how many processes {@code kill -9} ended for it (those
 * of a simulated machine are none), how many runs were lost, rows doubled, rows differing.
 */
final class FaultTable {
  private static final Path FILE = Path.of("target", "faults.tsv");

  /** A file of its own: closing the table would end a lock on it. */
  private static final Path LOCK = Path.of("target", "faults.lock");

  private static final String HEADER = "fault\ttried\tkills\tlost\tdoubled\tdiffering";

  private final Map<String, Counts> lines = new TreeMap<>();

  private static final class Counts {
    private int tried;
    private int kills;
    private int lost;
    private int doubled;
    private int differing;

    @Override
    public String toString() {
      return "%d\t%d\t%d\t%d\t%d".formatted(tried, kills, lost, doubled, differing);
    }
  }

  /**
   * Compares rows after a fault and what followed with those of an undisturbed run, and fails the
   * test unless they are the same. Rows begin with their id, which a comma ends.
   */
  void add(String fault, List<String> undisturbed, List<String> found) {
    add(fault, 0, undisturbed, found);
  }

  /**
   * The same after real processes were killed.
   *
   * @param kills how many
   */
  synchronized void add(String fault, int kills, List<String> undisturbed, List<String> found) {
    Counts counts = lines.computeIfAbsent(fault, name -> new Counts());
    counts.tried++;
    counts.kills += kills;
    Map<String, String> expected = byId(undisturbed);
    Map<String, String> actual = new HashMap<>();
    int lostBefore = counts.lost;
    int doubledBefore = counts.doubled;
    int differingBefore = counts.differing;
    for (String row : found) {
      String id = id(row);
      if (actual.put(id, row) != null) {
        counts.doubled++;
      }
      if (!row.equals(expected.get(id))) {
        counts.differing++;
      }
    }
    counts.lost += (int) expected.keySet().stream().filter(id -> !actual.containsKey(id)).count();
    save();
    assertThat(counts.lost).as("%s: runs lost", fault).isEqualTo(lostBefore);
    assertThat(counts.doubled).as("%s: rows doubled", fault).isEqualTo(doubledBefore);
    assertThat(counts.differing).as("%s: rows differing", fault).isEqualTo(differingBefore);
  }

  private static Map<String, String> byId(List<String> rows) {
    return rows.stream().collect(Collectors.toMap(FaultTable::id, row -> row));
  }

  private static String id(String row) {
    return row.substring(0, row.indexOf(','));
  }

  /** Prints the lines. */
  synchronized void publish() {
    lines.forEach((fault, counts) -> System.out.println(fault + "\t" + counts));
    lines.clear();
  }

  /** Brings the file up to date: what is broken off leaves what it has tried. */
  private void save() {
    SortedMap<String, String> text = new TreeMap<>();
    try {
      Files.createDirectories(FILE.getParent());
      try (FileChannel file =
              FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        assertThat(lock.isValid()).isTrue();
        if (Files.exists(FILE)) {
          Files.readAllLines(FILE).stream().skip(1).forEach(line -> text.put(name(line), line));
        }
        lines.forEach((fault, counts) -> text.put(fault, fault + "\t" + counts));
        Files.writeString(FILE, HEADER + "\n" + String.join("\n", text.values()) + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(String line) {
    return line.substring(0, line.indexOf('\t'));
  }
}
