package io.wherry.vmimport.names.gotemplate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arguments of a call, with checks that name what is wrong. */
record Arguments(List<@Nullable Object> all) {

  int count() {
    return all.size();
  }

  void need(int least, int most) throws BadArgument {
    if (count() < least || count() > most) {
      String wanted = least == most ? "" + least : "at least " + least;
      throw new BadArgument("takes " + wanted + " arguments, got " + count());
    }
  }

  @Nullable Object any(int i) {
    return all.get(i);
  }

  String text(int i) throws BadArgument {
    if (all.get(i) instanceof String s) {
      return s;
    }
    throw new BadArgument("argument " + (i + 1) + " must be text");
  }

  int integer(int i) throws BadArgument {
    if (all.get(i) instanceof Long n && n == n.intValue()) {
      return n.intValue();
    }
    throw new BadArgument("argument " + (i + 1) + " must be an integer");
  }

  /** As the contract's number functions read anything: texts too, nonsense is 0. */
  long loose(int i) {
    return switch (all.get(i)) {
      case Long n -> n;
      case Double d -> d.longValue();
      case Boolean b -> b ? 1 : 0;
      case String s -> (long) looseText(s);
      case null, default -> 0;
    };
  }

  double looseReal(int i) {
    return switch (all.get(i)) {
      case Long n -> n;
      case Double d -> d;
      case Boolean b -> b ? 1 : 0;
      case String s -> looseText(s);
      case null, default -> 0;
    };
  }

  private static double looseText(String text) {
    return text.matches("[-+]?[0-9]{1,18}(\\.[0-9]{1,18})?") ? Double.parseDouble(text) : 0;
  }
}
