package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Launcher;
import io.github.widesweep.job.Polling;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A real standalone cluster on the loopback interface: a master, and workers of one core each. Its
 * processes are the only ones that are ever killed.
 */
final class Cluster implements AutoCloseable {
  private static final Path SPARK = Launcher.root().resolve("submit/target/spark");

  /** As submit/README.md tells. */
  private static final List<String> SECURITY =
      List.of(
          "spark.authenticate=true",
          "spark.authenticate.secret=a-secret-of-the-tests",
          "spark.network.crypto.enabled=true",
          "spark.network.crypto.cipher=AES/GCM/NoPadding",
          "spark.io.encryption.enabled=true");

  private final Path directory;
  private final int workers;
  private final int port;
  private final int web;
  private final List<Process> running = new ArrayList<>();
  private Process master;
  private int started;

  private Cluster(Path directory, int workers) throws IOException {
    this.directory = directory;
    this.workers = workers;
    this.port = freePort();
    this.web = freePort();
  }

  /** Starts a cluster that keeps logs in a directory, and waits until its workers are there. */
  static Cluster start(Path directory, int workers) throws Exception {
    Cluster cluster = new Cluster(directory, workers);
    try {
      cluster.startMaster();
      cluster.startWorkers();
      cluster.awaitWorkers();
      return cluster;
    } catch (Throwable e) {
      cluster.close();
      throw e;
    }
  }

  String url() {
    return "spark://127.0.0.1:" + port;
  }

  /** Options of spark-submit that bring a sweep onto this cluster. */
  List<String> options() {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--master",
                url(),
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.executor.memory=512m",
                "--conf",
                "spark.task.maxFailures=20",
                "--conf",
                "spark.speculation=true"));
    SECURITY.forEach(setting -> options.addAll(List.of("--conf", setting)));
    return options;
  }

  /** Executors that run now. */
  List<ProcessHandle> executors() {
    // A worker starts nothing else.
    return running.stream().flatMap(Process::children).toList();
  }

  /** Kills a worker with its executors, and starts another. */
  void replaceWorker(int number) throws IOException {
    kill(running.remove(number));
    startWorker();
  }

  /** Kills all workers with their executors. */
  void killWorkers() {
    running.forEach(Cluster::kill);
    running.clear();
  }

  /** Starts as many workers as there should be, after {@link #killWorkers}. */
  void startWorkers() throws IOException {
    for (int i = 0; i < workers; i++) {
      startWorker();
    }
  }

  /** Kills the master, and starts another that finds what the first has written. */
  void replaceMaster() throws Exception {
    kill(master);
    master.waitFor();
    startMaster();
  }

  private void startMaster() throws IOException {
    master =
        daemon(
            "master",
            "org.apache.spark.deploy.master.Master",
            List.of(
                "-Dspark.master.rest.enabled=false",
                "-Dspark.deploy.maxExecutorRetries=-1",
                "-Dspark.deploy.recoveryMode=FILESYSTEM",
                "-Dspark.deploy.recoveryDirectory=" + directory.resolve("recovery")),
            List.of("--host", "127.0.0.1", "--port", "" + port, "--webui-port", "" + web));
  }

  private void startWorker() throws IOException {
    String name = "worker-" + ++started;
    running.add(
        daemon(
            name,
            "org.apache.spark.deploy.worker.Worker",
            List.of(),
            List.of(
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
                directory.resolve(name).toString(),
                url())));
  }

  private Process daemon(
      String name, String mainClass, List<String> settings, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
    command.addAll(settings);
    SECURITY.forEach(setting -> command.add("-D" + setting));
    command.addAll(List.of("-cp", SPARK.resolve("jars") + "/*", mainClass));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".log").toFile()));
    builder.environment().put("SPARK_HOME", SPARK.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    // Executors inherit it.
    builder.environment().put("JDK_JAVA_OPTIONS", Launcher.SHORT_LIVED);
    return builder.start();
  }

  /** Waits until the master knows as many workers as there should be. */
  void awaitWorkers() throws InterruptedException {
    Pattern alive = Pattern.compile("\"aliveworkers\"\\s*:\\s*" + workers + "\\b");
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/json/"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long deadline = System.nanoTime() + Duration.ofMinutes(10).toNanos();
    boolean ready = false;
    while (!ready) {
      assertThat(running).as("daemons run").allMatch(Process::isAlive);
      assertThat(System.nanoTime()).as("workers in time").isLessThan(deadline);
      try {
        ready = alive.matcher(client.send(request, BodyHandlers.ofString()).body()).find();
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

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    running.forEach(Cluster::kill);
    if (master != null) {
      kill(master);
    }
  }
}
