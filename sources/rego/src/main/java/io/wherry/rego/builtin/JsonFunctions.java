package io.wherry.rego.builtin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.JsonValues;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON as text, and documents cut or changed by paths. */
final class JsonFunctions {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private JsonFunctions() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.of("json.marshal", 1, JsonFunctions::marshal),
        Builtins.of("json.unmarshal", 1, JsonFunctions::unmarshal),
        Builtins.of("json.is_valid", 1, JsonFunctions::isValid),
        Builtins.of("json.filter", 2, (c, a) -> changed(c, JsonPaths.filter(a.value(0), paths(a)))),
        Builtins.of("json.remove", 2, (c, a) -> changed(c, JsonPaths.remove(a.value(0), paths(a)))),
        Builtins.of("json.patch", 2, JsonPatch::patch));
  }

  private static Optional<Value> marshal(CallContext context, Arguments arguments) {
    String text = JsonValues.json(arguments.value(0)).toString();
    context.budget().makeText(text.length());
    return Optional.of(StringValue.of(text));
  }

  private static Optional<Value> unmarshal(CallContext context, Arguments arguments) {
    String text = arguments.string(0);
    context.budget().make(text.length());
    return Optional.of(parse(text));
  }

  private static Value parse(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (node.isMissingNode()) {
        throw new BuiltinException("json.unmarshal: no JSON");
      }
      return JsonValues.of(node);
    } catch (JsonProcessingException e) {
      throw new BuiltinException("json.unmarshal: " + e.getOriginalMessage());
    } catch (ArithmeticException e) {
      throw new BuiltinException("json.unmarshal: " + e.getMessage());
    }
  }

  private static Optional<Value> isValid(CallContext context, Arguments arguments) {
    if (!(arguments.value(0) instanceof StringValue(var text))) {
      return Optional.of(BoolValue.FALSE);
    }
    context.budget().make(text.length());
    try {
      Value _ = parse(text);
      return Optional.of(BoolValue.TRUE);
    } catch (BuiltinException e) {
      return Optional.of(BoolValue.FALSE);
    }
  }

  private static Optional<Value> changed(CallContext context, Value value) {
    context.budget().make(1);
    return Optional.of(value);
  }

  /** Paths are arrays of keys, or texts with slashes between them. */
  private static List<List<Value>> paths(Arguments arguments) {
    if (arguments.value(0).kind() != Value.Kind.OBJECT) {
      return arguments.refuse(0, "object");
    }
    List<List<Value>> paths = new ArrayList<>();
    for (Value path : arguments.items(1)) {
      paths.add(path(path));
    }
    return paths;
  }

  static List<Value> path(Value path) {
    return switch (path) {
      case ArrayValue(var keys) -> keys;
      case StringValue(var text) -> pointer(text);
      default -> throw new BuiltinException("a path must be an array or a string");
    };
  }

  private static List<Value> pointer(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<Value> keys = new ArrayList<>();
    for (String part : text.replaceFirst("^/+", "").split("/", -1)) {
      keys.add(StringValue.of(part.replace("~1", "/").replace("~0", "~")));
    }
    return keys;
  }
}
