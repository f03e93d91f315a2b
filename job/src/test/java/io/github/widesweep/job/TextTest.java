package io.github.widesweep.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.store.SpecDifference;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.package$;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void theFirstDifferenceThatMattersIsNamed() {
    String here =
        Sweeps.SMALL
            .replace("name: small", "name: large")
            .replace("draws: 2", "draws: 5")
            .replace("epochs: 2", "epochs: 4");
    SweepSpec there = SpecReader.parse(Sweeps.SMALL, "there");
    assertThat(SpecDifference.first(there, SpecReader.parse(here, "here")))
        .isEqualTo("training.epochs is 2 there, 4 here");
    assertThat(SpecDifference.first(there, there)).contains("data's values");
  }

  @Test
  void messagesAreOneLine() {
    assertThat(Messages.oneLine(new IllegalStateException(" a\n  b\r\nc "))).isEqualTo("a b c");
    assertThat(Messages.oneLine(new IllegalStateException())).isEqualTo("IllegalStateException");
  }

  @Test
  void localFilesAreNamedAsTheyAreTyped() {
    IllegalStateException hadoops =
        new IllegalStateException("file:/data/x: no (file:///y%20z), hdfs://file:/a, profile:/b");
    assertThat(Messages.oneLine(hadoops))
        .isEqualTo("/data/x: no (/y%20z), hdfs://file:/a, profile:/b");
  }

  @Test
  void countsDurationsAndSizesReadEasily() {
    assertThat(Messages.count(1, "run")).isEqualTo("1 run");
    assertThat(Messages.count(0, "run")).isEqualTo("0 runs");
    assertThat(Messages.count(2_000, "run")).isEqualTo("2,000 runs");
    assertThat(Messages.duration(8.24)).isEqualTo("8.2 s");
    assertThat(Messages.duration(200)).isEqualTo("3 min 20 s");
    assertThat(Messages.duration(18_420)).isEqualTo("5 h 7 min");
    assertThat(Messages.bytes(3 << 20)).isEqualTo("3.0 MiB");
    assertThat(Messages.bytes(3L << 29)).isEqualTo("1.5 GiB");
  }

  @Test
  void theJarsThatTheLauncherBringsAreOfTheSparkThisWasBuiltWith() throws IOException {
    Path pom = Path.of("..", "submit", "spark", "pom.xml");
    assertThat(Files.readString(pom))
        .contains("<spark.version>" + package$.MODULE$.SPARK_VERSION() + "</spark.version>");
  }

  @Test
  void theVersionIsKnown() {
    assertThat(Versions.widesweep()).matches("\\d+\\.\\d+\\.\\d+.*");
  }
}
