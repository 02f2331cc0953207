package io.wherry.apiserver.protobuf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.wherry.apiserver.protobuf.MessageTable.Cardinality;
import io.wherry.apiserver.protobuf.MessageTable.Field;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Base64;
import java.util.Map;

/**
 * Decodes Kubernetes protobuf bodies to JSON trees, by a table. Thread-safe.
 *
 * @source Kubernetes documentation, "Kubernetes Protobuf encoding"
 */
public final class KubernetesProtobuf {
  /** The media type of such bodies. */
  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = {'k', '8', 's', 0};

  /** No message in the table is nested deeper; bounds hostile input. */
  private static final int MAX_DEPTH = 32;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final DateTimeFormatter MICROS =
      new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

  private final MessageTable table;

  private KubernetesProtobuf(MessageTable table) {
    this.table = table;
  }

  /** A decoder with the messages that travel with this module. */
  public static KubernetesProtobuf load() {
    return new KubernetesProtobuf(MessageTable.load());
  }

  /**
   * The object in the body, with apiVersion and kind.
   *
   * @throws MalformedProtobuf when the bytes are broken or the kind is not in the table
   */
  public ObjectNode decode(byte[] body) {
    Envelope envelope = Envelope.open(body, MAGIC);
    String type = envelope.apiVersion() + "/" + envelope.kind();
    // The options of a deletion come in the version of the group that is deleted from.
    String known = envelope.kind().equals("DeleteOptions") ? "v1/DeleteOptions" : type;
    if (table.message(known) == null) {
      throw new MalformedProtobuf(
          "objects of kind " + type + " cannot be read as protobuf here; send JSON");
    }
    ObjectNode object = NODES.objectNode();
    object.put("apiVersion", envelope.apiVersion()).put("kind", envelope.kind());
    object.setAll(message(new ProtobufReader(envelope.content()), known, 0));
    return object;
  }

  private ObjectNode message(ProtobufReader in, String type, int depth) {
    Map<Integer, Field> fields = table.message(type);
    if (fields == null || depth > MAX_DEPTH) {
      throw new MalformedProtobuf("a message of type " + type + " cannot be read here");
    }
    ObjectNode object = NODES.objectNode();
    while (in.hasMore()) {
      Field field = fields.get(in.field());
      if (field == null) {
        in.skip();
      } else {
        add(object, field, in, depth);
      }
    }
    return object;
  }

  private void add(ObjectNode object, Field field, ProtobufReader in, int depth) {
    if (field.cardinality() == Cardinality.MAP) {
      entry(object.withObjectProperty(field.name()), field.type(), in.message(), depth);
    } else if (field.cardinality() == Cardinality.MANY) {
      object.withArrayProperty(field.name()).add(value(field.type(), in, depth));
    } else {
      set(object, field, value(field.type(), in, depth));
    }
  }

  /** Go's encoder writes empty texts and zero times of optional fields; JSON leaves them out. */
  private static void set(ObjectNode object, Field field, JsonNode value) {
    boolean emptyText = value.isTextual() && value.asText().isEmpty();
    boolean emptyMessage = value.isObject() && value.isEmpty() && !field.name().equals("metadata");
    boolean zero = field.type().endsWith("0") && value.asInt() == 0;
    if (!emptyText && !value.isNull() && !emptyMessage && !zero) {
      object.set(field.name(), value);
    }
  }

  private void entry(ObjectNode map, String type, ProtobufReader in, int depth) {
    String key = "";
    JsonNode value = TextNode.valueOf("");
    while (in.hasMore()) {
      switch (in.field()) {
        case 1 -> key = in.text();
        case 2 -> value = value(type, in, depth);
        default -> in.skip();
      }
    }
    map.set(key, value);
  }

  private JsonNode value(String type, ProtobufReader in, int depth) {
    return switch (type) {
      case "string" -> TextNode.valueOf(in.text());
      case "bool", "bool0" -> BooleanNode.valueOf(in.number() != 0);
      case "int", "int0" -> number(in.number());
      case "bytes" -> TextNode.valueOf(Base64.getEncoder().encodeToString(in.bytes()));
      case "time" -> time(in.message(), DateTimeFormatter.ISO_INSTANT);
      case "microtime" -> time(in.message(), MICROS);
      case "quantity" -> TextNode.valueOf(single(in.message()));
      case "intstr" -> intOrString(in.message());
      case "fieldsv1" -> json(single(in.message()));
      default -> message(in.message(), type, depth + 1);
    };
  }

  private static JsonNode number(long value) {
    return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
  }

  private static JsonNode time(ProtobufReader in, DateTimeFormatter format) {
    long seconds = 0;
    int nanos = 0;
    boolean given = in.hasMore();
    while (in.hasMore()) {
      switch (in.field()) {
        case 1 -> seconds = in.number();
        case 2 -> nanos = (int) in.number();
        default -> in.skip();
      }
    }
    if (!given) {
      return NullNode.getInstance();
    }
    try {
      return TextNode.valueOf(format.format(Instant.ofEpochSecond(seconds, nanos)));
    } catch (DateTimeException e) {
      throw new MalformedProtobuf("a time is out of range: " + e.getMessage());
    }
  }

  /** The text in field 1, the only one of quantities and field sets. */
  private static String single(ProtobufReader in) {
    String text = "";
    while (in.hasMore()) {
      if (in.field() == 1) {
        text = in.text();
      } else {
        in.skip();
      }
    }
    return text;
  }

  private static JsonNode intOrString(ProtobufReader in) {
    long kind = 0;
    JsonNode number = IntNode.valueOf(0);
    JsonNode text = TextNode.valueOf("");
    while (in.hasMore()) {
      switch (in.field()) {
        case 1 -> kind = in.number();
        case 2 -> number = number(in.number());
        case 3 -> text = TextNode.valueOf(in.text());
        default -> in.skip();
      }
    }
    return kind == 0 ? number : text;
  }

  private static JsonNode json(String text) {
    try {
      return text.isEmpty() ? NODES.objectNode() : JSON.readTree(text);
    } catch (JsonProcessingException _) {
      throw new MalformedProtobuf("a field set is no JSON");
    }
  }
}
