package io.github.widesweep.job.fault;

import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system as {@code faulty://machine/path}, each machine with the fault it was
 * registered with. What one machine has written, another machine reads under its own name.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
  private static final Map<String, Machine> MACHINES = new ConcurrentHashMap<>();

  private URI uri;

  /** Gives a machine its fault; the name of its root. */
  static String register(String name, Machine machine) {
    MACHINES.put(name, machine);
    return "faulty://" + name;
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    uri = URI.create("faulty://" + name.getAuthority());
    super.initialize(name, conf);
    setConf(conf);
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public URI getUri() {
    // The superclass asks before it is initialized.
    return uri == null ? URI.create("faulty:///") : uri;
  }

  private Machine machine() {
    return MACHINES.get(uri.getAuthority());
  }

  @Override
  public FSDataInputStream open(Path f, int bufferSize) throws IOException {
    machine().read();
    return super.open(f, bufferSize);
  }

  @Override
  public FileStatus[] listStatus(Path f) throws IOException {
    machine().read();
    FileStatus[] entries = super.listStatus(f);
    for (int i = 0; i < entries.length; i++) {
      entries[i] = plain(entries[i]);
    }
    return entries;
  }

  @Override
  public FileStatus getFileStatus(Path f) throws IOException {
    machine().read();
    return plain(super.getFileStatus(f));
  }

  /** The superclass's own statuses look for permissions under {@code file:} when asked. */
  private static FileStatus plain(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        status.getReplication(),
        status.getBlockSize(),
        status.getModificationTime(),
        status.getPath());
  }

  @Override
  public FSDataOutputStream create(
      Path f,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    machine().change("create " + f);
    return faulty(f, super.create(f, overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path f,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    // The local file system does this one through the other, which counts it.
    return create(f, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream createNonRecursive(
      Path f,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(f, overwrite, bufferSize, replication, blockSize, progress);
  }

  private FSDataOutputStream faulty(Path file, FSDataOutputStream out) throws IOException {
    return new FSDataOutputStream(new FaultyStream(file, out), null);
  }

  @Override
  public boolean rename(Path src, Path dst) throws IOException {
    if (!machine().copiesToRename()) {
      machine().change("rename " + src + " to " + dst);
      return super.rename(src, dst);
    }
    if (!exists(src) || src.equals(dst)) {
      return false;
    }
    Path target = isFolder(dst) ? new Path(dst, src.getName()) : dst;
    if (exists(target) && !isEmptyDirectory(target)) {
      return false;
    }
    copy(src, target);
    deleteOneByOne(src);
    return true;
  }

  private boolean isFolder(Path path) throws IOException {
    return exists(path) && getFileStatus(path).isDirectory();
  }

  private boolean isEmptyDirectory(Path path) throws IOException {
    return isFolder(path) && listStatus(path).length == 0;
  }

  private void copy(Path src, Path dst) throws IOException {
    if (getFileStatus(src).isDirectory()) {
      super.mkdirs(dst);
      for (FileStatus entry : listStatus(src)) {
        copy(entry.getPath(), new Path(dst, entry.getPath().getName()));
      }
      return;
    }
    machine().change("copy " + src + " to " + dst);
    try (FSDataInputStream in = super.open(src, 1 << 16);
        FSDataOutputStream out = super.create(dst, true, 1 << 16, (short) 1, 1 << 25, null)) {
      in.transferTo(out);
    }
  }

  private void deleteOneByOne(Path path) throws IOException {
    if (getFileStatus(path).isDirectory()) {
      for (FileStatus entry : listStatus(path)) {
        deleteOneByOne(entry.getPath());
      }
    } else {
      machine().change("delete " + path);
    }
    super.delete(path, false);
  }

  @Override
  public boolean delete(Path f, boolean recursive) throws IOException {
    if (!exists(f)) {
      return false;
    }
    if (recursive) {
      // No file system deletes a directory at once.
      deleteOneByOne(f);
      return true;
    }
    machine().change("delete " + f);
    return super.delete(f, false);
  }

  @Override
  public boolean mkdirs(Path f) throws IOException {
    try {
      if (getFileStatus(f).isDirectory()) {
        return true;
      }
      throw new FileAlreadyExistsException(f + " is a file");
    } catch (FileNotFoundException e) {
      machine().change("mkdirs " + f);
      return super.mkdirs(f);
    }
  }

  @Override
  public boolean mkdirs(Path f, FsPermission permission) throws IOException {
    return mkdirs(f);
  }

  /** A file that is being written: what a dead machine had not written is not there. */
  private final class FaultyStream extends FilterOutputStream {
    private final Path file;
    private boolean closed;

    FaultyStream(Path file, OutputStream out) {
      super(out);
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      machine().write();
      out.write(b);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      machine().write();
      out.write(b, off, len);
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try {
        machine().change("close " + file);
      } finally {
        out.close();
      }
    }
  }
}
