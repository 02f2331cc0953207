package io.wherry.vsphere.inventory;

import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import java.util.List;
import java.util.function.Function;

/**
 * A property that is followed, and what is kept of it.
 *
 * @param path in the API's words
 * @param parse makes the kept value; the XML itself is too large to keep for 10,000 machines
 * @param missing the value of objects that do not have it
 */
record Prop<T>(String path, Function<Xml, T> parse, T missing) {
  static Prop<String> text(String path) {
    return new Prop<>(path, Xml::text, "");
  }

  /** For names, in which the API writes slash, backslash and percent sign as codes. */
  static Prop<String> name() {
    return new Prop<>("name", xml -> decoded(xml.text()), "");
  }

  static Prop<Long> number(String path) {
    return new Prop<>(path, xml -> xml.number(), 0L);
  }

  static Prop<Boolean> flag(String path) {
    return new Prop<>(path, xml -> xml.flag(), false);
  }

  static Prop<MoRef> ref(String path) {
    return new Prop<>(path, xml -> xml.ref(), MoRef.NONE);
  }

  static Prop<List<MoRef>> refs(String path) {
    return list(path, xml -> xml.ref());
  }

  /** The elements of an array. */
  static <E> Prop<List<E>> list(String path, Function<Xml, E> element) {
    return new Prop<>(path, xml -> xml.children().stream().map(element).toList(), List.of());
  }

  /**
   * Undoes {@code %2f}, {@code %5c} and {@code %25}, and nothing else.
   *
   * @source inventory-and-providers.md section 2.4
   */
  static String decoded(String name) {
    if (name.indexOf('%') < 0) {
      return name;
    }
    return name.replaceAll("%2[fF]", "/")
        .replaceAll("%5[cC]", java.util.regex.Matcher.quoteReplacement("\\"))
        .replace("%25", "%");
  }
}
