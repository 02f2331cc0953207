package io.wherry.qemu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Everything a guest can see of its machine, in QEMU's words: machine type, processor, memory,
 * devices and where they are plugged. A machine that takes over another one's state must be started
 * with exactly these words, since QEMU notices some differences only by breaking the guest, and an
 * additional device not at all. Files, sockets and networks of the host are not in it.
 *
 * @param words arguments of QEMU, the program itself left out
 * @param accelerator {@code kvm} or {@code tcg}: state does not move from one to the other
 * @param qemu version of the QEMU that the machine was first started with, {@code 7.2}
 * @source live-migration.md sections 8.6 (fact 9) and 9.4
 */
public record Hardware(List<String> words, String accelerator, String qemu) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Hardware {
    words = List.copyOf(words);
  }

  /** The same words, accelerator and version give the same text. */
  public String digest() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha.digest(toJson().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new Defect("SHA-256 is missing in this JDK.", e);
    }
  }

  /** One line, for {@link #parse}. */
  public String toJson() {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("qemu", qemu).put("accelerator", accelerator);
    words.forEach(tree.putArray("words")::add);
    return tree.toString();
  }

  /**
   * @throws InvalidRequest the text is not what {@link #toJson} writes
   */
  public static Hardware parse(String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      List<String> words = new ArrayList<>();
      tree.path("words").forEach(w -> words.add(w.asText()));
      if (words.isEmpty()) {
        throw new InvalidRequest("A machine's stored hardware has no words: " + text);
      }
      return new Hardware(words, tree.path("accelerator").asText(), tree.path("qemu").asText());
    } catch (JsonProcessingException e) {
      throw new InvalidRequest("A machine's stored hardware is not JSON: " + e.getMessage(), e);
    }
  }

  /** Why this QEMU cannot take over a running machine of this hardware; empty when it can. */
  public Optional<String> whyNotOn(Toolbox tools) {
    String mine = tools.accelerator().name();
    if (!mine.equals(accelerator)) {
      return Optional.of(
          "the machine runs under %s, this node has %s".formatted(accelerator, mine));
    }
    String model = after("-cpu").split(",", 2)[0];
    boolean varies = model.equals("max") || model.equals("host");
    if (varies && !qemu.equals(tools.version().toString())) {
      return Optional.of(
          "processor model '%s' of QEMU %s is another one in QEMU %s; give the machine a named model"
              .formatted(model, qemu, tools.version()));
    }
    String machine = after("-machine").split(",", 2)[0];
    if (!tools.knowsMachine(machine)) {
      return Optional.of(
          "QEMU %s of this node has no machine type %s".formatted(tools.version(), machine));
    }
    return Optional.empty();
  }

  /** The pinned machine type, for example {@code pc-q35-7.2}. */
  public String machineType() {
    return after("-machine").split(",", 2)[0];
  }

  /** Memory of the process in KiB; it may be a little more than the guest was promised. */
  public long memoryKib() {
    String size = after("-m").replaceAll("[^0-9]", "");
    return size.isEmpty() ? 0 : Long.parseLong(size);
  }

  private String after(String option) {
    int at = words.indexOf(option);
    return at < 0 || at + 1 >= words.size() ? "" : words.get(at + 1);
  }
}
