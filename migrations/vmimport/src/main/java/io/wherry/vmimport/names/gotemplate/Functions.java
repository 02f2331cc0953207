package io.wherry.vmimport.names.gotemplate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The functions templates may call, by name. */
final class Functions {
  private Functions() {}

  /** One function. */
  interface Body {
    @Nullable Object apply(Arguments arguments) throws BadArgument;
  }

  private static final Map<String, Body> ALL = all();

  private static Map<String, Body> all() {
    Map<String, Body> all = new HashMap<>();
    all.putAll(BuiltIns.ALL);
    all.putAll(TextFunctions.ALL);
    all.putAll(NumberFunctions.ALL);
    return Map.copyOf(all);
  }

  static List<String> names() {
    return Stream.concat(ALL.keySet().stream(), Stream.of("and", "or")).sorted().toList();
  }

  static boolean isKnown(String name) {
    return ALL.containsKey(name) || name.equals("and") || name.equals("or");
  }

  static @Nullable Object call(String name, Arguments arguments) throws BadArgument {
    Body body = ALL.get(name);
    if (body == null) {
      throw new BadArgument("is not a function");
    }
    return body.apply(arguments);
  }
}
