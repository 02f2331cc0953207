package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.apiserver.ApiFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The {@code labelSelector} of a list or watch: equality and sets, joined by "and". */
final class LabelSelector {
  private static final String KEY = "([A-Za-z0-9][-A-Za-z0-9_./]*)";
  private static final String VALUE = "((?:[A-Za-z0-9][-A-Za-z0-9_.]*)?)";
  private static final Pattern EQUALITY = Pattern.compile(KEY + "\\s*(==|=|!=)\\s*" + VALUE);
  private static final Pattern SET = Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([^()]*)\\)");
  private static final Pattern PRESENCE = Pattern.compile("(!?)\\s*" + KEY);
  private static final Pattern COMPARISON = Pattern.compile(KEY + "\\s*([<>])\\s*(-?\\d{1,18})");

  private LabelSelector() {}

  /** A predicate over {@code metadata.labels}. @throws ApiFailure 400 */
  static Predicate<JsonNode> parse(String text) {
    Predicate<JsonNode> all = _ -> true;
    for (String part : split(text)) {
      all = all.and(requirement(part.strip()));
    }
    return all;
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    if (start < text.length()) {
      parts.add(text.substring(start));
    }
    return parts;
  }

  private static Predicate<JsonNode> requirement(String part) {
    Matcher set = SET.matcher(part);
    if (set.matches()) {
      return membership(set.group(1), set.group(2), set.group(3));
    }
    Matcher equality = EQUALITY.matcher(part);
    if (equality.matches()) {
      String wanted = equality.group(3);
      Predicate<JsonNode> equal = has(equality.group(1), Set.of(wanted));
      return equality.group(2).equals("!=") ? equal.negate() : equal;
    }
    Matcher comparison = COMPARISON.matcher(part);
    if (comparison.matches()) {
      return comparison(comparison.group(1), comparison.group(2), comparison.group(3));
    }
    Matcher presence = PRESENCE.matcher(part);
    if (presence.matches()) {
      String key = presence.group(2);
      Predicate<JsonNode> present = labels -> labels.has(key);
      return presence.group(1).isEmpty() ? present : present.negate();
    }
    throw ApiFailure.badRequest("unable to parse requirement: invalid label selector: " + part);
  }

  private static Predicate<JsonNode> membership(String key, String operator, String values) {
    Set<String> wanted =
        Arrays.stream(values.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    Predicate<JsonNode> in = has(key, wanted);
    return operator.equals("in") ? in : in.negate();
  }

  private static Predicate<JsonNode> has(String key, Set<String> values) {
    return labels -> labels.has(key) && values.contains(labels.get(key).asText());
  }

  private static Predicate<JsonNode> comparison(String key, String operator, String number) {
    long bound = Long.parseLong(number);
    int sign = operator.equals(">") ? 1 : -1;
    return labels -> {
      String value = labels.path(key).asText();
      return value.matches("-?\\d{1,18}") && Long.compare(Long.parseLong(value), bound) == sign;
    };
  }
}
