package io.github.widesweep.job.store;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws of one cell and trained network that a wave holds rows of. Waves keep a list of these
 * beside their rows, so that what is done is known without reading them.
 *
 * @param network the network, {@link NetworkKey#id}
 * @param cell what tells the cell, and the network, from all others: the {@code run_id} that their
 *     draw 0 has, whether or not it is among the draws
 * @param draws the draws, not to be changed
 * @param failed those of them that are not ok, not to be changed
 */
public record DrawSet(String network, String cell, BitSet draws, BitSet failed) {
  private static final int FIELDS = 4;
  private static final String HEADER = "network\tcell\tdraws\tfailed";

  /** Draws of a network and what it is compressed with. */
  public static DrawSet of(
      NetworkKey network,
      CompressionSpec how,
      int calibrationSamples,
      BitSet draws,
      BitSet failed) {
    return new DrawSet(network.id(), cell(network, how, calibrationSamples), draws, failed);
  }

  /** The name of a cell and network. */
  static String cell(NetworkKey network, CompressionSpec how, int calibrationSamples) {
    return new RunKey(network, how, calibrationSamples, 0).id();
  }

  /** As few sets as there are cells: each with all draws that these have of it. */
  static List<DrawSet> merged(Collection<DrawSet> sets) {
    Map<String, DrawSet> byCell = new LinkedHashMap<>();
    for (DrawSet set : sets) {
      DrawSet all =
          byCell.computeIfAbsent(
              set.cell(), cell -> new DrawSet(set.network(), cell, new BitSet(), new BitSet()));
      all.draws().or(set.draws());
      all.failed().or(set.failed());
    }
    return List.copyOf(byCell.values());
  }

  /** This set without some draws. */
  DrawSet without(BitSet some) {
    BitSet left = (BitSet) draws.clone();
    left.andNot(some);
    BitSet leftFailed = (BitSet) failed.clone();
    leftFailed.andNot(some);
    return new DrawSet(network, cell, left, leftFailed);
  }

  /** Number of draws in all sets. */
  static long count(Collection<DrawSet> sets) {
    return sets.stream().mapToLong(set -> set.draws().cardinality()).sum();
  }

  /** Text with a line for each set. */
  static String format(List<DrawSet> sets) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (DrawSet set : sets) {
      text.append(set.network()).append('\t').append(set.cell()).append('\t');
      text.append(ranges(set.draws())).append('\t').append(ranges(set.failed())).append('\n');
    }
    return text.toString();
  }

  /** The inverse of {@link #format}; an {@code IllegalArgumentException} if that is not one. */
  static List<DrawSet> parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IllegalArgumentException("the first line is not " + HEADER);
    }
    List<DrawSet> sets = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split("\t", -1);
      if (fields.length != FIELDS) {
        throw new IllegalArgumentException("a line has %d fields".formatted(fields.length));
      }
      sets.add(new DrawSet(fields[0], fields[1], bits(fields[2]), bits(fields[3])));
    }
    return sets;
  }

  /** Numbers as {@code 0-499,700}. */
  private static String ranges(BitSet bits) {
    StringBuilder text = new StringBuilder();
    for (int from = bits.nextSetBit(0); from >= 0; ) {
      int end = bits.nextClearBit(from);
      text.append(text.isEmpty() ? "" : ",").append(from);
      if (end - from > 1) {
        text.append('-').append(end - 1);
      }
      from = bits.nextSetBit(end);
    }
    return text.toString();
  }

  private static BitSet bits(String ranges) {
    BitSet bits = new BitSet();
    if (!ranges.isEmpty()) {
      for (String range : ranges.split(",", -1)) {
        int dash = range.indexOf('-');
        int from = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int last = dash < 0 ? from : Integer.parseInt(range.substring(dash + 1));
        bits.set(from, last + 1);
      }
    }
    return bits;
  }
}
