package io.wherry.apiserver.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.store.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The certificates that were given to users, in one file. */
final class UserRecords {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One certificate.
   *
   * @param serial hexadecimal
   */
  record Entry(
      String name, List<String> groups, String serial, Instant expires, Standing standing) {}

  /** Whether the certificate still counts. */
  enum Standing {
    GOOD,
    REVOKED
  }

  private final Path file;

  UserRecords(Path directory) {
    this.file = directory.resolve("users.json");
  }

  /** The file that changes whenever the records do. */
  Path file() {
    return file;
  }

  List<Entry> all() throws IOException {
    List<Entry> entries = new ArrayList<>();
    if (Files.exists(file)) {
      for (JsonNode node : JSON.readTree(Files.readAllBytes(file))) {
        entries.add(
            new Entry(
                node.path("name").asText(),
                node.path("groups").valueStream().map(JsonNode::asText).toList(),
                node.path("serial").asText(),
                Instant.parse(node.path("expires").asText()),
                node.path("revoked").asBoolean() ? Standing.REVOKED : Standing.GOOD));
      }
    }
    return entries;
  }

  void save(List<Entry> entries) throws IOException {
    ArrayNode list = JSON.createArrayNode();
    for (Entry entry : entries) {
      ObjectNode node = list.addObject().put("name", entry.name());
      entry.groups().forEach(node.putArray("groups")::add);
      node.put("serial", entry.serial()).put("expires", entry.expires().toString());
      node.put("revoked", entry.standing() == Standing.REVOKED);
    }
    PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(list));
  }

  Set<String> revokedSerials() throws IOException {
    return all().stream()
        .filter(e -> e.standing() == Standing.REVOKED)
        .map(Entry::serial)
        .collect(Collectors.toSet());
  }
}
