package io.github.widesweep.job.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Sweeps;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadOnlyQueryTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXPLAIN SELECT * FROM runs",
        "DESCRIBE SELECT width, psi FROM runs",
        "SHOW TABLES",
        "SHOW VIEWS",
        "SHOW COLUMNS IN runs",
        "WITH w AS (SELECT width FROM runs) SELECT count(*) FROM w WHERE width IN (SELECT width FROM networks)",
        "SELECT DISTINCT a.width FROM runs a JOIN networks b USING (network_id) ORDER BY 1 LIMIT 2",
        "SELECT width, rank() OVER w FROM runs WINDOW w AS (ORDER BY psi) UNION ALL VALUES (1, 2)",
        "SELECT max(psi) FROM runs GROUP BY width HAVING count(*) > (SELECT 1)",
        "SELECT * FROM range(3) LATERAL VIEW explode(array(1, 2)) AS x",
        "FROM runs |> WHERE psi > 0 |> AGGREGATE count(*) GROUP BY width",
        "SELECT * FROM (SELECT width, draw, psi FROM runs) PIVOT (max(psi) FOR draw IN (0, 1))"
      })
  void readsAreLetThrough(String query) {
    assertThatCode(() -> ReadOnlyQuery.require(Sweeps.spark(), query)).doesNotThrowAnyException();
  }

  @Test
  void whatAQueryIsAboutIsKnown() throws Exception {
    assertThat(
            ReadOnlyQuery.require(
                Sweeps.spark(),
                "WITH w AS (SELECT 1 FROM Layers) SELECT * FROM w JOIN `runs` ON"
                    + " EXISTS (SELECT (SELECT max(width) FROM frontier))"))
        .contains(Set.of("layers", "w", "runs", "frontier"));
    assertThat(ReadOnlyQuery.require(Sweeps.spark(), "DESCRIBE tightness width"))
        .contains(Set.of("tightness"));
    assertThat(ReadOnlyQuery.require(Sweeps.spark(), "EXPLAIN SELECT * FROM runs"))
        .contains(Set.of("runs"));
    assertThat(ReadOnlyQuery.require(Sweeps.spark(), "SHOW COLUMNS IN runs"))
        .contains(Set.of("runs"));
    assertThat(ReadOnlyQuery.require(Sweeps.spark(), "SHOW VIEWS")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT OVERWRITE DIRECTORY 'HERE' USING csv SELECT 1",
        "INSERT INTO runs SELECT * FROM runs",
        "WITH w AS (SELECT 1 AS a) INSERT OVERWRITE DIRECTORY 'HERE' USING csv SELECT a FROM w",
        "CREATE TABLE t USING parquet LOCATION 'HERE' AS SELECT 1",
        "CREATE TABLE t (a INT) USING parquet LOCATION 'HERE'",
        "CREATE OR REPLACE TEMPORARY VIEW runs AS SELECT 1",
        "DROP VIEW runs",
        "DELETE FROM runs",
        "UPDATE runs SET width = 1",
        "MERGE INTO runs USING networks ON true WHEN MATCHED THEN DELETE",
        "TRUNCATE TABLE runs",
        "LOAD DATA INPATH 'HERE' INTO TABLE runs",
        "ADD JAR 'HERE/x.jar'",
        "SET spark.sql.ansi.enabled=false",
        "RESET",
        "CACHE TABLE runs",
        "USE default",
        "DECLARE VARIABLE x INT",
        "EXECUTE IMMEDIATE 'DELETE FROM runs'",
        "BEGIN SELECT 1; END",
        "CALL nothing()",
        "EXPLAIN INSERT OVERWRITE DIRECTORY 'HERE' USING csv SELECT 1",
        "SELECT TRANSFORM (width) USING 'touch HERE' AS (x) FROM runs",
        "SELECT reflect('java.lang.System', 'exit', 3)",
        "SELECT (SELECT java_method('java.lang.System', 'exit', 3))",
        "SELECT * FROM parquet.`HERE`",
        "SELECT * FROM text.`/etc/passwd`",
        "WITH w AS (SELECT * FROM text.`/etc/passwd`) SELECT 1",
        "SELECT 1 WHERE EXISTS (SELECT * FROM text.`/etc/passwd`)",
        "DESCRIBE text.`/etc/passwd`",
        "SELECT * FROM IDENTIFIER('text.`/etc/passwd`')"
      })
  void everythingElseIsRefused(String query) {
    assertThatThrownBy(() -> ReadOnlyQuery.require(Sweeps.spark(), query))
        .isInstanceOf(UserException.class)
        .satisfies(e -> assertThat(e.getMessage()).startsWith("query: has ").doesNotContain("\n"));
  }
}
