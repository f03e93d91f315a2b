package io.github.widesweep.job.fault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The machine under a {@link FaultyFileSystem}: counts the operations that change something, and
 * meets with a fault at a chosen one.
 */
final class Machine {
  private final Fault fault;
  private final long at;
  private final boolean copyingRenames;
  private final List<String> operations = new ArrayList<>();
  private boolean struck;

  /** What happens at the chosen operation. */
  enum Fault {
    /** Nothing. */
    NONE,
    /** The operation does not happen, and no other does after it: as kill -9 leaves a disk. */
    KILL,
    /** The operation fails, the next ones succeed. */
    HICCUP,
    /** No byte can be written any more; the rest goes on. */
    FULL,
    /** Nothing can be changed any more; reading goes on. */
    READ_ONLY
  }

  private Machine(Fault fault, long at, boolean copyingRenames) {
    this.fault = fault;
    this.at = at;
    this.copyingRenames = copyingRenames;
  }

  /** A machine without a fault. */
  static Machine sound() {
    return new Machine(Fault.NONE, 0, false);
  }

  /** A machine that meets with the fault at operation {@code at}, counted from 1. */
  static Machine with(Fault fault, long at) {
    return new Machine(fault, at, false);
  }

  /** The same machine with the renames of an object store: copies and deletions, file by file. */
  Machine likeAnObjectStore() {
    return new Machine(fault, at, true);
  }

  boolean copiesToRename() {
    return copyingRenames;
  }

  /** How many operations there were. */
  synchronized int operations() {
    return operations.size();
  }

  /** The last operation, for messages. */
  synchronized String last() {
    return operations.isEmpty() ? "none" : operations.get(operations.size() - 1);
  }

  /** Whether the fault has happened. */
  synchronized boolean isStruck() {
    return struck;
  }

  /** Before something is read. */
  synchronized void read() throws IOException {
    if (struck && fault == Fault.KILL) {
      throw new IOException("the machine is dead");
    }
  }

  /** Before something is changed. */
  synchronized void change(String operation) throws IOException {
    read();
    if (!struck || fault != Fault.READ_ONLY) {
      operations.add(operation);
    }
    boolean now = fault != Fault.NONE && !struck && operations.size() == at;
    struck |= now;
    if (now && fault == Fault.KILL) {
      throw new IOException("the machine dies before " + operation);
    }
    if (now && fault == Fault.HICCUP) {
      throw new IOException("hiccup at " + operation);
    }
    if (struck && fault == Fault.READ_ONLY) {
      throw new IOException("Read-only file system");
    }
  }

  /** Before bytes are written. */
  synchronized void write() throws IOException {
    read();
    if (struck && fault == Fault.FULL) {
      throw new IOException("No space left on device");
    }
    if (struck && fault == Fault.READ_ONLY) {
      throw new IOException("Read-only file system");
    }
  }
}
