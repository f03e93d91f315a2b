package io.github.widesweep.network;

import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import io.github.widesweep.InvalidValueException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.DoubleStream;
import org.bytedeco.javacpp.Loader;
import org.ojalgo.OjAlgoUtils;
import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.store.R064Store;

/**
 * The one place that configures numerics in a JVM: which BLAS multiplies, and that ojAlgo starts no
 * threads of its own (Spark already runs one task per core).
 *
 * <p>The BLAS is the one that the system property {@value #BLAS_PROPERTY} names:
 *
 * <ul>
 *   <li>{@code openblas}: the OpenBLAS in the jar for large products, {@code vector} or {@code
 *       java} for the rest ({@link RoutedBlas});
 *   <li>{@code system}: the same with the BLAS installed on this machine. How many threads it uses
 *       is its own configuration's matter;
 *   <li>{@code vector}: the Vector API, in a JVM where {@link VectorApi} finds it;
 *   <li>{@code java}: scalar Java.
 * </ul>
 *
 * <p>Without the property it is {@code openblas} where that loads, else {@code vector} where the
 * JVM has the module, else {@code java}. Different implementations, and different kernels of
 * OpenBLAS, add in different orders, so results agree across machines to rounding only, and to the
 * bit where the implementation is the same: {@link #blasName()} is recorded with every invocation.
 *
 * <p>Matrices are ojAlgo stores, column-major; a set of samples is a matrix with a row per sample,
 * so that the values of one feature lie together.
 */
public final class LinearAlgebra {
  /**
   * System property that names the BLAS: {@code openblas}, {@code system}, {@code vector} or {@code
   * java}.
   */
  public static final String BLAS_PROPERTY = "widesweep.blas";

  private static final String NETLIB = "dev.ludovic.netlib.blas";

  // Kept: java.util.logging forgets the level of a logger that nobody refers to.
  private static final Logger NETLIB_LOGGER = Logger.getLogger(NETLIB);

  // Not thrown where it arises: an exception in a static initializer is seen once, wrapped.
  private static final InvalidValueException REFUSAL;
  private static final RoutedBlas BLAS;

  static {
    OjAlgoUtils.limitThreadsTo(1);
    // netlib warns on stderr for every implementation it tries and does not find.
    NETLIB_LOGGER.setLevel(Level.SEVERE);
    RoutedBlas blas = null;
    InvalidValueException refusal = null;
    try {
      blas = choose(System.getProperty(BLAS_PROPERTY, ""));
    } catch (InvalidValueException e) {
      refusal = e;
    }
    BLAS = blas;
    REFUSAL = refusal;
  }

  private LinearAlgebra() {}

  private static RoutedBlas choose(String choice) {
    // Before netlib looks for it.
    boolean vectors = VectorApi.isThere();
    return switch (choice) {
      case "" -> {
        try {
          yield openBlas();
        } catch (IOException | LinkageError | RuntimeException e) {
          yield java(javaBlas());
        }
      }
      case "openblas" -> {
        try {
          yield openBlas();
        } catch (IOException | LinkageError | RuntimeException e) {
          throw refused(choice, "a machine where the bundled OpenBLAS loads (%s)".formatted(e));
        }
      }
      case "system" -> {
        try {
          requireSystemBlas();
          yield new RoutedBlas("system", NativeBLAS.getInstance(), JavaBLAS.getInstance());
        } catch (LinkageError | RuntimeException e) {
          throw refused(
              choice, "a machine with a BLAS where netlib looks (%s)".formatted(e.getMessage()));
        }
      }
      case "vector" -> {
        JavaBLAS vector = javaBlas();
        if (!vectors || isScalar(vector)) {
          throw refused(choice, "a JVM started with --add-modules=jdk.incubator.vector");
        }
        yield java(vector);
      }
      case "java" -> java(scalarBlas());
      default -> throw refused(choice, "openblas, system, vector or java");
    };
  }

  private static InvalidValueException refused(String choice, String expected) {
    return new InvalidValueException("-D" + BLAS_PROPERTY, choice, expected);
  }

  private static RoutedBlas openBlas() throws IOException {
    OpenBlas.Library library = OpenBlas.load();
    System.setProperty(NETLIB + ".nativeLibPath", library.file().toString());
    return new RoutedBlas(library.name(), NativeBLAS.getInstance(), JavaBLAS.getInstance());
  }

  /** netlib's own loader writes to stderr, from C, if it finds none. */
  private static void requireSystemBlas() {
    if (Loader.getPlatform().startsWith("linux")) {
      String name = System.getProperty(NETLIB + ".nativeLib", "libblas.so.3");
      Loader.load(org.bytedeco.javacpp.presets.javacpp.class);
      Loader.loadGlobal(System.getProperty(NETLIB + ".nativeLibPath", name));
    }
  }

  private static RoutedBlas java(JavaBLAS blas) {
    return new RoutedBlas(blas.getClass().getSimpleName(), blas, blas);
  }

  /** Java's BLAS, by the Vector API where the JVM has it; netlib looks for no native one. */
  private static JavaBLAS javaBlas() {
    System.setProperty(NETLIB + ".allowNative", "false");
    return JavaBLAS.getInstance();
  }

