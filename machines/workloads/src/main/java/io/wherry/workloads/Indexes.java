package io.wherry.workloads;

import java.util.Collection;
import java.util.Iterator;
import java.util.StringJoiner;
import java.util.TreeSet;

/** Sets of completion indexes as jobs write them: {@code 1,3-5,7}. */
final class Indexes {
  private Indexes() {}

  static TreeSet<Integer> parse(String text) {
    TreeSet<Integer> result = new TreeSet<>();
    for (String part : text.split(",")) {
      if (!part.isBlank()) {
        int dash = part.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
        for (int i = first; i <= last; i++) {
          result.add(i);
        }
      }
    }
    return result;
  }

  static String format(Collection<Integer> indexes) {
    StringJoiner text = new StringJoiner(",");
    Iterator<Integer> rest = new TreeSet<>(indexes).iterator();
    int first = -1;
    int last = -1;
    while (rest.hasNext()) {
      int next = rest.next();
      if (first >= 0 && next != last + 1) {
        add(text, first, last);
        first = next;
      }
      first = first < 0 ? next : first;
      last = next;
    }
    if (first >= 0) {
      add(text, first, last);
    }
    return text.toString();
  }

  private static void add(StringJoiner text, int first, int last) {
    // Two neighbours are written apart, as upstream does.
    text.add(
        first == last
            ? Integer.toString(first)
            : last == first + 1 ? first + "," + last : first + "-" + last);
  }
}
