package io.github.widesweep.job.source;

import io.github.widesweep.UserException;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.LocalData;
import io.github.widesweep.data.TableSpec;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import io.github.widesweep.job.store.StoredWeights;
import io.github.widesweep.job.store.Weights;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.spec.OwnNetwork;
import io.github.widesweep.sweep.spec.OwnNetworks;
import io.github.widesweep.sweep.spec.PlacedSpec;
import io.github.widesweep.sweep.spec.SpecFolder;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * What a spec names outside of itself and of this machine: files of networks, tables of samples. An
 * output keeps what it was given, so that a sweep goes on when its sources are gone.
 */
public final class Sources {
  private final Configuration configuration;
  private final Supplier<SparkSession> spark;
  private final SpecFolder folder;
  private final Optional<Output> output;
  private final Consumer<String> notes;

  private Sources(
      Configuration configuration,
      Supplier<SparkSession> spark,
      SpecFolder folder,
      Optional<Output> output,
      Consumer<String> notes) {
    this.configuration = configuration;
    this.spark = spark;
    this.folder = folder;
    this.output = output;
    this.notes = notes;
  }

  /** Looks at sources only. */
  public static Sources of(Configuration configuration, Supplier<SparkSession> spark) {
    return new Sources(configuration, spark, SpecFolder.WORKING, Optional.empty(), note -> {});
  }

  /**
   * Looks into an output where sources are gone.
   *
   * @param notes told, in a line each, what was taken from there
   */
  public Sources orOf(Output stored, Consumer<String> notes) {
    return new Sources(configuration, spark, folder, Optional.of(stored), notes);
  }

  /**
   * The sweep of a spec, with all that it names.
   *
   * @throws UserException as of {@link PlacedSpec#make}, or if what it names is not what it should
   *     be
   */
  public Sweep sweep(PlacedSpec placed) {
    return placed.make(new Sources(configuration, spark, placed.folder(), output, notes)::load);
  }

  private Sweep load(SweepSpec spec) {
    if (spec.data() instanceof LocalData local) {
      return withNetworks(spec, Grid.loadData(local, spec.seed()));
    }
    TableSpec table = (TableSpec) spec.data();
    Dataset data =
        stored(spec, table)
            .orElseGet(
                () ->
                    SampleTable.read(spark.get(), table.withContent(null), places(), spec.seed()));
    return withNetworks(spec.withContent(data.fingerprint()), data);
  }

  private Places places() {
    return new Places(folder, configuration);
  }

  /** The samples that an earlier invocation took from the same table in the same way. */
  private Optional<Dataset> stored(SweepSpec spec, TableSpec table) {
    for (Provenance.Recorded invocation : recorded()) {
      SweepSpec earlier = invocation.spec();
      if (earlier.seed() == spec.seed()
          && earlier.data() instanceof TableSpec there
          && there.withContent(null).equals(table.withContent(null))
          && Snapshot.isThere(output.orElseThrow(), there)) {
        notes.accept(
            Messages.plain(
                "data %s: the samples that %s keeps".formatted(table.name(), output.get().root())));
        return Optional.of(Snapshot.read(output.get(), there));
      }
    }
    return Optional.empty();
  }

  /** Earlier invocations, the latest first. */
  private List<Provenance.Recorded> recorded() {
    if (output.isEmpty() || !output.get().holdsSweep()) {
      return List.of();
    }
    List<Provenance.Recorded> recorded = new ArrayList<>(Provenance.recorded(output.get()));
    Collections.reverse(recorded);
    return recorded;
  }

  private Sweep withNetworks(SweepSpec spec, Dataset data) {
    if (!(spec.network() instanceof OwnNetworks own)) {
      return Sweep.of(spec, data, Map.of());
    }
    OwnFiles files = new OwnFiles(own, places());
    Optional<OwnNetworks> stored =
        files.firstMissing().flatMap(index -> stored(own, own.source().get(index).file()));
    if (stored.isPresent()) {
      return Sweep.of(spec.withFound(stored.get().found()), data, Map.of());
    }
    Map<String, String> byContent = new LinkedHashMap<>();
    List<OwnNetwork> found = new ArrayList<>();
    files
        .read(data)
        .forEach(
            (file, network) -> {
              found.add(network);
              byContent.put(network.content(), file);
            });
    return Sweep.of(spec.withFound(found), data, byContent);
  }

  /** The networks that an earlier invocation found at the same source. */
  private Optional<OwnNetworks> stored(OwnNetworks own, String missing) {
    for (Provenance.Recorded invocation : recorded()) {
      if (invocation.spec().network() instanceof OwnNetworks earlier && earlier.isFrom(own)) {
        notes.accept(
            Messages.plain(
                "network.source %s is not there: going on with the networks that %s keeps (%d)"
                    .formatted(missing, output.orElseThrow().root(), earlier.found().size())));
        return Optional.of(earlier);
      }
    }
    return Optional.empty();
  }

  /** The sweep of a recorded spec, whose sources are not needed any more. */
  public static Sweep recorded(Output output, SweepSpec spec) {
    return spec.data() instanceof LocalData local
        ? Sweep.of(spec, local)
        : Sweep.of(spec, Snapshot.read(output, (TableSpec) spec.data()), Map.of());
  }

  /** A network of somebody's own, from its file. */
  public Network network(Sweep sweep, NetworkKey key) {
    OwnNetworks own = (OwnNetworks) sweep.spec().network();
    return OwnFiles.network(own, sweep.files().get(key.content()), configuration);
  }

  /**
   * Keeps samples of tables and the user's own networks in an output, if they are not kept there
   * yet.
   *
   * @throws UserException if one is neither there nor in its file any more
   */
  public static void store(Sweep sweep, Output output, Configuration configuration) {
    if (sweep.spec().data() instanceof TableSpec) {
      Snapshot.write(output, sweep.data());
    }
    if (!(sweep.spec().network() instanceof OwnNetworks own)) {
      return;
    }
    Set<String> there = Weights.files(output);
    for (NetworkKey key : sweep.grid().networks()) {
      StoredWeights weights = Weights.own(output, key);
      if (!there.contains(weights.file())) {
        store(key, weights, sweep.files().get(key.content()), own, output, configuration);
      }
    }
  }

  private static void store(
      NetworkKey key,
      StoredWeights weights,
      String file,
      OwnNetworks own,
      Output output,
      Configuration configuration) {
    if (file == null) {
      throw new UserException(
          "output %s: %s is not there, nor is its network.source; expected one of them"
              .formatted(output.root(), weights.file()));
    }
    try {
      String found = Weights.restore(output, weights, OwnFiles.network(own, file, configuration));
      if (!found.equals(key.content())) {
        throw new UserException(
            "%s: has changed while it was read, expected a file that stays".formatted(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot store network " + key.id(), e);
    }
  }
}
