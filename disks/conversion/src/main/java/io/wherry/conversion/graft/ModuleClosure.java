package io.wherry.conversion.graft;

import io.wherry.problems.InvalidRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Answers from a kernel's modules.dep and modules.builtin which files a set of modules needs.
 *
 * <p>Names are compared as the kernel does ({@code -} equals {@code _}), whatever the compression
 * ({@code .ko}, {@code .ko.gz}, {@code .ko.xz}, {@code .ko.zst}).
 */
public final class ModuleClosure {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_+.,@=-][A-Za-z0-9_+.,@=/-]*");
  private static final Pattern SUFFIX = Pattern.compile("\\.ko(\\.(gz|xz|zst))?$");

  private final Map<String, List<String>> dependencies = new LinkedHashMap<>();
  private final Map<String, String> fileByModule = new HashMap<>();
  private final Set<String> builtin = new HashSet<>();

  /**
   * Parses both files.
   *
   * @param modulesDep paths relative to the kernel's module directory; absolute ones of old kernels
   *     are accepted
   * @throws InvalidRequest a path leaves the module directory
   */
  public static ModuleClosure parse(String modulesDep, String modulesBuiltin) {
    ModuleClosure closure = new ModuleClosure();
    for (String line : modulesDep.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String file = relative(line.substring(0, colon).strip());
        List<String> needs =
            Pattern.compile("\\s+")
                .splitAsStream(line.substring(colon + 1).strip())
                .filter(s -> !s.isEmpty())
                .map(ModuleClosure::relative)
                .toList();
        closure.dependencies.put(file, needs);
        closure.fileByModule.put(module(file), file);
      }
    }
    modulesBuiltin
        .lines()
        .filter(l -> !l.isBlank())
        .forEach(l -> closure.builtin.add(module(l.strip())));
    return closure;
  }

  /** True when the kernel has it compiled in. */
  public boolean builtIn(String module) {
    return builtin.contains(normal(module));
  }

  /** True when there is a module file of that name. */
  public boolean loadable(String module) {
    return fileByModule.containsKey(normal(module));
  }

  /** The files of those of the modules that are loadable, each behind everything it needs. */
  public Set<String> files(List<String> modules) {
    Set<String> files = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    for (String module : modules) {
      String file = fileByModule.get(normal(module));
      if (file != null) {
        add(file, files, seen);
      }
    }
    return files;
  }

  private void add(String start, Set<String> files, Set<String> seen) {
    // With a stack of its own: a hostile modules.dep may be a chain of thousands.
    Deque<String> stack = new ArrayDeque<>(List.of(start));
    while (!stack.isEmpty()) {
      String file = stack.peek();
      if (seen.add(file)) {
        dependencies.getOrDefault(file, List.of()).stream()
            .filter(d -> !seen.contains(d))
            .forEach(stack::push);
      } else {
        files.add(stack.pop());
      }
    }
  }

  private static String relative(String path) {
    String p = path;
    if (p.startsWith("/")) {
      int modules = p.indexOf("/lib/modules/");
      int version = modules < 0 ? -1 : p.indexOf('/', modules + "/lib/modules/".length());
      p = version < 0 ? "" : p.substring(version + 1);
    }
    if (!SAFE.matcher(p).matches() || p.contains("..") || p.length() > 400) {
      throw new InvalidRequest("modules.dep of the guest names a strange path.");
    }
    return p;
  }

  private static String module(String file) {
    return normal(SUFFIX.matcher(file.substring(file.lastIndexOf('/') + 1)).replaceFirst(""));
  }

  private static String normal(String module) {
    return module.replace('-', '_');
  }
}
