package io.wherry.vmimport;

import io.wherry.problems.InvalidRequest;
import io.wherry.vmimport.schedule.Lane;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How much may be under way at a time.
 *
 * @param perSource of a host of the source, or of a provider without hosts; upstream's {@code
 *     controller_max_vm_inflight}. 1 or more
 * @param others by {@code word} for each lane of a kind, or {@code word/name} for one lane; 1 or
 *     more
 * @source plans-and-migrations.md section 4
 */
public record FlightLimits(int perSource, Map<String, Integer> others) {
  private static final Set<String> WORDS =
      Arrays.stream(Lane.Kind.values()).map(Lane.Kind::word).collect(Collectors.toSet());

  /** Upstream's default. */
  public static final FlightLimits DEFAULT = new FlightLimits(20, Map.of());

  public FlightLimits {
    if (perSource < 1) {
      throw new InvalidRequest("Settings: controller_max_vm_inflight must be 1 or more.");
    }
    others = new TreeMap<>(others);
  }

  FlightLimits withPerSource(int other) {
    return new FlightLimits(other, others);
  }

  /**
   * Reads {@code total=100, datastore=8, host/esx-3=10}.
   *
   * @throws InvalidRequest it cannot be understood
   */
  FlightLimits withOthers(String text) {
    Map<String, Integer> read = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        int equals = part.indexOf('=');
        String what = equals < 0 ? part.strip() : part.substring(0, equals).strip();
        read.put(known(what), number(part.substring(equals + 1).strip(), what));
      }
    }
    return new FlightLimits(perSource, read);
  }

  /** As {@link #withOthers} reads it. */
  String text() {
    return others.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(", "));
  }

  /** The limit of a lane; empty for none. */
  public OptionalInt of(Lane lane) {
    Integer own = others.get(lane.kind().word() + "/" + lane.name());
    Integer kinds = own == null ? others.get(lane.kind().word()) : own;
    if (kinds != null) {
      return OptionalInt.of(kinds);
    }
    return switch (lane.kind()) {
      case HOST, PROVIDER -> OptionalInt.of(perSource);
      default -> OptionalInt.empty();
    };
  }

  private static String known(String what) {
    String word = what.contains("/") ? what.substring(0, what.indexOf('/')) : what;
    if (!WORDS.contains(word)) {
      throw new InvalidRequest(
          "'" + what + "' is none of " + WORDS.stream().sorted().toList() + ", or one with /NAME");
    }
    return what;
  }

  private static int number(String text, String of) {
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw new InvalidRequest("the limit of " + of + " must be a number from 1 to 999999");
    }
    return Integer.parseInt(text);
  }
}
