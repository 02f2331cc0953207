package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Blocks of network addresses. */
final class Networks {
  private Networks() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.pure("net.cidr_contains", 2, a -> contains(a.string(0), a.string(1))),
        Builtins.pure("net.cidr_overlap", 2, a -> contains(a.string(0), a.string(1))),
        Builtins.pure("net.cidr_intersects", 2, Networks::intersects),
        Builtins.pure("net.cidr_is_valid", 1, Networks::isValid),
        Builtins.of("net.cidr_expand", 1, Networks::expand),
        Builtins.of("net.cidr_merge", 1, Networks::merge),
        Builtins.of("net.cidr_contains_matches", 2, Networks::containsMatches));
  }

  private static Value contains(String block, String inner) {
    AddressBlock outer = AddressBlock.parse(block);
    AddressBlock other = AddressBlock.address(inner).orElseGet(() -> AddressBlock.parse(inner));
    return BoolValue.of(outer.covers(other));
  }

  private static Value intersects(Arguments arguments) {
    AddressBlock a = AddressBlock.parse(arguments.string(0));
    AddressBlock b = AddressBlock.parse(arguments.string(1));
    return BoolValue.of(a.covers(b) || b.covers(a));
  }

  private static Value isValid(Arguments arguments) {
    try {
      return BoolValue.of(
          arguments.value(0) instanceof StringValue(var text)
              && AddressBlock.parse(text).bits() > 0);
    } catch (BuiltinException e) {
      return BoolValue.FALSE;
    }
  }

  private static Optional<Value> expand(CallContext context, Arguments arguments) {
    AddressBlock block = AddressBlock.parse(arguments.string(0));
    int free = block.bits() - block.prefix();
    context.budget().make(free > 40 ? Long.MAX_VALUE / 2 : 2L << free);
    List<Value> addresses = new ArrayList<>();
    BigInteger at = block.first();
    for (long i = 0; i < 1L << free; i++) {
      addresses.add(StringValue.of(AddressBlock.text(at, block.bits())));
      at = at.add(BigInteger.ONE);
    }
    return Optional.of(SetValue.copyOf(addresses));
  }

  private static Optional<Value> merge(CallContext context, Arguments arguments) {
    List<AddressBlock> blocks = new ArrayList<>();
    for (String text : arguments.strings(0)) {
      blocks.add(
          AddressBlock.address(text)
              .map(Networks::classOf)
              .orElseGet(() -> AddressBlock.parse(text)));
    }
    List<Value> merged =
        AddressBlock.merge(blocks).stream().<Value>map(b -> StringValue.of(b.toString())).toList();
    context.budget().make(1 + merged.size());
    return Optional.of(SetValue.copyOf(merged));
  }

  /** A bare address means the network of its old class. */
  private static AddressBlock classOf(AddressBlock address) {
    if (address.bits() != AddressBlock.V4_BITS) {
      throw new BuiltinException("IPv6 invalid: needs prefix length");
    }
    int first = address.first().shiftRight(24).intValue();
    return address.widened(first < 128 ? 8 : first < 192 ? 16 : 24);
  }

  private static Optional<Value> containsMatches(CallContext context, Arguments arguments) {
    List<Value> found = new ArrayList<>();
    List<Map.Entry<Value, String>> outer = indexed(arguments, 0);
    List<Map.Entry<Value, String>> inner = indexed(arguments, 1);
    for (var block : outer) {
      for (var other : inner) {
        context.budget().step(8);
        if (contains(block.getValue(), other.getValue()).holds()) {
          context.budget().make(2);
          found.add(ArrayValue.of(block.getKey(), other.getKey()));
        }
      }
    }
    return Optional.of(SetValue.copyOf(found));
  }

  private static List<Map.Entry<Value, String>> indexed(Arguments arguments, int place) {
    List<Map.Entry<Value, String>> found = new ArrayList<>();
    switch (arguments.value(place)) {
      case StringValue(var text) -> found.add(Map.entry(arguments.value(place), text));
      case ArrayValue(var items) -> {
        for (int i = 0; i < items.size(); i++) {
          found.add(Map.entry(NumberValue.of(i), block(arguments, place, items.get(i))));
        }
      }
      case SetValue set -> set.forEach(v -> found.add(Map.entry(v, block(arguments, place, v))));
      case ObjectValue object ->
          object
              .entries()
              .forEach(
                  e -> found.add(Map.entry(e.getKey(), block(arguments, place, e.getValue()))));
      default -> arguments.refuse(place, "one of string, array, set, object");
    }
    return found;
  }

  /** A block may be the first item of an array. */
  private static String block(Arguments arguments, int place, Value value) {
    return switch (value) {
      case StringValue(var text) -> text;
      case ArrayValue(var items) when !items.isEmpty() -> block(arguments, place, items.getFirst());
      default -> arguments.refuse(place, "strings or non-empty arrays");
    };
  }
}
