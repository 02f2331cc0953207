package io.wherry.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrows go one way: who may know whom, by module. */
class ArrowsTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.wherry");

  private static String[] packages(String modules) {
    return Stream.of(modules.trim().split(" "))
        .map(m -> "io.wherry." + m + "..")
        .toArray(String[]::new);
  }

  /** Wherry modules that the module may use, besides itself. Everything else is forbidden. */
  @ParameterizedTest
  @CsvSource({
    "problems, -",
    "certificates, problems",
    "resources, problems",
    "placement, problems resources",
    "kube, problems resources",
    "control, problems resources kube",
    "itinerary, problems",
    "runs, problems resources kube itinerary",
    "blocks, problems",
    "conversion, problems blocks",
    "spi, problems resources blocks",
    "ova, problems resources blocks spi",
    "vsphere, problems resources blocks spi",
    "ovirt, problems resources blocks spi",
    "openshift, problems resources blocks spi",
    "inventory, problems resources blocks spi",
    "rego, -",
    "policy, problems resources kube control blocks spi rego",
    "vmimport, problems resources kube control itinerary runs spi",
    "storage, problems resources kube control itinerary runs",
    "apiserver, problems certificates resources",
    "qemu, problems resources",
    "volumes, problems resources kube control qemu",
    "lifecycle, problems resources kube control qemu",
    "workloads, problems resources kube control",
    "exports, problems resources kube control blocks",
    "console, problems",
    "livemove, problems resources placement kube control",
    "scheduling, problems resources placement kube control",
    "node, problems resources kube control qemu",
    "operator, problems resources kube control itinerary runs storage blocks spi ova vsphere ovirt openshift inventory policy"
        + " vmimport",
    "worker, problems resources blocks conversion spi ova vsphere ovirt openshift"
  })
  void modulesKnowOnlyWhatTheyMay(String module, String allowed) {
    List<String> mine = List.of(packages(module + " " + allowed.replace("-", "")));
    DescribedPredicate<JavaClass> stranger =
        DescribedPredicate.describe(
            "other modules of Wherry",
            c ->
                c.getPackageName().startsWith("io.wherry.")
                    && mine.stream().noneMatch(m -> isIn(c, m)));
    noClasses()
        .that()
        .resideInAnyPackage(packages(module))
        .should()
        .dependOnClassesThat(stranger)
        .allowEmptyShould(true)
        .check(ALL);
  }

  private static boolean isIn(JavaClass c, String pattern) {
    String root = pattern.substring(0, pattern.length() - 2);
    return c.getPackageName().equals(root) || c.getPackageName().startsWith(root + ".");
  }

  @Test
  void fabricStaysBehindItsPort() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.wherry.kube..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.fabric8..")
        .check(ALL);
  }

  @Test
  void jettyStaysInTheServers() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.wherry.apiserver..", "io.wherry.server..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jetty..")
        .check(ALL);
  }

  @Test
  void onlyProgramsEndTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages("cli worker server operator"))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getenv")
        .check(withoutTestSupport());
  }

  /** Two copies of a guest never run: whoever lets one run has looked who owns it. */
  @Test
  void onlyThePermitLetsGuestsRun() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.wherry.qemu..", "io.wherry.lifecycle.owner..")
        .should()
        .callMethod(io.wherry.qemu.RunningMachine.class, "resume")
        .check(ALL);
  }

  @Test
  void nobodySleeps() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .check(ALL);
  }

  @Test
  void controllersAskTheClock() {
    noClasses()
        .that()
        .resideInAnyPackage(
            packages(
                "control itinerary runs vmimport storage volumes lifecycle node inventory scheduling livemove exports"))
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(ALL);
  }

  @Test
  void namesSayWhatThingsAre() {
    String[] empty = {"Util", "Utils", "Manager", "Helper", "Impl", "Misc", "Common", "Info"};
    Arrays.stream(empty)
        .forEach(name -> noClasses().should().haveSimpleNameEndingWith(name).check(ALL));
  }

  private static JavaClasses withoutTestSupport() {
    return ALL.that(
        DescribedPredicate.describe(
            "product classes",
            c ->
                !c.getPackageName().startsWith("io.wherry.testkit")
                    && !c.getPackageName().startsWith("io.wherry.peers")));
  }
}
