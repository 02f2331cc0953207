package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Upstream reads bodies of its own kinds into typed values before it judges them: a value of the
 * wrong type is a malformed request there, not an invalid object.
 */
final class TypeErrors {
  private static final Pattern OURS =
      Pattern.compile(
          "is invalid: \\[?([^:]+): Invalid value: \"(\\w+)\": .* must be of type (\\w+)");
  private static final Map<String, String> GO =
      Map.of("integer", "number", "boolean", "bool", "null", "null");

  private TypeErrors() {}

  /** Runs a write of a whole object. @throws ApiFailure 400 instead of 422 for a wrong type */
  static <T> T translated(KindDefinition kind, Supplier<T> write) {
    try {
      return write.get();
    } catch (ApiFailure e) {
      if (kind.origin() == KindDefinition.Origin.CUSTOM || !e.isAboutType()) {
        throw e;
      }
      throw ApiFailure.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: json: %s"
              .formatted(
                  kind.ref().kind(),
                  kind.ref().version(),
                  kind.ref().kind(),
                  detail(kind, String.valueOf(e.getMessage()))));
    }
  }

  private static String detail(KindDefinition kind, String message) {
    Matcher matcher = OURS.matcher(message);
    if (!matcher.find()) {
      return message;
    }
    String path = matcher.group(1).replaceAll("\\[\\d+]", "");
    String wanted = matcher.group(3);
    return "cannot unmarshal %s into Go struct field %s.%s of type %s"
        .formatted(
            GO.getOrDefault(matcher.group(2), matcher.group(2)),
            kind.ref().kind(),
            path,
            wanted.equals("boolean") ? "bool" : wanted);
  }
}
