package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Bytes and forms as text. */
final class Encodings {
  private Encodings() {}

  static List<Builtin> all() {
    return List.of(
        text("base64.encode", t -> Base64.getEncoder().encodeToString(bytes(t))),
        text("base64.decode", t -> string(Base64.getDecoder().decode(t))),
        Builtins.of("base64.is_valid", 1, (_, a) -> Optional.of(isBase64(a.string(0)))),
        text("base64url.encode", t -> Base64.getUrlEncoder().encodeToString(bytes(t))),
        text(
            "base64url.encode_no_pad",
            t -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(t))),
        text("base64url.decode", t -> string(Base64.getUrlDecoder().decode(t))),
        text("hex.encode", t -> HexFormat.of().formatHex(bytes(t))),
        text("hex.decode", t -> string(HexFormat.of().parseHex(t))),
        text(
            "urlquery.encode",
            t ->
                URLEncoder.encode(t, StandardCharsets.UTF_8)
                    .replace("*", "%2A")
                    .replace("%7E", "~")),
        text("urlquery.decode", t -> URLDecoder.decode(t, StandardCharsets.UTF_8)),
        Builtins.of("urlquery.encode_object", 1, Encodings::encodeObject),
        Builtins.of("urlquery.decode_object", 1, Encodings::decodeObject));
  }

  private static Builtin text(String name, UnaryOperator<String> body) {
    return Builtins.of(
        name,
        1,
        (context, arguments) -> {
          context.budget().makeText(arguments.string(0).length() * 3L);
          try {
            return Optional.of(StringValue.of(body.apply(arguments.string(0))));
          } catch (IllegalArgumentException e) {
            throw new BuiltinException(name + ": " + e.getMessage());
          }
        });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String string(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Value isBase64(String text) {
    try {
      byte[] _ = Base64.getDecoder().decode(text);
      return BoolValue.of(text.length() % 4 == 0);
    } catch (IllegalArgumentException e) {
      return BoolValue.FALSE;
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
  }

  private static Optional<Value> encodeObject(CallContext context, Arguments arguments) {
    List<String> parts = new ArrayList<>();
    for (var entry : arguments.object(0).entries()) {
      for (String value : strings(arguments, entry.getValue())) {
        parts.add(encoded(strings(arguments, entry.getKey()).getFirst()) + "=" + encoded(value));
      }
    }
    String text = String.join("&", parts);
    context.budget().makeText(text.length());
    return Optional.of(StringValue.of(text));
  }

  private static List<String> strings(Arguments arguments, Value value) {
    return switch (value) {
      case StringValue(var text) -> List.of(text);
      case ArrayValue(var items) ->
          items.stream().flatMap(i -> strings(arguments, i).stream()).toList();
      case SetValue set ->
          set.items().stream().flatMap(i -> strings(arguments, i).stream()).toList();
      default -> arguments.refuse(0, "object of strings");
    };
  }

  private static Optional<Value> decodeObject(CallContext context, Arguments arguments) {
    TreeMap<Value, List<Value>> found = new TreeMap<>();
    for (String pair : arguments.string(0).split("&")) {
      context.budget().make(1 + pair.length() / 8);
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        found.computeIfAbsent(decoded(key), _ -> new ArrayList<>()).add(decoded(value));
      }
    }
    TreeMap<Value, Value> entries = new TreeMap<>();
    found.forEach((key, values) -> entries.put(key, new ArrayValue(values)));
    return Optional.of(ObjectValue.copyOf(entries));
  }

  private static Value decoded(String text) {
    try {
      return StringValue.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new BuiltinException("urlquery.decode_object: " + e.getMessage());
    }
  }
}
