package io.github.widesweep.job;

import org.apache.commons.csv.CSVFormat;

/** The CSV that commands write: quoted as RFC 4180 has it, lines ended as other tools expect. */
public final class Csv {
  /** Lines end with a line feed alone: shells and text tools keep a carriage return as data. */
  public static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  private Csv() {}
}
