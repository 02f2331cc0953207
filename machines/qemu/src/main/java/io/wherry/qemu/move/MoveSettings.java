package io.wherry.qemu.move;

import java.util.Set;

/**
 * What is agreed before a move begins and stays; the same on both sides.
 *
 * @param channels connections when PARALLEL is on, 1 to 255
 */
public record MoveSettings(Set<MoveFeature> features, int channels, Compression compression) {

  /** How pages are packed on parallel connections. */
  public enum Compression {
    NONE("none"),
    ZSTD("zstd");

    private final String wire;

    Compression(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }

  /** One connection and nothing special. */
  public static final MoveSettings PLAIN = new MoveSettings(Set.of(), 2, Compression.NONE);

  public MoveSettings {
    features = Set.copyOf(features);
    if (channels < 1 || channels > 255) {
      throw new IllegalArgumentException("channels must be 1 to 255, not " + channels);
    }
  }

  public boolean has(MoveFeature feature) {
    return features.contains(feature);
  }
}
