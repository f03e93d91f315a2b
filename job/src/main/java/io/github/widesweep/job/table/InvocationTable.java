package io.github.widesweep.job.table;

import static io.github.widesweep.job.table.Column.count;
import static io.github.widesweep.job.table.Column.flag;
import static io.github.widesweep.job.table.Column.integer;
import static io.github.widesweep.job.table.Column.numbers;
import static io.github.widesweep.job.table.Column.text;
import static io.github.widesweep.job.table.Column.texts;
import static io.github.widesweep.job.table.Column.time;

import io.github.widesweep.job.Versions;
import io.github.widesweep.job.table.Invocation.End;
import io.github.widesweep.sweep.grid.Asked;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** The columns of {@link Tables#PROVENANCE}. */
final class InvocationTable {
  private static final Table<Asked> ASKED_CELLS =
      new Table<>(
          "asked",
          List.of(
              text("cell", "run_id of the cell's draw 0 on network 0", Asked::cell),
              integer("networks", "How many of its networks", Asked::networks),
              integer("draws", "How many draws of each", Asked::draws)));

  private static final Column<Invocation> ASKED =
      new Column<>(
          ASKED_CELLS.name(),
          DataTypes.createArrayType(ASKED_CELLS.schema()),
          "Of solve and the like the cells that it has asked for, each with its networks and draws;"
              + " NULL: all of the spec's grid",
          i ->
              i.asked()
                  .map(some -> some.stream().map(ASKED_CELLS::row).toArray(Row[]::new))
                  .orElse(null));

  static final Table<Invocation> TABLE =
      new Table<>(
          "provenance",
          List.of(
              text("invocation_id", "Name of the invocation", Invocation::id),
              text("name", "Name of the sweep", i -> i.sweep().spec().name()),
              text("resolved_spec", "The spec as YAML, defaults filled in", i -> i.sweep().yaml()),
              text("spec_sha256", "SHA-256 of resolved_spec, hex", i -> i.sweep().specSha256()),
              ASKED,
              text(
                  "fingerprint",
                  "SHA-256 of what gives rows their meaning: seed, data, network, training",
                  i -> i.sweep().fingerprint()),
              text("dataset", "Short name of the dataset", i -> i.sweep().data().name()),
              integer("features", "Features of a sample", i -> i.sweep().data().train().features()),
              integer(
                  "outputs",
                  "Targets of a sample: outputs of a network; 0 without targets",
                  i -> i.sweep().data().train().targets().getColDim()),
              text("widesweep_version", "Version of Widesweep", i -> Versions.widesweep()),
              text(
                  "git_commit",
                  "Commit of its sources, -dirty behind it if they were changed; unknown if not"
                      + " built in a checkout",
                  i -> Versions.commit()),
              text("spark_version", "Version of Spark", i -> i.start().sparkVersion()),
              text("java_version", "Version of the driver's JVM", i -> Versions.java()),
              text("os", "Operating system of the driver", i -> Versions.os()),
              text("master", "Spark master", i -> i.start().master()),
              flag(
                  "finished",
                  "Whether it came to its end; if not, it is running or was killed and the columns"
                      + " after start are as at its start",
                  Invocation::finished),
              time("start", "When it started", i -> i.start().time()),
              time("end", "When it ended; NULL unless finished", i -> i.atEnd(End::time, null)),
              texts(
                  "blas",
                  "BLAS implementations that tasks used",
                  i -> i.atEnd(End::blas, List.of())),
              texts("hosts", "Hosts that tasks ran on", i -> i.atEnd(End::hosts, List.of())),
              count("networks_done", "Networks that it trained", i -> i.atEnd(End::networks, 0L)),
              count("runs_done", "Runs that it did", i -> i.atEnd(End::runs, 0L)),
              numbers(
                  "cost_rates",
                  "Seconds on one core for one floating-point operation of a product, entry passed,"
                      + " exponential, unit drawn, comparison of a sort, pair of sample and"
                      + " candidate scored, and call: fitted to its first 1000 chunks, the rates it"
                      + " planned with where they say nothing; empty as long as it has recorded"
                      + " none",
                  Invocation::costRates),
              integer(
                  "exit_status",
                  "0 done, 1 broken off by an error, 3 done with failed runs; NULL unless finished",
                  i -> i.atEnd(End::exitStatus, null))));

  private InvocationTable() {}
}
