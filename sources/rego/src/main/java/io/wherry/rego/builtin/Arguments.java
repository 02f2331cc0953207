package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of a call, by place from 0. Every typed question throws {@link BuiltinException}
 * when the argument is of another type.
 */
public final class Arguments {
  private final String function;
  private final Value[] values;

  public Arguments(String function, Value[] values) {
    this.function = function;
    this.values = values;
  }

  public Value value(int place) {
    return values[place];
  }

  public String string(int place) {
    return values[place] instanceof StringValue(var string) ? string : refuse(place, "string");
  }

  public NumberValue number(int place) {
    return values[place] instanceof NumberValue number ? number : refuse(place, "number");
  }

  /** A whole number that fits an int. */
  public int integer(int place) {
    NumberValue number = number(place);
    boolean fits = number.isLong() && number.asLong() == (int) number.asLong();
    return fits ? (int) number.asLong() : this.<Integer>refuse(place, "integer number");
  }

  public boolean bool(int place) {
    return values[place] instanceof BoolValue(var bool)
        ? bool
        : this.<Boolean>refuse(place, "boolean");
  }

  public List<Value> array(int place) {
    return values[place] instanceof ArrayValue(var items) ? items : refuse(place, "array");
  }

  public SetValue set(int place) {
    return values[place] instanceof SetValue set ? set : refuse(place, "set");
  }

  public ObjectValue object(int place) {
    return values[place] instanceof ObjectValue object ? object : refuse(place, "object");
  }

  /** The items of an array or a set. */
  public List<Value> items(int place) {
    return items(values[place], place);
  }

  public List<Value> items(Value value, int place) {
    return switch (value) {
      case ArrayValue(var items) -> items;
      case SetValue set -> set.items();
      default -> refuse(place, "array or set");
    };
  }

  /** The strings of an array or a set. */
  public List<String> strings(int place) {
    List<String> strings = new ArrayList<>();
    for (Value item : items(place)) {
      strings.add(
          item instanceof StringValue(var s) ? s : refuse(place, "array or set of strings"));
    }
    return strings;
  }

  /** One string, or the strings of an array or a set. */
  public List<String> stringOrStrings(int place) {
    return values[place] instanceof StringValue(var string) ? List.of(string) : strings(place);
  }

  <T> T refuse(int place, String wanted) {
    throw new BuiltinException(
        function
            + ": operand "
            + (place + 1)
            + " must be "
            + wanted
            + " but got "
            + values[place].kind().word());
  }
}
