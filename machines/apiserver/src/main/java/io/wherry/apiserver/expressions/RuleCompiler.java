package io.wherry.apiserver.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.wherry.apiserver.schema.FieldError;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compiles the rules of one schema node; what is wrong with them goes to a list. */
final class RuleCompiler {
  private static final Set<String> REASONS =
      Set.of(
          "",
          "FieldValueInvalid",
          "FieldValueForbidden",
          "FieldValueRequired",
          "FieldValueDuplicate");

  private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: [^\\n]*\\)(?=\\n|$)");
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(ERROR: <input>:\\d+:\\d+: )"
              + "(mismatched input|extraneous input|no viable alternative|token recognition|missing )");

  private final JsonNode schema;
  private final CelType self;
  private final Forms forms;
  private final List<FieldError> errors;

  RuleCompiler(JsonNode schema, Form form, Forms forms, List<FieldError> errors) {
    this.schema = schema;
    this.self = form.type();
    this.forms = forms;
    this.errors = errors;
  }

  /**
   * The compiled rule; null when it cannot be used, and then the reason is among the errors.
   *
   * @param fixedAbove path of the list above whose elements have no identity; null when an earlier
   *     value can be found for this node
   */
  @Nullable Rule compile(RuleSource source, String path, @Nullable String fixedAbove) {
    int before = errors.size();
    checkTexts(source, path);
    CelAbstractSyntaxTree tree =
        source.rule().isBlank()
            ? null
            : parse(source, source.rule(), new Wanted(path + ".rule", "", SimpleType.BOOL));
    boolean transition = tree != null && usesOldSelf(tree);
    if (transition && fixedAbove != null) {
      String text = "oldSelf cannot be used on the uncorrelatable portion of the schema within ";
      refuse(path + ".rule", source.rule(), text + fixedAbove);
    }
    CelRuntime.Program message = message(source, path);
    String suffix = FieldPaths.suffix(source.fieldPath(), schema);
    if (suffix == null) {
      String text = "fieldPath must be a valid path";
      refuse(path + ".fieldPath", source.fieldPath(), text);
    }
    return tree == null || suffix == null || errors.size() > before
        ? null
        : new Rule(source, program(tree), message, transition, suffix);
  }

  private void checkTexts(RuleSource source, String path) {
    if (source.rule().isBlank()) {
      errors.add(FieldError.required(path + ".rule", "rule is not specified"));
    }
    if (source.message().isEmpty() && source.rule().strip().contains("\n")) {
      String text = "message must be specified if rule contains line breaks";
      errors.add(FieldError.required(path + ".message", text));
    }
    if (source.message().strip().contains("\n")) {
      refuse(path + ".message", source.message(), "message must not contain line breaks");
    }
    if (!source.message().isEmpty() && source.message().isBlank()) {
      refuse(path + ".message", source.message(), "message must be non-empty if specified");
    }
    if (!REASONS.contains(source.reason())) {
      errors.add(
          new FieldError(
              path + ".reason",
              FieldError.Reason.FieldValueNotSupported,
              "Unsupported value: \""
                  + source.reason()
                  + "\": supported values: \"FieldValueDuplicate\", \"FieldValueForbidden\","
                  + " \"FieldValueInvalid\", \"FieldValueRequired\""));
    }
  }

  private CelRuntime.@Nullable Program message(RuleSource source, String path) {
    String text = source.messageExpression();
    if (text.isEmpty()) {
      return null;
    }
    String at = path + ".messageExpression";
    if (text.isBlank()) {
      errors.add(FieldError.required(at, "messageExpression must be non-empty if specified"));
      return null;
    }
    CelAbstractSyntaxTree tree =
        parse(source, text, new Wanted(at, "messageExpression ", SimpleType.STRING));
    return tree == null ? null : program(tree);
  }

  /** What an expression has to give, and how messages call it. */
  private record Wanted(String path, String prefix, CelType result) {
    String mismatch() {
      return prefix.isEmpty()
          ? "cel expression must evaluate to a bool"
          : "messageExpression must evaluate to a string";
    }
  }

  private @Nullable CelAbstractSyntaxTree parse(RuleSource source, String text, Wanted wanted) {
    try {
      CelAbstractSyntaxTree tree = compiler(source).compile(text).getAst();
      if (!tree.getResultType().equals(wanted.result())) {
        refuse(wanted.path(), text, wanted.mismatch());
      }
      return tree;
    } catch (CelValidationException e) {
      refuse(wanted.path(), text, wanted.prefix() + "compilation failed: " + words(e));
      return null;
    }
  }

  /** The library names candidates and leaves out a word; people compare the texts. */
  private static String words(CelValidationException e) {
    String text = CANDIDATES.matcher(String.valueOf(e.getMessage())).replaceAll("");
    return SYNTAX.matcher(text).replaceAll("$1Syntax error: $2");
  }

  private CelCompiler compiler(RuleSource source) {
    CelCompilerBuilder builder = Dialect.compiler(forms).addVar("self", self);
    return builder
        .addVar("oldSelf", source.optionalOldSelf() ? OptionalType.create(self) : self)
        .build();
  }

  private static boolean usesOldSelf(CelAbstractSyntaxTree tree) {
    return tree.getReferenceMap().values().stream().anyMatch(r -> r.name().equals("oldSelf"));
  }

  private static CelRuntime.Program program(CelAbstractSyntaxTree tree) {
    try {
      return Dialect.runtime().createProgram(tree);
    } catch (CelEvaluationException e) {
      throw new IllegalStateException("A checked expression has no program.", e);
    }
  }

  private void refuse(String path, String value, String detail) {
    errors.add(FieldError.invalid(path, Quoted.of(value), detail));
  }
}
