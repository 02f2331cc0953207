package io.wherry.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Hard limits of style-and-architecture D2; exceptions stand with a reason in one file. */
class SizeBudgetTest {
  private static final int FILE_LINES = 500;
  private static final int METHOD_LINES = 50;
  private static final int TEST_METHOD_LINES = 60;
  private static final int PARAMETERS = 6;
  private static final int PACKAGE_TYPES = 40;

  private static final Path ROOT = Path.of(System.getProperty("wherry.root")).normalize();

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(f -> f.toString().endsWith(".java") && f.toString().contains("/src/"))
          .filter(f -> !f.toString().contains("/target/"))
          .sorted()
          .toList();
    }
  }

  /** Lines of the form {@code path[#method] | reason}. */
  private static Set<String> exceptions() throws IOException {
    Path file = ROOT.resolve("checks/architecture/src/test/resources/size-exceptions.txt");
    Set<String> result = new HashSet<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("\\|");
        assertThat(parts).as("an exception needs a reason: %s", line).hasSize(2);
        result.add(parts[0].trim());
      }
    }
    return result;
  }

  @Test
  void filesAreShort() throws IOException {
    Set<String> excused = exceptions();
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources()) {
      long lines = Files.readAllLines(file).size();
      String name = ROOT.relativize(file).toString();
      if (lines > FILE_LINES && !excused.contains(name)) {
        tooLong.add(name + ": " + lines);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void packagesAreSmall() throws IOException {
    Map<String, Long> types =
        sources().stream()
            .filter(f -> f.toString().contains("/src/main/"))
            .filter(f -> !f.endsWith("package-info.java"))
            .map(f -> ROOT.relativize(f.getParent()).toString())
            .collect(Collectors.groupingBy(p -> p, TreeMap::new, Collectors.counting()));
    types.values().removeIf(n -> n <= PACKAGE_TYPES);
    assertThat(types).isEmpty();
  }

  @Test
  void methodsAreShortAndTakeFewParameters() throws IOException {
    Set<String> excused = exceptions();
    List<String> findings = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var units = files.getJavaFileObjectsFromPaths(sources());
      JavacTask task =
          (JavacTask) compiler.getTask(null, files, _ -> {}, List.of("-proc:none"), null, units);
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(new MethodScanner(unit, positions, excused, findings), null);
      }
    }
    assertThat(findings).isEmpty();
  }

  private static final class MethodScanner extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final Set<String> excused;
    private final List<String> findings;

    MethodScanner(
        CompilationUnitTree unit,
        SourcePositions positions,
        Set<String> excused,
        List<String> findings) {
      this.unit = unit;
      this.positions = positions;
      this.excused = excused;
      this.findings = findings;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      String path = ROOT.relativize(Path.of(unit.getSourceFile().toUri())).toString();
      String name = path + "#" + method.getName();
      if (!excused.contains(name)) {
        boolean test = path.contains("/src/test/");
        long lines = lines(method);
        if (lines > (test ? TEST_METHOD_LINES : METHOD_LINES)) {
          findings.add(name + ": " + lines + " lines");
        }
        boolean constructor = method.getName().contentEquals("<init>");
        if (method.getParameters().size() > PARAMETERS && !constructor) {
          findings.add(name + ": " + method.getParameters().size() + " parameters");
        }
        if (!test && !constructor && takesBoolean(method)) {
          findings.add(name + ": a boolean parameter");
        }
      }
      return super.visitMethod(method, nothing);
    }

    /** Overridden methods of foreign types have the parameters they have. */
    private static boolean takesBoolean(MethodTree method) {
      boolean hidden = method.getModifiers().getFlags().contains(Modifier.PRIVATE);
      boolean overrides =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
      return !hidden
          && !overrides
          && method.getParameters().stream()
              .anyMatch(p -> String.valueOf(p.getType()).equals("boolean"));
    }

    private long lines(MethodTree method) {
      var map = unit.getLineMap();
      long start = map.getLineNumber(positions.getStartPosition(unit, method));
      long end = map.getLineNumber(positions.getEndPosition(unit, method));
      return end - start + 1;
    }
  }
}
