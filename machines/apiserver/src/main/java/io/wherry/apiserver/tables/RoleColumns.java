package io.wherry.apiserver.tables;

import static io.wherry.apiserver.tables.Column.age;
import static io.wherry.apiserver.tables.Column.at;
import static io.wherry.apiserver.tables.Column.named;
import static io.wherry.apiserver.tables.Column.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.StringJoiner;

/** The columns of roles and of who has them. */
final class RoleColumns {
  private RoleColumns() {}

  static List<Column> role() {
    return List.of(named(), at("Created At", "metadata.creationTimestamp").typed("date"));
  }

  static List<Column> binding() {
    return List.of(
        named(),
        text("Role", o -> o.at("/roleRef/kind").asText() + "/" + o.at("/roleRef/name").asText()),
        age(),
        text("Users", o -> subjects(o, "User")).wide(),
        text("Groups", o -> subjects(o, "Group")).wide(),
        text("ServiceAccounts", o -> subjects(o, "ServiceAccount")).wide());
  }

  private static String subjects(ObjectNode binding, String kind) {
    StringJoiner text = new StringJoiner(", ");
    for (JsonNode subject : binding.path("subjects")) {
      if (subject.path("kind").asText().equals(kind)) {
        String namespace = subject.path("namespace").asText();
        String prefix = namespace.isEmpty() ? "" : namespace + "/";
        text.add(prefix + subject.path("name").asText());
      }
    }
    return text.toString();
  }
}
