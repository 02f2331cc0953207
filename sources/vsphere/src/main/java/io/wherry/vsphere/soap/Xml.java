package io.wherry.vsphere.soap;

import java.util.List;
import java.util.Optional;

/**
 * An element of an answer. Missing parts read as empty, so that an attribute that a server leaves
 * out, or sends in another shape, is "not known" and nothing worse.
 *
 * @param name without prefix
 * @param type value of {@code xsi:type} without prefix, or of {@code type} for references; empty
 *     when not stated
 * @param text of an element without children
 */
public record Xml(String name, String type, String text, List<Xml> children) {
  /** Stands for whatever is missing. */
  public static final Xml NOTHING = new Xml("", "", "", List.of());

  /** Whether the element was there at all. */
  public boolean isPresent() {
    return !name.isEmpty();
  }

  /** The first child of each name in turn; {@link #NOTHING} where one is missing. */
  public Xml at(String... path) {
    Xml here = this;
    for (String step : path) {
      here = here.child(step);
    }
    return here;
  }

  private Xml child(String wanted) {
    for (Xml child : children) {
      if (child.name.equals(wanted)) {
        return child;
      }
    }
    return NOTHING;
  }

  /** All children of a name. */
  public List<Xml> all(String wanted) {
    return children.stream().filter(c -> c.name.equals(wanted)).toList();
  }

  /** Text at a path; empty when missing. */
  public String text(String... path) {
    return at(path).text;
  }

  /** A whole number at a path; 0 when it is missing or no number. */
  public long number(String... path) {
    return optionalNumber(path).orElse(0L);
  }

  /** A whole number at a path, if one stands there. */
  public Optional<Long> optionalNumber(String... path) {
    try {
      return Optional.of(Long.valueOf(at(path).text.strip()));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** A whole number of int's range at a path; 0 when missing. */
  public int small(String... path) {
    return Math.clamp(number(path), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** True only where {@code true} or {@code 1} stands. */
  public boolean flag(String... path) {
    String text = at(path).text.strip();
    return text.equals("true") || text.equals("1");
  }

  /** Reference at a path; {@link MoRef#NONE} when missing. */
  public MoRef ref(String... path) {
    Xml here = at(path);
    return here.text.isEmpty() ? MoRef.NONE : new MoRef(here.type, here.text);
  }

  /** Whether the stated type is this one. */
  public boolean is(String wanted) {
    return type.equals(wanted);
  }
}
