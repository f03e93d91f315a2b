package io.github.widesweep.job.store;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Messages;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write to an output, which one process at a time has.
 *
 * <p>Leases are numbered files {@code _lease-N} in the output. A process holds the output once it
 * has created the file after the highest one, which only one process can: the file system creates a
 * file for one of those who ask, or, where it cannot, the last one has it and the others find out.
 * The holder writes its file again every few seconds; a lease whose file is older than {@link
 * #EXPIRY}, by the clock of the file system itself, has expired, and so has one whose process is
 * known to be dead. It is never taken out of the way: the next number is taken, and whoever held
 * the one before finds that out before it commits anything more.
 */
public final class Lease implements AutoCloseable {
  /** How long a lease lasts that is not renewed. */
  static final Duration EXPIRY = Duration.ofSeconds(60);

  private static final Duration RENEWAL = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final String PREFIX = "_lease-";

  /** Creations that others were quicker with, before giving up. */
  private static final int TRIES = 5;

  private final FileSystem fs;
  private final Path root;
  private final long number;
  private final LeaseHolder holder;
  private final Duration expiry;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread renewals;
  private volatile long renewed = System.nanoTime();
  private volatile boolean lost;

  /** A lease that was found. */
  private record Found(long number, Path path, long modified, Optional<LeaseHolder> holder) {}

  private Lease(
      FileSystem fs,
      Path root,
      long number,
      LeaseHolder holder,
      Duration expiry,
      Duration renewal) {
    this.fs = fs;
    this.root = root;
    this.number = number;
    this.holder = holder;
    this.expiry = expiry;
    this.renewals = new Thread(() -> renewUntilClosed(renewal), "lease");
    renewals.setDaemon(true);
  }

  /** Whether a file of an output is a lease. */
  static boolean isLease(String name) {
    return name.startsWith(PREFIX);
  }

  /**
   * Takes an output, until {@link #close}.
   *
   * @param what what for, such as {@code run conf/quickstart.yaml}: shown to whoever comes second
   * @throws UserException if another process has it, saying which and since when
   */
  public static Lease acquire(Output output, String what) {
    LeaseHolder me = LeaseHolder.thisProcess(UUID.randomUUID().toString(), what);
    try {
      return acquire(output.fs(), output.root(), me, EXPIRY, RENEWAL);
    } catch (IOException e) {
      throw new UserException(
          "output %s: %s; expected a directory that can be written"
              .formatted(output.root(), Messages.oneLine(e)),
          e);
    }
  }

  static Lease acquire(
      FileSystem given, Path root, LeaseHolder me, Duration expiry, Duration renewal)
      throws IOException {
    // Renewals overwrite: a checksum beside the file would be out of step for a moment.
    FileSystem fs = given instanceof LocalFileSystem local ? local.getRaw() : given;
    fs.mkdirs(root);
    for (int tries = 0; tries < TRIES; tries++) {
      List<Found> before = found(fs, root);
      for (Found lease : before) {
        if (!isOver(fs, root, lease, expiry)) {
          throw held(root, lease);
        }
      }
      long number = before.isEmpty() ? 1 : before.get(before.size() - 1).number() + 1;
      if (create(fs, path(root, number), me.text())) {
        Lease lease = new Lease(fs, root, number, me, expiry, renewal);
        lease.settle(before);
        lease.renewals.start();
        return lease;
      }
    }
    throw new UserException(
        "output %s: other processes keep taking it, expected to be alone".formatted(root));
  }

  /** Looks again after the creation: another process may have looked and created meanwhile. */
  private void settle(List<Found> over) throws IOException {
    for (Found lease : found(fs, root)) {
      boolean known =
          over.stream()
              .anyMatch(o -> o.number() == lease.number() && o.holder().equals(lease.holder()));
      if (isAnothers(lease)) {
        throw held(root, lease);
      }
      if (lease.number() != number && !known) {
        fs.delete(path(root, number), false);
        throw held(root, lease);
      }
    }
    for (Found lease : over) {
      fs.delete(lease.path(), false);
    }
  }

  private static UserException held(Path root, Found lease) {
    return new UserException(
        "output %s: is being written by %s; expected to be alone: wait for its end, or end it"
            .formatted(root, lease.holder().map(LeaseHolder::describe).orElse("another process")));
  }

  private static Path path(Path root, long number) {
    return new Path(root, "%s%06d".formatted(PREFIX, number));
  }

  /** Leases there, by number. */
  private static List<Found> found(FileSystem fs, Path root) throws IOException {
    List<Found> found = new ArrayList<>();
    for (FileStatus file : fs.listStatus(root)) {
      String name = file.getPath().getName();
      if (isLease(name) && name.substring(PREFIX.length()).matches("\\d{1,18}")) {
        long number = Long.parseLong(name.substring(PREFIX.length()));
        Optional<LeaseHolder> holder = read(fs, file.getPath());
        found.add(new Found(number, file.getPath(), file.getModificationTime(), holder));
      }
    }
    found.sort(Comparator.comparingLong(Found::number));
    return found;
  }

  /** Empty while the file is being written, or if it was given up meanwhile. */
  private static Optional<LeaseHolder> read(FileSystem fs, Path path) throws IOException {
    try (FSDataInputStream in = fs.open(path)) {
      return LeaseHolder.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Whoever holds an output now.
   *
   * @param holder user, host, process, since when and what for; empty while it is being written
   * @param renewed the last sign of life
   */
  public record Held(String holder, Instant renewed) {}

  /** Who writes to an output now, as far as the lease tells; nothing is written. */
  public static Optional<Held> held(Output output) {
    try {
      for (Found lease : found(output.fs(), output.root())) {
        // By this machine's clock, which is near enough to say so.
        boolean isOver =
            System.currentTimeMillis() - lease.modified() > EXPIRY.toMillis()
                || lease.holder().map(LeaseHolder::isDead).orElse(false);
        if (!isOver) {
          return Optional.of(
              new Held(
                  lease.holder().map(LeaseHolder::describe).orElse(""),
                  Instant.ofEpochMilli(lease.modified())));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UserException("%s: %s".formatted(output.root(), Messages.oneLine(e)), e);
    }
  }

  private static boolean isOver(FileSystem fs, Path root, Found lease, Duration expiry)
      throws IOException {
    if (!fs.exists(lease.path()) || lease.holder().map(LeaseHolder::isDead).orElse(false)) {
      return true;
    }
    return now(fs, root) - lease.modified() > expiry.toMillis();
  }

  /** The time on the clock that the file system stamps files with. */
  private static long now(FileSystem fs, Path root) throws IOException {
    Path probe = new Path(root, ".probe-" + UUID.randomUUID());
    try {
      fs.create(probe, false).close();
      return fs.getFileStatus(probe).getModificationTime();
    } finally {
      fs.delete(probe, false);
    }
  }

  /** Creates a file unless it is there; of several processes at once, one succeeds. */
  private static boolean create(FileSystem fs, Path path, String text) throws IOException {
    try {
      write(fs, path, text, StandardOpenOption.CREATE_NEW);
      return true;
    } catch (java.nio.file.FileAlreadyExistsException
        | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    }
  }

  private static void write(FileSystem fs, Path path, String text, StandardOpenOption how)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (fs instanceof RawLocalFileSystem) {
      // Hadoop's own looks first and creates then, and starts a process for the permissions.
      Files.write(
          java.nio.file.Path.of(path.toUri().getPath()), bytes, StandardOpenOption.WRITE, how);
      return;
    }
    boolean fresh = how == StandardOpenOption.CREATE_NEW;
    // Object stores look for the file when they are given it, if they can: before that, two
    // processes would both find none.
    FSDataOutputStreamBuilder<?, ?> file = fs.createFile(path);
    file.recursive()
        .overwrite(!fresh)
        .opt(CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, fresh);
    try (OutputStream out = file.build()) {
      out.write(bytes);
    }
  }

  private void renewUntilClosed(Duration renewal) {
    try {
      while (!closed.await(renewal.toMillis(), TimeUnit.MILLISECONDS)) {
        renew();
      }
    } catch (InterruptedException e) {
      // Nobody interrupts it: it would then expire.
      Thread.currentThread().interrupt();
    }
  }

  private void renew() {
    try {
      if (isHeld()) {
        write(fs, path(root, number), holder.text(), StandardOpenOption.TRUNCATE_EXISTING);
        renewed = System.nanoTime();
      }
    } catch (IOException e) {
      // Tried again in a few seconds; if it goes on, the lease expires, which is told when
      // something
      // is to be committed.
      LOG.info("cannot renew {}: {}", path(root, number), e.toString());
    }
  }

  private boolean isHeld() throws IOException {
    lost |=
        Duration.ofNanos(System.nanoTime() - renewed).compareTo(expiry) > 0
            || found(fs, root).stream()
                .anyMatch(lease -> lease.number() > number || isAnothers(lease));
    return !lost;
  }

  /**
   * Whether this lease's own file was written by another process after it: a store that cannot
   * create without overwriting lets the last of several have it.
   */
  private boolean isAnothers(Found lease) {
    return lease.number() == number
        && lease.holder().map(other -> !other.id().equals(holder.id())).orElse(false);
  }

  /**
   * To be called before anything is committed.
   *
   * @throws IllegalStateException if the lease expired, because this process or the file system
   *     stood still, so that another process may have taken the output
   */
  public void requireHeld() throws IOException {
    if (!isHeld()) {
      throw new IllegalStateException(
          "output %s: could not be kept, its lease was not renewed for %d s; start again"
              .formatted(root, expiry.toSeconds()));
    }
  }

  /** Gives the output up. */
  @Override
  public void close() {
    closed.countDown();
    try {
      renewals.join(RENEWAL.toMillis());
      if (!renewals.isAlive() && !lost) {
        fs.delete(path(root, number), false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("cannot give up {}, it expires by itself: {}", path(root, number), e.toString());
    }
  }
}
