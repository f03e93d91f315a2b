package io.github.widesweep.job;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** The rooms of the job and what each may use. */
class RoomsTest {
  private static final String ROOT = "io.github.widesweep.job";
  private static final JavaClasses JOB =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void roomsUseOnlyWhatTheyMay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
        .layer("root")
        .definedBy(ROOT)
        .layer("statistics")
        .definedBy(ROOT + ".statistics..")
        .layer("table")
        .definedBy(ROOT + ".table..")
        .layer("store")
        .definedBy(ROOT + ".store..")
        .layer("source")
        .definedBy(ROOT + ".source..")
        .layer("upkeep")
        .definedBy(ROOT + ".upkeep..")
        .layer("run")
        .definedBy(ROOT + ".run..")
        .layer("solve")
        .definedBy(ROOT + ".solve..")
        .layer("report")
        .definedBy(ROOT + ".report..")
        .layer("certify")
        .definedBy(ROOT + ".certify..")
        .layer("bench")
        .definedBy(ROOT + ".bench..")
        .layer("compress")
        .definedBy(ROOT + ".compress..")
        .layer("export")
        .definedBy(ROOT + ".export..")
        .layer("until")
        .definedBy(ROOT + ".until..")
        .layer("compare")
        .definedBy(ROOT + ".compare..")
        .layer("query")
        .definedBy(ROOT + ".query..")
        .layer("cli.options")
        .definedBy(ROOT + ".cli.options..")
        .layer("cli")
        .definedBy(ROOT + ".cli")
        .whereLayer("root")
        .mayNotAccessAnyLayer()
        .whereLayer("statistics")
        .mayNotAccessAnyLayer()
        .whereLayer("table")
        .mayOnlyAccessLayers("root", "statistics")
        .whereLayer("store")
        .mayOnlyAccessLayers("root", "table")
        .whereLayer("source")
        .mayOnlyAccessLayers("root", "table", "store")
        .whereLayer("upkeep")
        .mayOnlyAccessLayers("root", "table", "store", "source")
        .whereLayer("run")
        .mayOnlyAccessLayers("root", "statistics", "table", "store", "source")
        .whereLayer("solve")
        .mayOnlyAccessLayers("root", "table", "store", "run")
        .whereLayer("report")
        .mayOnlyAccessLayers("root", "table")
        .whereLayer("certify")
        .mayOnlyAccessLayers("root")
        .whereLayer("bench")
        .mayOnlyAccessLayers("root", "store", "run")
        .whereLayer("compress")
        .mayOnlyAccessLayers("root")
        .whereLayer("export")
        .mayOnlyAccessLayers("root", "table", "store", "run")
        .whereLayer("query")
        .mayOnlyAccessLayers("root")
        .whereLayer("until")
        .mayOnlyAccessLayers("root", "statistics", "table", "store", "run")
        .whereLayer("compare")
        .mayOnlyAccessLayers("root", "statistics", "table")
        .whereLayer("cli.options")
        .mayOnlyAccessLayers("root", "table", "store", "source", "run", "query")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(JOB);
  }

  @Test
  void onlyOnePlaceEndsTheProgram() {
    ArchRuleDefinition.noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".cli.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(JOB);
  }

  /** Bytes from elsewhere never become Java objects of whatever class they name. */
  @Test
  void nothingReadsJavaObjects() {
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.beans.XMLDecoder")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("org.yaml..")
        .check(JOB);
  }

  @Test
  void onlyTheCommandLineReadsArguments() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(JOB);
  }
}
