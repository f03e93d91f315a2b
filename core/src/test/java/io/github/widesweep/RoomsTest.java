package io.github.widesweep;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/** The rooms of core and what each may use. */
class RoomsTest {
  private static final String ROOT = "io.github.widesweep";
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void roomsUseOnlyWhatTheyMay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
        .layer("root")
        .definedBy(ROOT)
        .layer("yaml")
        .definedBy(ROOT + ".yaml..")
        .layer("network")
        .definedBy(ROOT + ".network..")
        .layer("data")
        .definedBy(ROOT + ".data..")
        .layer("training")
        .definedBy(ROOT + ".training..")
        .layer("compression")
        .definedBy(ROOT + ".compression..")
        .layer("bound")
        .definedBy(ROOT + ".bound..")
        .layer("sweep.spec")
        .definedBy(ROOT + ".sweep.spec..")
        .layer("sweep.grid")
        .definedBy(ROOT + ".sweep.grid..")
        .layer("sweep.cost")
        .definedBy(ROOT + ".sweep.cost..")
        .layer("sweep.run")
        .definedBy(ROOT + ".sweep.run..")
        .whereLayer("root")
        .mayNotAccessAnyLayer()
        .whereLayer("yaml")
        .mayOnlyAccessLayers("root")
        .whereLayer("yaml")
        .mayOnlyBeAccessedByLayers("sweep.spec")
        .whereLayer("network")
        .mayOnlyAccessLayers("root")
        .whereLayer("data")
        .mayOnlyAccessLayers("root")
        .whereLayer("training")
        .mayOnlyAccessLayers("root", "network", "data")
        .whereLayer("compression")
        .mayOnlyAccessLayers("root", "network", "data")
        .whereLayer("bound")
        .mayOnlyAccessLayers("root", "network", "compression")
        .whereLayer("sweep.spec")
        .mayOnlyAccessLayers("root", "yaml", "network", "data", "training", "compression")
        .whereLayer("sweep.grid")
        .mayOnlyAccessLayers("root", "network", "data", "training", "compression", "sweep.spec")
        .whereLayer("sweep.cost")
        .mayOnlyAccessLayers(
            "root", "network", "data", "training", "compression", "sweep.spec", "sweep.grid")
        .whereLayer("sweep.run")
        .mayNotBeAccessedByAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(CORE);
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
        .resideInAPackage("org.yaml.snakeyaml.constructor..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.yaml.snakeyaml.Yaml")
        .check(CORE);
  }

  @Test
  void onlyYamlReadsYaml() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".yaml..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.yaml..", "com.fasterxml.jackson.dataformat..")
        .check(CORE);
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".network..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.ludovic..", "org.bytedeco..")
        .check(CORE);
  }

  @Test
  void randomnessIsPassedIn() {
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .orShould()
        .callMethod(Math.class, "random")
        .check(CORE);
    ArchRuleDefinition.noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".sweep.grid.Seeds")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.random.RandomGeneratorFactory")
        .check(CORE);
  }

  /** The face of compression knows no method; a family knows no other. */
  @Test
  void familiesOfMethodsKnowTheFaceOnly() {
    DescribedPredicate<JavaClass> format =
        JavaClass.Predicates.resideInAPackage(ROOT + ".compression.format");
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".compression", ROOT + ".compression.format")
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage(ROOT + ".compression.(*)..")
                .and(DescribedPredicate.not(format)))
        .check(CORE);
    SlicesRuleDefinition.slices()
        .matching(ROOT + ".compression.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(DescribedPredicate.alwaysTrue(), format)
        .check(CORE);
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage(ROOT + ".compression.format")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".compression")
        .check(CORE);
  }
}
