package io.wherry.spi;

import java.util.Map;
import java.util.Optional;

/** Values of a provider's Secret. {@link #toString()} never shows a value. */
public record Credentials(Map<String, String> values) {
  public static final Credentials NONE = new Credentials(Map.of());

  public Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key)).filter(v -> !v.isEmpty());
  }

  @Override
  public String toString() {
    return "Credentials" + values.keySet();
  }
}
