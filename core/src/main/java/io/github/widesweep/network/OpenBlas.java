package io.github.widesweep.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack;

/**
 * The OpenBLAS that comes in the jar, with the Fortran runtime it needs. JavaCPP extracts them once
 * per user, into {@value #CACHE_PROPERTY} or {@code ~/.cache/widesweep}, under a lock between JVMs,
 * and never writes to a file in place; into a directory of this JVM, deleted at its end, where the
 * home directory cannot be written.
 *
 * <p>OpenBLAS chooses its kernels by the CPU, unless the environment variable {@code
 * OPENBLAS_CORETYPE} names some.
 */
final class OpenBlas {
  private static final String CACHE_PROPERTY = "org.bytedeco.javacpp.cachedir";

  private OpenBlas() {}

  /** A library, and what it says it is. */
  record Library(Path file, String name) {}

  /**
   * Loads OpenBLAS and tells it to compute on the thread that calls it.
   *
   * @throws UnsatisfiedLinkError if there is none for this platform, or it does not load
   * @throws IOException if it cannot be extracted
   */
  static Library load() throws IOException {
    if (System.getProperty(CACHE_PROPERTY) == null) {
      System.setProperty(CACHE_PROPERTY, cache().toString());
    }
    Path glue = Path.of(Loader.load(org.bytedeco.openblas.global.openblas_nolapack.class));
    call("openblas_set_num_threads", 1);
    int threads = call("openblas_get_num_threads", 0);
    if (threads != 1) {
      throw new UnsatisfiedLinkError("OpenBLAS keeps to %d threads".formatted(threads));
    }
    // "OpenBLAS 0.3.31 NO_AFFINITY ...".
    List<String> words = List.of(text("openblas_get_config").split(" "));
    return new Library(
        library(glue.resolveSibling(".")),
        "%s %s %s, bundled".formatted(words.get(0), words.get(1), text("openblas_get_corename")));
  }

  private static Path cache() throws IOException {
    Path home = Path.of(System.getProperty("user.home", ""));
    // A user that a container does not know has the home directory "?".
    if (home.isAbsolute() && Files.isDirectory(home)) {
      try {
        Path directory = Files.createDirectories(home.resolve(".cache").resolve("widesweep"));
        if (Files.isWritable(directory)) {
          return directory;
        }
      } catch (IOException e) {
        // A directory of our own, then.
      }
    }
    Path own = Files.createTempDirectory("widesweep");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(own)));
    return own;
  }

  private static void delete(Path directory) {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Windows keeps libraries in use; its users clear the temporary directory.
    }
  }

  /** The glue links to OpenBLAS under this name, with endings by platform. */
  private static Path library(Path directory) throws IOException {
    try (var files = Files.list(directory.normalize())) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("libopenblas_nolapack"))
          .sorted()
          .findFirst()
          .orElseThrow(() -> new UnsatisfiedLinkError("no OpenBLAS in " + directory));
    }
  }

  /** A function of JavaCPP's glue that calls any {@code int f(int)}. */
  private static final class Callable extends openblas_nolapack.MklSetNumThreadsLocal {}

  /** Calls {@code int f(int)} by its name. */
  static int call(String function, int argument) {
    Pointer address = Loader.addressof(function);
    if (address == null) {
      throw new UnsatisfiedLinkError("OpenBLAS has no " + function);
    }
    try (Callable pointer = new Callable()) {
      return pointer.put(address).call(argument);
    }
  }

  /**
   * What a function without arguments says. The glue passes on 32 bits of the text's address; the
   * others are those of the function, since both lie in one library, which is smaller than 2 GB.
   */
  private static String text(String function) {
    long near = Loader.addressof(function).address();
    int difference = call(function, 0) - (int) near;
    return new Text(near + difference).getString();
  }

  private static final class Text extends BytePointer {
    Text(long address) {
      super((Pointer) null);
      this.address = address;
    }
  }
}