  /** The scalar BLAS, which netlib hides in a JVM with the Vector API. */
  private static JavaBLAS scalarBlas() {
    JavaBLAS blas = javaBlas();
    if (isScalar(blas)) {
      return blas;
    }
    try {
      Method instance = Class.forName(NETLIB + ".Java11BLAS").getDeclaredMethod("getInstance");
      instance.setAccessible(true);
      return (JavaBLAS) instance.invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("netlib's scalar BLAS", e);
    }
  }

  private static boolean isScalar(JavaBLAS blas) {
    return !blas.getClass().getSimpleName().equals("VectorBLAS");
  }

  /**
   * The BLAS of this JVM, for kernels that work on the stores' own arrays.
   *
   * @throws InvalidValueException if the system property names none, or one this JVM does not have
   */
  public static RoutedBlas blas() {
    if (REFUSAL != null) {
      throw REFUSAL;
    }
    return BLAS;
  }

  /**
   * The BLAS in use: {@code OpenBLAS 0.3.31 SkylakeX, bundled} with the CPU whose kernels multiply,
   * {@code system}, {@code VectorBLAS} or {@code Java11BLAS}.
   */
  public static String blasName() {
    return blas().name();
  }

  /** A zero matrix. */
  public static R064Store zeros(int rows, int columns) {
    return R064Store.FACTORY.make(rows, columns);
  }

  /** {@code a b}, of shapes (m x k)(k x n). */
  public static R064Store times(R064Store a, R064Store b) {
    return multiply("N", a, a.getRowDim(), a.getColDim(), "N", b, b.getColDim());
  }

  /** {@code a b^T}, of shapes (m x k)(n x k)^T: samples times a layer's weights. */
  public static R064Store timesTransposed(R064Store a, R064Store b) {
    return multiply("N", a, a.getRowDim(), a.getColDim(), "T", b, b.getRowDim());
  }

  /** {@code a^T b}, of shapes (k x m)^T(k x n): sums over samples. */
  public static R064Store transposedTimes(R064Store a, R064Store b) {
    return multiply("T", a, a.getColDim(), a.getRowDim(), "N", b, b.getColDim());
  }

  private static R064Store multiply(
      String transA, R064Store a, int m, int k, String transB, R064Store b, int n) {
    int inner = transB.equals("N") ? b.getRowDim() : b.getColDim();
    if (k != inner) {
      throw new IllegalArgumentException(
          "cannot multiply %d x %d by %d x %d (%s, %s)"
              .formatted(
                  a.getRowDim(), a.getColDim(), b.getRowDim(), b.getColDim(), transA, transB));
    }
    R064Store product = zeros(m, n);
    blas()
        .dgemm(
            transA,
            transB,
            m,
            n,
            k,
            1.0,
            a.data,
            Math.max(1, a.getRowDim()),
            b.data,
            Math.max(1, b.getRowDim()),
            0.0,
            product.data,
            Math.max(1, m));
    return product;
  }

  /**
   * Adds {@code values[i]} to the part of a (samples x units) matrix that belongs to unit {@code
   * i}: a column, or the r^2 columns of a channel, where there are r^2 times as many columns as
   * values. Nothing where there are no values.
   */
  public static void addToUnits(R064Store matrix, double[] values) {
    int size = matrix.data.length / Math.max(1, values.length);
    for (int i = 0; i < values.length; i++) {
      for (int s = i * size; s < (i + 1) * size; s++) {
        matrix.data[s] += values[i];
      }
    }
  }

  /** The adjoint of {@link #addToUnits}: writes each unit's sum to {@code sums}. */
  public static void sumUnits(R064Store matrix, double[] sums) {
    int size = matrix.data.length / Math.max(1, sums.length);
    for (int i = 0; i < sums.length; i++) {
      double sum = 0;
      for (int s = i * size; s < (i + 1) * size; s++) {
        sum += matrix.data[s];
      }
      sums[i] = sum;
    }
  }

  /**
   * The operator norm (largest singular value), as the root of the largest eigenvalue of the
   * smaller Gram matrix: its largest eigenvalue is as accurate as the entries, and a layer is wide
   * in one direction only. Entries are scaled first so that squares neither overflow nor vanish. 0
   * for a zero matrix; NaN if an entry is not finite.
   *
   * @throws ArithmeticException if the eigenvalues are not found
   */
  public static double operatorNorm(R064Store matrix) {
    double scale = maxAbs(matrix);
    if (scale == 0 || Double.isNaN(scale)) {
      return scale;
    }
    if (Double.isInfinite(scale)) {
      return Double.NaN;
    }
    R064Store scaled = matrix.copy();
    for (int i = 0; i < scaled.data.length; i++) {
      scaled.data[i] /= scale;
    }
    R064Store gram =
        scaled.getRowDim() <= scaled.getColDim()
            ? timesTransposed(scaled, scaled)
            : transposedTimes(scaled, scaled);
    Eigenvalue<Double> eigenvalues = Eigenvalue.R064.make(gram, true);
    if (!eigenvalues.computeValuesOnly(gram)) {
      throw new ArithmeticException(
          "no eigenvalues found for a matrix of %d x %d"
              .formatted(matrix.getRowDim(), matrix.getColDim()));
    }
    double[] values = new double[gram.getRowDim()];
    eigenvalues.getEigenvalues(values, Optional.empty());
    return scale * Math.sqrt(DoubleStream.of(values).max().orElseThrow());
  }

