package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep whose output is in HDFS: its own name node and data node, on the loopback interface. */
class HdfsTest {
  private static final FaultTable TABLE = new FaultTable();
  private static final String SPEC =
      Sweeps.SMALL.replace("draws: 2", "draws: 1").replace("[W1, B1]", "[W1]");

  @TempDir private Path directory;

  private String root;
  private int copies;

  @Test
  void everyCommandWorksThereAndDamageIsMended() throws Exception {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("hdfs").toString());
    try (MiniDFSCluster hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build()) {
      root = "hdfs://127.0.0.1:" + hdfs.getNameNodePort() + "/sweep";
      Path spec = Files.writeString(directory.resolve("spec.yaml"), SPEC);
      String[] run = {"run", spec.toString(), "-o", root};
      ok(run);
      List<String> plain = Sweeps.plainRows(SPEC);
      FileSystem fs = hdfs.getFileSystem();
      TABLE.add("output in HDFS", plain, rows(fs));
      ok("verify", root);

      // HDFS itself tells of flipped bits, not of files that others made shorter.
      org.apache.hadoop.fs.Path runs = new org.apache.hadoop.fs.Path("/sweep/runs");
      org.apache.hadoop.fs.Path wave = fs.listStatus(runs)[0].getPath();
      org.apache.hadoop.fs.Path part =
          fs.globStatus(new org.apache.hadoop.fs.Path(wave, "part-*"))[0].getPath();
      byte[] whole;
      try (InputStream in = fs.open(part)) {
        whole = in.readAllBytes();
      }
      try (OutputStream out = fs.create(part, true)) {
        out.write(whole, 0, whole.length - 1);
      }
      Answer damaged = Sweeps.command("verify", root);
      assertThat(damaged.exitStatus()).as(damaged.err()).isEqualTo(4);
      assertThat(damaged.out()).contains(part.getName());
      ok("repair", root);
      ok(run);
      ok("compact", root);
      ok("clean", root);
      ok("verify", root);
      TABLE.add("damage in HDFS", plain, rows(fs));
    }
    TABLE.publish();
  }

  private static void ok(String... command) {
    Answer answer = Sweeps.command(command);
    assertThat(answer.exitStatus()).as(answer.out() + answer.err()).isZero();
  }

  /** Rows of a copy on the local file system. */
  private List<String> rows(FileSystem hdfs) throws IOException {
    Path copy = directory.resolve("copy-" + ++copies);
    hdfs.copyToLocalFile(
        new org.apache.hadoop.fs.Path("/sweep"), new org.apache.hadoop.fs.Path(copy.toUri()));
    return Sweeps.rows(copy);
  }
}
