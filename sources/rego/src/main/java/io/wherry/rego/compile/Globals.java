package io.wherry.rego.compile;

import io.wherry.rego.syntax.Module;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names that a module's rules may use without declaring them: rules of its package, imports. */
final class Globals {
  private final Map<String, List<String>> paths = new HashMap<>();

  /**
   * @param rules first parts of the names of all rules in the module's package
   */
  Globals(Module module, Set<String> rules) {
    for (String rule : rules) {
      List<String> path = new ArrayList<>(List.of("data"));
      path.addAll(module.packagePath());
      path.add(rule);
      paths.put(rule, List.copyOf(path));
    }
    for (Module.Import imported : module.imports()) {
      if (!imported.isLanguage()) {
        paths.put(imported.name(), imported.path());
      }
    }
    paths.put("data", List.of("data"));
    paths.put("input", List.of("input"));
  }

  /** The path that begins with {@code data} or {@code input}. */
  Optional<List<String>> path(String name) {
    return Optional.ofNullable(paths.get(name));
  }
}