  /**
   * The largest l2 norm of a row, of entries whose squares neither overflow nor vanish; 0 if there
   * is none.
   */
  public static double longestRow(R064Store matrix) {
    int rows = matrix.getRowDim();
    double longest = 0;
    for (int i = 0; i < rows; i++) {
      longest = Math.max(longest, blas().dnrm2(matrix.getColDim(), matrix.data, i, rows));
    }
    return longest;
  }

  /** The largest entry of each row; NaN if one is NaN. */
  public static double[] largestOfRows(R064Store matrix) {
    int rows = matrix.getRowDim();
    double[] x = matrix.data;
    double[] largest = Arrays.copyOf(x, rows);
    for (int i = rows; i < x.length; i += rows) {
      for (int s = 0; s < rows; s++) {
        largest[s] = Math.max(largest[s], x[i + s]);
      }
    }
    return largest;
  }

  /** The largest absolute entry; 0 for an empty matrix, NaN if an entry is NaN. */
  public static double maxAbs(R064Store matrix) {
    double largest = 0;
    for (double entry : matrix.data) {
      // Math.max passes NaN on.
      largest = Math.max(largest, Math.abs(entry));
    }
    return largest;
  }

  /** Columns {@code from} to {@code from + count - 1}, as a matrix of their own. */
  public static R064Store columns(R064Store matrix, int from, int count) {
    int rows = matrix.getRowDim();
    return R064Store.wrap(
        Arrays.copyOfRange(matrix.data, from * rows, (from + count) * rows), rows);
  }

  /** Rows {@code from} to {@code from + count - 1}, as a matrix of their own. */
  public static R064Store rows(R064Store matrix, int from, int count) {
    R064Store rows = zeros(count, matrix.getColDim());
    copyRows(matrix, from, rows, 0, count);
    return rows;
  }

  /** Copies rows from one matrix into another of as many columns. */
  public static void copyRows(R064Store source, int from, R064Store target, int to, int count) {
    int sourceRows = source.getRowDim();
    int targetRows = target.getRowDim();
    for (int j = 0; j < source.getColDim(); j++) {
      System.arraycopy(source.data, j * sourceRows + from, target.data, j * targetRows + to, count);
    }
  }

  /** The mean over rows of the squared Euclidean length. */
  public static double meanSquaredLength(R064Store matrix) {
    int n = matrix.data.length;
    return blas().ddot(n, matrix.data, 1, matrix.data, 1) / matrix.getRowDim();
  }

  /**
   * Adds to {@code sums[k]} the squared distance between a matrix and the k-th of as many matrices
   * of its shape, stacked one below the other, as there are sums.
   */
  public static void addSquaredDistances(R064Store stacked, R064Store matrix, double[] sums) {
    int rows = matrix.getRowDim();
    int at = 0;
    for (int from = 0; from < matrix.data.length; from += rows) {
      for (int k = 0; k < sums.length; k++) {
        sums[k] += squaredDistance(stacked.data, at, matrix.data, from, rows);
        at += rows;
      }
    }
  }

  /** Four sums at a time: a single one would wait for every addition. */
  private static double squaredDistance(double[] a, int fromA, double[] b, int fromB, int count) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int whole = count & ~3;
    for (int i = 0; i < whole; i += 4) {
      double d0 = a[fromA + i] - b[fromB + i];
      double d1 = a[fromA + i + 1] - b[fromB + i + 1];
      double d2 = a[fromA + i + 2] - b[fromB + i + 2];
      double d3 = a[fromA + i + 3] - b[fromB + i + 3];
      sum0 += d0 * d0;
      sum1 += d1 * d1;
      sum2 += d2 * d2;
      sum3 += d3 * d3;
    }
    for (int i = whole; i < count; i++) {
      double d = a[fromA + i] - b[fromB + i];
      sum0 += d * d;
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  /** The numbers divided by a count. */
  public static double[] divided(double[] numbers, int count) {
    double[] quotients = new double[numbers.length];
    Arrays.setAll(quotients, i -> numbers[i] / count);
    return quotients;
  }

  /**
   * The mean over rows of the squared Euclidean distance between rows of {@code a} and {@code b}.
   */
  public static double meanSquaredDistance(R064Store a, R064Store b) {
    if (a.getRowDim() != b.getRowDim() || a.getColDim() != b.getColDim()) {
      throw new IllegalArgumentException(
          "cannot compare %d x %d with %d x %d"
              .formatted(a.getRowDim(), a.getColDim(), b.getRowDim(), b.getColDim()));
    }
    return squaredDistance(a.data, 0, b.data, 0, a.data.length) / a.getRowDim();
  }
}
