package io.github.widesweep.network;

/**
 * Whether this JVM has the Vector API, {@code jdk.incubator.vector}: a module that it does not load
 * unless it is told to. Told on its command line ({@code --add-modules}), it warns on stderr of an
 * incubator module, which tells a user nothing. So where it lets us ({@code
 * --add-exports=java.base/jdk.internal.module=ALL-UNNAMED}, as {@code submit/widesweep} starts it),
 * the module is loaded here, in the way that the JVM loads those of its agents.
 */
public final class VectorApi {
  private static final String MODULE = "jdk.incubator.vector";
  private static final boolean THERE =
      ModuleLayer.boot().findModule(MODULE).isPresent() || isLoaded();

  private VectorApi() {}

  private static boolean isLoaded() {
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, MODULE);
      return true;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return false;
    }
  }

  /** Whether classes that use it can be loaded. */
  public static boolean isThere() {
    return THERE;
  }
}
