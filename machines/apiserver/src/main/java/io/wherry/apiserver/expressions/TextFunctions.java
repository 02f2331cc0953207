package io.wherry.apiserver.expressions;

import static dev.cel.common.CelFunctionDecl.newFunctionDeclaration;
import static dev.cel.common.CelOverloadDecl.newMemberOverload;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelEvaluationExceptionBuilder;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.List;

/** Kubernetes' functions over regular expressions: find and findAll. The engine is linear. */
final class TextFunctions {
  private TextFunctions() {}

  static Iterable<CelFunctionDecl> declarations() {
    CelType text = SimpleType.STRING;
    ListType texts = ListType.create(text);
    return List.of(
        newFunctionDeclaration("find", newMemberOverload("string_find_string", text, text, text)),
        newFunctionDeclaration(
            "findAll",
            newMemberOverload("string_find_all_string", texts, text, text),
            newMemberOverload("string_find_all_string_int", texts, text, text, SimpleType.INT)));
  }

  static Iterable<CelFunctionBinding> bindings() {
    return List.of(
        CelFunctionBinding.from(
            "string_find_string", String.class, String.class, TextFunctions::first),
        CelFunctionBinding.from(
            "string_find_all_string",
            String.class,
            String.class,
            (text, pattern) -> all(text, pattern, -1)),
        CelFunctionBinding.from(
            "string_find_all_string_int",
            List.of(String.class, String.class, Long.class),
            args -> all((String) args[0], (String) args[1], (Long) args[2])));
  }

  private static Object first(String text, String pattern) throws CelEvaluationException {
    Matcher matcher = compile(pattern).matcher(text);
    return matcher.find() ? matcher.group() : "";
  }

  private static List<String> all(String text, String pattern, long most)
      throws CelEvaluationException {
    Matcher matcher = compile(pattern).matcher(text);
    List<String> found = new ArrayList<>();
    while ((most < 0 || found.size() < most) && matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  private static Pattern compile(String pattern) throws CelEvaluationException {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw CelEvaluationExceptionBuilder.newBuilder("Illegal regex: " + e.getMessage())
          .setCause(e)
          .setErrorCode(CelErrorCode.INVALID_ARGUMENT)
          .build();
    }
  }
}
