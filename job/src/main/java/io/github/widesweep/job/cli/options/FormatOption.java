package io.github.widesweep.job.cli.options;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.job.Json;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** How a command answers: in words, or as one JSON document and nothing else. */
public final class FormatOption {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, or json: one document on standard output. Default: ${DEFAULT-VALUE}.")
  private Format format;

  /** The two. */
  enum Format {
    TEXT,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Where words go that are no part of the document. */
  public PrintWriter words(PrintWriter out, PrintWriter err) {
    return format == Format.JSON ? err : out;
  }

  /** Prints an answer in the form that was asked for. */
  public void print(PrintWriter out, Consumer<PrintWriter> text, Supplier<JsonNode> json) {
    if (format == Format.JSON) {
      out.print(Json.print(json.get()));
    } else {
      text.accept(out);
    }
    out.flush();
  }
}
