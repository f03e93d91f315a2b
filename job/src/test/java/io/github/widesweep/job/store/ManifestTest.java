package io.github.widesweep.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  private static final Manifest MANIFEST =
      new Manifest(
          "wave-20260101T000000.000Z-0123abcd",
          "invocation-20260101T000000.000Z-4567",
          "f".repeat(64),
          List.of("wave-\"a\"", "wave-b"),
          List.of(
              new Manifest.File("part-2.parquet", 1L << 40, 3, "b".repeat(64)),
              new Manifest.File("part-1.parquet", 17, 4, "a".repeat(64))),
          Optional.of(new Manifest.File(Manifest.DRAWS, 30, 7, "c".repeat(64))));

  @TempDir private Path directory;

  @Test
  void whatIsWrittenIsRead() throws Exception {
    assertThat(Manifest.parse(MANIFEST.json())).isEqualTo(MANIFEST);
    assertThat(MANIFEST.rows()).isEqualTo(7);
    assertThat(MANIFEST.files().get(0).name()).isEqualTo("part-1.parquet");
  }

  @Test
  void manifestsWithoutAListOfDrawsAreRead() throws Exception {
    Manifest older =
        new Manifest(
            MANIFEST.wave(),
            MANIFEST.invocation(),
            MANIFEST.fingerprint(),
            MANIFEST.replaces(),
            MANIFEST.files(),
            Optional.empty());
    assertThat(older.json()).doesNotContain("draws");
    assertThat(Manifest.parse(older.json())).isEqualTo(older);
  }

  @Test
  void noBitCanBeFlippedUnnoticed() throws Exception {
    // Without the checksums that Hadoop's local file system keeps beside files.
    FileSystem fs = new RawLocalFileSystem();
    fs.initialize(directory.toUri(), new Configuration(false));
    org.apache.hadoop.fs.Path wave = new org.apache.hadoop.fs.Path(directory.toUri());
    assertThat(Manifest.read(fs, wave)).isEmpty();
    MANIFEST.write(fs, wave);
    assertThat(Manifest.read(fs, wave)).hasValue(MANIFEST);

    Path file = directory.resolve(Manifest.NAME);
    byte[] bytes = Files.readAllBytes(file);
    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(MANIFEST.json());
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> Manifest.parse(new String(flipped, StandardCharsets.UTF_8)))
          .isInstanceOfAny(JsonProcessingException.class, IllegalArgumentException.class);
    }
    for (int length = 0; length < bytes.length; length += 50) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Manifest.read(fs, wave))
          .isInstanceOf(Manifest.UnreadableException.class);
    }
  }
}
