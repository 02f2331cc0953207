package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.cli.query.Query;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Which machines are meant: names or ids separated by commas, {@code *} for all, {@code @FILE} with
 * a name or id in each line, or a query that begins with {@code where}.
 *
 * @param text what was given to {@code --vms}
 * @param among what the machines are chosen from, for messages
 */
record Choice(String text, String among) {
  /**
   * Chooses.
   *
   * @throws InvalidRequest a name fits no row or several, a query fits none, or the file cannot be
   *     read
   */
  List<JsonNode> of(List<JsonNode> rows) {
    if (Query.isMeantBy(text)) {
      List<JsonNode> found = Query.parse(text).apply(rows, Function.identity());
      if (found.isEmpty()) {
        throw new InvalidRequest("No machine of " + among + " fulfils: " + text);
      }
      return found;
    }
    if (text.strip().equals("*")) {
      return rows;
    }
    Set<JsonNode> chosen = new LinkedHashSet<>();
    names().forEach(name -> chosen.add(one(rows, name)));
    return List.copyOf(chosen);
  }

  private JsonNode one(List<JsonNode> rows, String name) {
    List<JsonNode> exact = with(rows, "id", name);
    List<JsonNode> matches = exact.isEmpty() ? with(rows, "name", name) : exact;
    if (matches.size() != 1) {
      throw new InvalidRequest(
          matches.isEmpty()
              ? "There is no machine '%s' among those of %s.".formatted(name, among)
              : "%d machines of %s are called '%s'; give the id: %s"
                  .formatted(matches.size(), among, name, ids(matches)));
    }
    return matches.getFirst();
  }

  private static List<JsonNode> with(List<JsonNode> rows, String field, String value) {
    return rows.stream().filter(r -> r.path(field).asText().equals(value)).toList();
  }

  private static String ids(List<JsonNode> rows) {
    List<String> ids = new ArrayList<>();
    rows.forEach(r -> ids.add(r.path("id").asText()));
    return String.join(", ", ids);
  }

  private List<String> names() {
    List<String> names =
        text.startsWith("@") ? lines(Path.of(text.substring(1))) : Arrays.asList(text.split(","));
    List<String> given = names.stream().map(String::strip).filter(n -> !n.isEmpty()).toList();
    if (given.isEmpty()) {
      throw new InvalidRequest("No machine was named: names, @FILE, '*' or \"where …\".");
    }
    return given;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new InvalidRequest("The list of machines " + file + " cannot be read: " + e, e);
    }
  }
}
