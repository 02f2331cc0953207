package io.wherry.vmimport.translate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.MachineExtras;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.Options;
import java.util.Map;
import java.util.TreeMap;

/**
 * The source's tags as labels and its attributes as annotations, with a report of everything that
 * Kubernetes does not take as it was.
 *
 * @source inventory-and-providers.md section 4.2; plans-and-migrations.md section 7.18
 */
final class SourceTags {
  /** Lists what was changed, as JSON. */
  static final String REPORT = "forklift.konveyor.io/sanitized-metadata";

  private static final int NAME = 63;

  /** All annotations of an object together may have 256 KiB. */
  private static final int VALUE = 4096;

  private static final int ALL_VALUES = 128 * 1024;

  private final String prefix;
  private final MachineExtras extras;
  private final Options.Tags tags;
  private final ArrayNode report = JsonNodeFactory.instance.arrayNode();

  SourceTags(ImportOrder order) {
    this.prefix = order.source().type() + ".forklift.konveyor.io/";
    this.extras = order.machine().extras();
    this.tags = order.options().carried().tags();
  }

  /** Adds labels and annotations. What stands there already wins. */
  void into(ObjectNode labels, ObjectNode annotations) {
    if (tags.use() == Options.TagUse.LABELS) {
      new TreeMap<>(extras.labels()).forEach((key, value) -> label(labels, key, value));
    }
    int room = ALL_VALUES;
    for (Map.Entry<String, String> e : new TreeMap<>(extras.annotations()).entrySet()) {
      String value = cut(e.getValue(), Math.min(VALUE, room));
      room -= value.length();
      put("annotation", annotations, e, value);
    }
    if (!report.isEmpty()) {
      annotations.put(REPORT, report.toString());
    }
  }

  private void label(ObjectNode labels, String key, String value) {
    if (tags.only().isEmpty() || tags.only().contains(value) || tags.only().contains(key)) {
      put("label", labels, Map.entry(key, value), name(value));
    }
  }

  private void put(String kind, ObjectNode into, Map.Entry<String, String> source, String value) {
    String key = name(source.getKey());
    if (key.isEmpty() || into.has(prefix + key)) {
      told(kind, source).put("dropped", key.isEmpty() ? "no name is left" : "the name is taken");
      return;
    }
    into.put(prefix + key, value);
    if (!key.equals(source.getKey()) || !value.equals(source.getValue())) {
      told(kind, source).put("sanitizedKey", prefix + key).put("sanitizedValue", cut(value, NAME));
    }
  }

  private ObjectNode told(String kind, Map.Entry<String, String> source) {
    // The report must not grow without bounds either.
    return report
        .addObject()
        .put("kind", kind)
        .put("key", cut(source.getKey(), NAME * 2))
        .put("value", cut(source.getValue(), NAME * 2));
  }

  private static String cut(String text, int length) {
    int end = Math.min(text.length(), Math.max(length, 0));
    boolean splits =
        end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, splits ? end - 1 : end);
  }

  /** The text as Kubernetes takes it for a label's value and for a name. */
  static String name(String text) {
    String plain =
        text.strip().replaceAll("[^A-Za-z0-9_.-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
    return cut(plain, NAME).replaceAll("[^A-Za-z0-9]+$", "");
  }
}
