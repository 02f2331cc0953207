package io.wherry.apiserver.expressions;

import dev.cel.common.CelOptions;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;

/**
 * CEL with the libraries that Kubernetes adds: strings, sets, optional values, and its own
 * functions over lists, regular expressions and quantities.
 *
 * @source Kubernetes documentation, "Common Expression Language in Kubernetes", CEL options
 */
final class Dialect {
  /** A backstop below the budget of {@link Budget}: rounds of all comprehensions of one rule. */
  private static final int MAX_ITERATIONS = 1_000_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .enableOptionalSyntax(true)
          .comprehensionMaxIterations(MAX_ITERATIONS)
          .build();

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder()
          .setOptions(OPTIONS)
          .addLibraries(
              CelExtensions.strings(), CelExtensions.sets(OPTIONS), CelExtensions.optional())
          .addFunctionBindings(ListFunctions.bindings())
          .addFunctionBindings(TextFunctions.bindings())
          .addFunctionBindings(QuantityFunctions.bindings())
          .build();

  private Dialect() {}

  /** A compiler that still lacks the variables. */
  static CelCompilerBuilder compiler(CelTypeProvider types) {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
        .setTypeProvider(types)
        .addLibraries(
            CelExtensions.strings(), CelExtensions.sets(OPTIONS), CelExtensions.optional())
        .addFunctionDeclarations(ListFunctions.declarations())
        .addFunctionDeclarations(TextFunctions.declarations())
        .addFunctionDeclarations(QuantityFunctions.declarations());
  }

  static CelRuntime runtime() {
    return RUNTIME;
  }
}
