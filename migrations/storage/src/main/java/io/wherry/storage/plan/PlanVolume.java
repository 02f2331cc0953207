package io.wherry.storage.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A window onto an entry of {@code spec.persistentVolumes}. */
public record PlanVolume(JsonNode node) {
  /** Name of the PersistentVolume. */
  String name() {
    return node.path("name").asText();
  }

  public String namespace() {
    return node.at("/pvc/namespace").asText();
  }

  /** Name of the claim. */
  public String source() {
    return node.at("/pvc/name").asText().split(":", 2)[0];
  }

  /** Name of the target claim; empty when there is none. */
  public String target() {
    String[] pair = node.at("/pvc/name").asText().split(":", 2);
    return pair.length > 1 ? pair[1] : "";
  }

  String action() {
    return node.at("/selection/action").asText();
  }

  public boolean isCopied() {
    return action().equals("copy");
  }

  String copyMethod() {
    return node.at("/selection/copyMethod").asText();
  }

  public String sourceClass() {
    return node.path("storageClass").asText();
  }

  public String targetClass() {
    return node.at("/selection/storageClass").asText();
  }

  /** The words given for the target's access modes. */
  List<String> accessWords() {
    List<String> words = new ArrayList<>();
    String selected = node.at("/selection/accessMode").asText();
    if (!selected.isEmpty()) {
      words.add(selected);
    }
    node.at("/pvc/accessModes").forEach(m -> words.add(m.asText()));
    return words;
  }

  /** Access mode of the target; empty to leave it to the class. */
  public String accessMode() {
    return accessWords().stream().findFirst().filter(m -> !m.equals("auto")).orElse("");
  }

  /** Volume mode of the target; empty to leave it to the class. */
  public String volumeMode() {
    String mode = node.at("/pvc/volumeMode").asText();
    return mode.equals("auto") ? "" : mode;
  }

  public String capacity() {
    return node.path("capacity").asText("0");
  }

  /** The size that the user has agreed to; empty when he has not. */
  public String confirmed() {
    return node.path("capacityConfirmed").asBoolean() ? node.path("proposedCapacity").asText() : "";
  }

  /** {@code namespace/claim}, for messages. */
  String label() {
    return namespace() + "/" + source();
  }
}
