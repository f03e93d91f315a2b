package io.github.widesweep.job.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What is in a table's directory, by names and lengths and without reading rows.
 *
 * @param counting the waves whose rows are the table's, by name
 * @param copies waves that are there a second time under another name
 * @param replaced waves whose rows a later wave of {@code counting} holds
 * @param uncommitted directories of waves that were never committed: being written, or dead
 * @param others files, which do not belong there
 */
public record Survey(
    List<Wave> counting,
    List<Wave> copies,
    List<Wave> replaced,
    List<Path> uncommitted,
    List<Path> others) {
  /** A sound wave comes before a damaged one, an original before a copy, then by name. */
  private static final Comparator<Wave> BEST_FIRST =
      Comparator.comparing((Wave wave) -> !wave.damages().isEmpty())
          .thenComparing(wave -> !wave.isOriginal())
          .thenComparing(Wave::name);

  /** Looks into a table's directory; it need not exist. */
  static Survey of(FileSystem fs, Path table) throws IOException {
    List<Wave> waves = new ArrayList<>();
    List<Path> uncommitted = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    for (FileStatus entry : list(fs, table)) {
      if (!entry.isDirectory()) {
        others.add(entry.getPath());
        continue;
      }
      Optional<Wave> wave = Wave.in(fs, entry.getPath());
      wave.ifPresentOrElse(waves::add, () -> uncommitted.add(entry.getPath()));
    }
    Map<String, Wave> best = new LinkedHashMap<>();
    List<Wave> copies = new ArrayList<>();
    for (Wave wave : waves.stream().sorted(BEST_FIRST).toList()) {
      if (best.putIfAbsent(wave.identity(), wave) != null) {
        copies.add(wave);
      }
    }
    Set<String> gone = new HashSet<>();
    best.values().forEach(wave -> wave.manifest().ifPresent(m -> gone.addAll(m.replaces())));
    return new Survey(
        byName(best.values().stream().filter(wave -> !gone.contains(wave.writtenName())).toList()),
        byName(copies),
        byName(best.values().stream().filter(wave -> gone.contains(wave.writtenName())).toList()),
        List.copyOf(uncommitted),
        List.copyOf(others));
  }

  private static List<Wave> byName(List<Wave> waves) {
    return waves.stream().sorted(Comparator.comparing(Wave::name)).toList();
  }

  private static FileStatus[] list(FileSystem fs, Path table) throws IOException {
    try {
      FileStatus[] entries = fs.listStatus(table);
      Arrays.sort(entries, Comparator.comparing(FileStatus::getPath));
      return entries;
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }
}
