package io.github.widesweep.job.cli;

import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Versions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Runs the commands whose start should be fast once, so that the JVM loads their classes: {@code
 * submit/widesweep} has it write these to an archive, from which later JVMs take them.
 */
@Command(
    name = "warm-up",
    hidden = true,
    description = "Runs the common commands on a sweep of a few runs, for the launcher's archive.")
public final class WarmUpCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "An empty directory.")
  private Path directory;

  @Override
  public Integer call() throws IOException {
    String spec = directory.resolve("spec.yaml").toString();
    String output = directory.resolve("output").toString();
    Files.writeString(Path.of(spec), Versions.resource(WarmUpCommand.class, "warm_up.yaml"));
    int exitStatus = ExitStatus.DONE;
    for (List<String> command :
        List.of(
            List.of("help"),
            List.of("plan", spec),
            List.of("run", spec, "--output", output),
            List.of("run", spec, "--output", output),
            List.of("status", output),
            List.of("verify", output),
            List.of("sql", output, "SELECT * FROM error_by_width ORDER BY width"),
            List.of("sql", output, "SELECT status, count(*) FROM runs GROUP BY ALL"),
            List.of("sql", output, "DESCRIBE runs", "--format", "csv"))) {
      exitStatus =
          Math.max(
              exitStatus,
              Main.commandLine()
                  .setOut(new PrintWriter(Writer.nullWriter()))
                  .setErr(new PrintWriter(Writer.nullWriter()))
                  .execute(command.toArray(String[]::new)));
    }
    return exitStatus;
  }
}
