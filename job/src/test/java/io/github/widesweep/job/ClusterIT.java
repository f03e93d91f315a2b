package io.github.widesweep.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Launcher.Result;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real standalone cluster on the loopback interface: a master and two workers. */
class ClusterIT {
  private static final Path SPARK = Launcher.root().resolve("submit/target/spark");
  private static final Pattern ALIVE = Pattern.compile("\"aliveworkers\"\\s*:\\s*2\\b");

  @TempDir private Path directory;

  private final List<Process> daemons = new ArrayList<>();
  private Path here;
  private int port;

  @BeforeEach
  void startCluster() throws Exception {
    here = Files.createDirectory(directory.resolve("here"));
    // Brings the jars if this is the first launch of all.
    assertThat(new Launcher(here).launch("--version").exitStatus()).isZero();
    port = freePort();
    int web = freePort();
    daemon(
        "master",
        "org.apache.spark.deploy.master.Master",
        "--host",
        "127.0.0.1",
        "--port",
        "" + port,
        "--webui-port",
        "" + web);
    for (int worker = 1; worker <= 2; worker++) {
      daemon(
          "worker-" + worker,
          "org.apache.spark.deploy.worker.Worker",
          "--host",
          "127.0.0.1",
          "--port",
          "0",
          "--webui-port",
          "0",
          "-c",
          "1",
          "-m",
          "1g",
          "-d",
          directory.resolve("worker-" + worker).toString(),
          "spark://127.0.0.1:" + port);
    }
    awaitWorkers(URI.create("http://127.0.0.1:" + web + "/json/"));
  }

  @AfterEach
  void stopCluster() {
    for (Process daemon : daemons) {
      daemon.descendants().forEach(ProcessHandle::destroyForcibly);
      daemon.destroyForcibly();
    }
  }

  @Test
  void rowsAreThePlainLoops() throws IOException {
    Files.writeString(here.resolve("spec.yaml"), Sweeps.SMALL);
    Result result =
        new Launcher(here)
            .launch(
                "run",
                "spec.yaml",
                "-o",
                "out",
                "--chunk-seconds",
                "0.001",
                "--",
                "--master",
                "spark://127.0.0.1:" + port,
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.executor.memory=512m");
    assertThat(result.exitStatus()).as(String.join("\n", result.err())).isZero();
    assertThat(Sweeps.rows(here.resolve("out"))).isEqualTo(Sweeps.plainRows(Sweeps.SMALL));
    String[] sql = {
      "sql", here.resolve("out").toString(), "SELECT master FROM provenance", "--format", "csv"
    };
    assertThat(Sweeps.command(sql).out()).contains("spark://127.0.0.1:" + port);
    // The work was not done by the driver.
    for (int worker = 1; worker <= 2; worker++) {
      assertThat(directory.resolve("worker-" + worker)).isNotEmptyDirectory();
    }
  }

  private void daemon(String name, String mainClass, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dspark.master.rest.enabled=false",
                "-cp",
                SPARK.resolve("jars") + "/*",
                mainClass));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile());
    builder.environment().put("SPARK_HOME", SPARK.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    daemons.add(builder.start());
  }

  private void awaitWorkers(URI page) throws InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(5)).build();
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    boolean ready = false;
    while (!ready) {
      assertThat(daemons).as("daemons run").allMatch(Process::isAlive);
      assertThat(System.nanoTime()).as("two workers in time").isLessThan(deadline);
      try {
        ready = ALIVE.matcher(client.send(request, BodyHandlers.ofString()).body()).find();
      } catch (IOException e) {
        // Not listening yet.
        ready = false;
      }
      if (!ready) {
        Polling.pause();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
