package io.wherry.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;

/**
 * An answer of the inventory.
 *
 * @param headers besides Content-Type, which is always JSON
 * @param body never absent; an object with {@code message} for errors
 */
public record InventoryAnswer(int status, Map<String, String> headers, JsonNode body) {
  static InventoryAnswer ok(JsonNode body) {
    return new InventoryAnswer(200, Map.of(), body);
  }

  /** The collector is not ready; the body may lack things. */
  static InventoryAnswer partial(JsonNode body) {
    return new InventoryAnswer(206, Map.of(), body);
  }

  static InventoryAnswer error(int status, String message) {
    return new InventoryAnswer(status, Map.of(), text(message));
  }

  static InventoryAnswer denied(int status, String reason) {
    return new InventoryAnswer(
        status, Map.of("forklift-error-message", oneLine(reason)), text(reason));
  }

  /** Clients tell by the header whether to wait for the provider. */
  static InventoryAnswer providerNotFound(String uid) {
    return new InventoryAnswer(
        404,
        Map.of("X-Reason", "ProviderNotFound"),
        text("No inventory of a provider with the uid " + uid + " is open."));
  }

  private static JsonNode text(String message) {
    return JsonNodeFactory.instance.objectNode().put("message", message);
  }

  /** Header values must not carry line ends. */
  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
