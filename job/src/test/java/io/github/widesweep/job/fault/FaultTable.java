package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of rows under faults: a line per fault, {@code fault, tried, lost, doubled,
 * differing}, kept in the file {@code target/faults.tsv}, where the latest of a fault stays, and
 * printed.
 */
final class FaultTable {
  private static final Path FILE = Path.of("target", "faults.tsv");

  private final Map<String, Counts> lines = new TreeMap<>();

  private static final class Counts {
    private int tried;
    private int lost;
    private int doubled;
    private int differing;

    @Override
    public String toString() {
      return "%d\t%d\t%d\t%d".formatted(tried, lost, doubled, differing);
    }
  }

  /**
   * Compares rows after a fault and what followed with those of an undisturbed run, and fails the
   * test unless they are the same. Rows begin with their id, which a comma ends.
   */
  synchronized void add(String fault, List<String> undisturbed, List<String> found) {
    Counts counts = lines.computeIfAbsent(fault, name -> new Counts());
    counts.tried++;
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

  /** Prints the lines and brings the file up to date. */
  synchronized void publish() {
    SortedMap<String, String> text = new TreeMap<>();
    try {
      if (Files.exists(FILE)) {
        Files.readAllLines(FILE).forEach(line -> text.put(name(line), line));
      }
      lines.forEach((fault, counts) -> text.put(fault, fault + "\t" + counts));
      Files.createDirectories(FILE.getParent());
      Files.write(FILE, text.values());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    lines.keySet().forEach(fault -> System.out.println(text.get(fault)));
    lines.clear();
  }

  private static String name(String line) {
    return line.substring(0, line.indexOf('\t'));
  }
}
