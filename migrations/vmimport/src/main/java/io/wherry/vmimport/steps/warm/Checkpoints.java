package io.wherry.vmimport.steps.warm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.StepId;
import io.wherry.problems.Defect;
import java.util.Map;
import java.util.TreeMap;

/** Positions in the change tracking of all disks, as a note keeps them. */
public final class Checkpoints {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Checkpoints() {}

  static String write(Map<String, String> positions) {
    try {
      return JSON.writeValueAsString(new TreeMap<>(positions));
    } catch (JsonProcessingException e) {
      throw new Defect("Checkpoints cannot be written as JSON.", e);
    }
  }

  /** What a step noted; empty when it noted nothing. */
  static Map<String, String> read(Notes notes, StepId step, String key) {
    return notes.of(step, key).map(Checkpoints::read).orElse(Map.of());
  }

  /** What stands in a note. */
  public static Map<String, String> read(String text) {
    try {
      return JSON.readValue(text, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new Defect("A journal's checkpoints cannot be read: " + text, e);
    }
  }
}
