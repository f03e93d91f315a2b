package io.github.widesweep.job.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/**
 * The list of commands with the first sentence of each, where picocli would cut at a line's end.
 */
final class CommandList implements IHelpSectionRenderer {
  private static final Pattern FIRST_SENTENCE = Pattern.compile("^.*?[.](?= |$)");
  private static final int INDENT = 2;

  @Override
  public String render(Help help) {
    Map<String, CommandLine> shown = new LinkedHashMap<>();
    help.commandSpec()
        .subcommands()
        .forEach(
            (name, line) -> {
              if (!line.getCommandSpec().usageMessage().hidden()) {
                shown.put(name, line);
              }
            });
    if (shown.isEmpty()) {
      return "";
    }
    int names = INDENT + shown.keySet().stream().mapToInt(String::length).max().orElse(0);
    Help.TextTable table =
        Help.TextTable.forColumns(
            help.colorScheme(),
            new Help.Column(names, INDENT, Help.Column.Overflow.SPAN),
            new Help.Column(
                help.commandSpec().usageMessage().width() - names,
                INDENT,
                Help.Column.Overflow.WRAP));
    shown.forEach((name, line) -> table.addRowValues(name, sentence(line)));
    return table.toString();
  }

  /** What a command does, to the first full stop. */
  static String sentence(CommandLine line) {
    // Descriptions are formats: %% is a percent sign, %n an end of line.
    String text =
        String.join(" ", line.getCommandSpec().usageMessage().description()).formatted().strip();
    Matcher matcher = FIRST_SENTENCE.matcher(text);
    return matcher.find() ? matcher.group() : text;
  }
}
