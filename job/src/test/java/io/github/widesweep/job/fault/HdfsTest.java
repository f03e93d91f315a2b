package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sweeps whose output, networks and samples are in HDFS: a name node and a data node of its own, on
 * the loopback interface.
 */
class HdfsTest {
  private static final FaultTable TABLE = new FaultTable();
  private static final String SPEC =
      Sweeps.SMALL.replace("draws: 2", "draws: 1").replace("[W1, B1]", "[W1]");

  @TempDir private static Path directory;

  private static MiniDFSCluster hdfs;
  private static String address;

  private static int copies;

  @BeforeAll
  static void start() throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("hdfs").toString());
    hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    address = "hdfs://127.0.0.1:" + hdfs.getNameNodePort();
  }

  @AfterAll
  static void stop() {
    hdfs.shutdown();
  }

  /**
   * Networks of three widths and samples in Parquet, from files of either kind; and every command
   * on their output.
   */
  @Test
  void rowsAreThoseOfLocalFilesAndDamageIsMended() throws IOException {
    Path own = directory.resolve("own");
    Sweeps.write(own.resolve("a.onnx"), Sweeps.network(3, 6, 2, 1));
    Sweeps.write(own.resolve("b.safetensors"), Sweeps.network(3, 8, 2, 2));
    Sweeps.write(own.resolve("c.onnx"), Sweeps.network(3, 11, 2, 3));
    Sweeps.spark()
        .sql(
            "SELECT id, array((id * 7) % 13 / 5D, (id * 11) % 17 / 9D, sin(id)) AS x FROM range(60)")
        .repartition(3)
        .write()
        .parquet(own.resolve("samples").toString());
    FileSystem fs = hdfs.getFileSystem();
    fs.copyFromLocalFile(
        new org.apache.hadoop.fs.Path(own.toUri()), new org.apache.hadoop.fs.Path("/own"));
    Path local = directory.resolve("local");
    String there = address + "/of-own";
    ok("run", spec("own.yaml", ownSpec(own.toString(), 2)), "-o", local.toString());
    List<String> rows = Sweeps.rows(local);
    assertThat(rows).hasSize(3 * 2 * 2);
    ok("run", spec("own.yaml", ownSpec(address + "/own", 1)), "-o", there);
    List<String> first = rows(fs, "/of-own");
    assertThat(first).hasSize(3 * 2);
    assertThat(rows).containsAll(first);

    fs.delete(new org.apache.hadoop.fs.Path("/own"), true);
    String id = first.get(0).substring(1, first.get(0).indexOf(','));
    ok("replay", there, id, "-o", directory.resolve("replayed.safetensors").toString());
    String part = cutAPart(fs, "/of-own/runs");
    Answer damaged = Sweeps.command("verify", there);
    assertThat(damaged.exitStatus()).as(damaged.err()).isEqualTo(4);
    assertThat(damaged.out()).contains(part);
    ok("repair", there);
    ok("run", spec("own.yaml", ownSpec(address + "/own", 2)), "-o", there);
    ok("compact", there);
    ok("clean", there);
    ok("verify", there);
    TABLE.add("damage in HDFS", rows, rows(fs, "/of-own"));
    TABLE.publish();
  }

  private static String ownSpec(String folder, int draws) {
    return """
        name: own
        seed: 3
        data: {source: table, format: parquet, path: %s/samples, features: x, key: id, samples: 40}
        network: {source: '%s/*.*'}
        grid:
          draws: %d
          targets: [W1, W2]
          schemes: {prune: [0.3]}
          alphas: [0.9]
        """
        .formatted(folder, folder, draws);
  }

  private static String spec(String name, String yaml) throws IOException {
    return Files.writeString(directory.resolve(name), yaml).toString();
  }

  /** HDFS itself tells of flipped bits, not of files that others made shorter. */
  private static String cutAPart(FileSystem fs, String table) throws IOException {
    org.apache.hadoop.fs.Path wave =
        fs.listStatus(new org.apache.hadoop.fs.Path(table))[0].getPath();
    org.apache.hadoop.fs.Path part =
        fs.globStatus(new org.apache.hadoop.fs.Path(wave, "part-*"))[0].getPath();
    byte[] whole;
    try (InputStream in = fs.open(part)) {
      whole = in.readAllBytes();
    }
    try (OutputStream out = fs.create(part, true)) {
      out.write(whole, 0, whole.length - 1);
    }
    return part.getName();
  }

  @Test
  void networksTrainedThereGiveTheRowsOfThePlainLoop() throws IOException {
    assumeTrue(Tries.isThorough(), "weights of the other networks are written there too");
    String root = address + "/sweep";
    ok("run", spec("spec.yaml", SPEC), "-o", root);
    TABLE.add("output in HDFS", Sweeps.plainRows(SPEC), rows(hdfs.getFileSystem(), "/sweep"));
    TABLE.publish();
    ok("verify", root);
  }

  private static void ok(String... command) {
    Answer answer = Sweeps.command(command);
    assertThat(answer.exitStatus()).as(answer.out() + answer.err()).isZero();
  }

  /** Rows of a copy on the local file system. */
  private static List<String> rows(FileSystem fs, String folder) throws IOException {
    Path copy = directory.resolve("copy-" + ++copies);
    fs.copyToLocalFile(
        new org.apache.hadoop.fs.Path(folder), new org.apache.hadoop.fs.Path(copy.toUri()));
    return Sweeps.rows(copy);
  }
}
