package io.github.widesweep.data;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/**
 * The text of a CSV file: unpacked, without a byte order mark, and with an end to every record, so
 * that no file, however large or packed, is held in memory as one.
 */
final class CsvText extends Reader {
  /** Characters of a record, cells of millions of numbers. */
  private static final int MOST_IN_RECORD = 1 << 22;

  private static final int BYTE_ORDER_MARK = 0xFEFF;
  private static final double FIRST_LOOK = 1 << 14;

  private final Counter stored;
  private final long size;
  private final Reader text;
  private boolean started;
  private long inRecord;

  private CsvText(Counter stored, InputStream plain, long size) {
    this.stored = stored;
    this.size = size;
    this.text = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
  }

  /**
   * Text from a stream.
   *
   * @param file the stream is unpacked if this name ends in {@code .gz}
   * @param size bytes of the stream; 0 if that is not known
   */
  static CsvText of(String file, InputStream stream, long size) throws IOException {
    Counter stored = new Counter(stream);
    return new CsvText(stored, file.endsWith(".gz") ? new GZIPInputStream(stored) : stored, size);
  }

  /** Says that a record has ended. */
  void recordEnded() {
    inRecord = 0;
  }

  /** The part of the stream that has been read; 0 while too little is to say more from. */
  double part() {
    return size == 0 || stored.count < FIRST_LOOK ? 0 : (double) stored.count / size;
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    if (!started) {
      started = true;
      text.mark(1);
      if (text.read() != BYTE_ORDER_MARK) {
        text.reset();
      }
    }
    int count = text.read(buffer, offset, length);
    inRecord += Math.max(0, count);
    if (inRecord > MOST_IN_RECORD) {
      throw new IOException("a line of more than %d characters".formatted(MOST_IN_RECORD));
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }

  private static final class Counter extends FilterInputStream {
    private long count;

    Counter(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
