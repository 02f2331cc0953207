package io.wherry.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.problems.Defect;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages that can be decoded: number, name and type of each field. Read from {@code
 * messages.yaml}.
 */
final class MessageTable {
  /** How often a field may stand in a message. */
  enum Cardinality {
    ONE,
    MANY,
    MAP
  }

  /**
   * A field.
   *
   * @param type {@code string bool int bytes time microtime quantity intstr fieldsv1}, or a message
   */
  record Field(String name, String type, Cardinality cardinality) {}

  private final Map<String, Map<Integer, Field>> messages = new HashMap<>();

  static MessageTable load() {
    try (InputStream in = MessageTable.class.getResourceAsStream("messages.yaml")) {
      if (in == null) {
        throw new Defect("messages.yaml is missing from the class path.");
      }
      return new MessageTable(new YAMLMapper().readTree(in));
    } catch (IOException e) {
      throw new Defect("messages.yaml cannot be read: " + e.getMessage());
    }
  }

  private MessageTable(JsonNode source) {
    for (var message : source.properties()) {
      Map<Integer, Field> fields = new HashMap<>();
      for (var field : message.getValue().properties()) {
        fields.put(Integer.valueOf(field.getKey()), field(field.getValue().asText()));
      }
      messages.put(message.getKey(), Map.copyOf(fields));
    }
  }

  private static Field field(String text) {
    String[] words = text.split(" ");
    String type = words.length > 1 ? words[1] : "string";
    if (type.startsWith("[")) {
      return new Field(words[0], type.substring(1, type.length() - 1), Cardinality.MANY);
    }
    if (type.startsWith("{")) {
      return new Field(words[0], type.substring(1, type.length() - 1), Cardinality.MAP);
    }
    return new Field(words[0], type, Cardinality.ONE);
  }

  /** The fields of a message by number; null when the message is not known. */
  @Nullable Map<Integer, Field> message(String name) {
    return messages.get(name);
  }
}
