package io.wherry.conversion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Understands what virt-v2v prints with {@code --machine-readable}: one JSON object per message
 * among lines for people. Fed by one thread, read by another after that one ended.
 */
final class V2vMessages {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How far each message is, from the measured shares of a conversion under TCG. */
  private static final Map<String, Integer> PERCENT = new LinkedHashMap<>();

  static {
    PERCENT.put("Setting up the source", 1);
    PERCENT.put("Opening the source", 2);
    PERCENT.put("Inspecting the source", 12);
    PERCENT.put("Checking for sufficient", 20);
    PERCENT.put("Converting ", 22);
    PERCENT.put("Mapping filesystem data", 50);
    PERCENT.put("Checking if the guest needs", 90);
    PERCENT.put("Closing the overlay", 94);
    PERCENT.put("Finishing off", 97);
  }

  private static final int KEPT = 20;

  private final ConversionListener listener;
  private final List<String> warnings = new ArrayList<>();
  private String error = "";
  private String osName = "";
  private int percent;

  V2vMessages(ConversionListener listener) {
    this.listener = listener;
  }

  synchronized void line(String line) {
    if (!line.startsWith("{")) {
      return;
    }
    try {
      JsonNode node = JSON.readTree(line);
      message(node.path("type").asText(), node.path("message").asText());
    } catch (JsonProcessingException e) {
      // A line that only looks like JSON: it is in the log, and it is nothing to act on.
      return;
    }
  }

  private void message(String type, String text) {
    switch (type) {
      case "error" -> error = text;
      case "warning" -> {
        if (warnings.size() < KEPT) {
          warnings.add(text);
        }
      }
      case "message" -> progress(text);
      default -> {}
    }
  }

  private void progress(String text) {
    String end = " to run on KVM";
    if (text.startsWith("Converting ") && text.endsWith(end)) {
      osName = text.substring("Converting ".length(), text.length() - end.length());
    }
    PERCENT.forEach((start, value) -> {
      if (text.startsWith(start)) {
        percent = Math.max(percent, value);
      }
    });
    listener.progress(percent, text);
  }

  synchronized List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** The last error, empty when there was none. */
  synchronized String error() {
    return error;
  }

  /** What virt-v2v takes the guest for, empty when it did not say. */
  synchronized String osName() {
    return osName;
  }
}
