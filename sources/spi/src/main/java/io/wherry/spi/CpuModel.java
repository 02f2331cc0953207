package io.wherry.spi;

import java.util.List;

/**
 * A processor as a guest sees it, in QEMU's words.
 *
 * @param name for example {@code Cascadelake-Server}; empty for any
 * @param require features it must have beyond the model's
 * @param disable features of the model it must not have
 */
public record CpuModel(String name, List<String> require, List<String> disable) {
  /** The source does not say. */
  public static final CpuModel NONE = new CpuModel("", List.of(), List.of());

  public CpuModel {
    require = List.copyOf(require);
    disable = List.copyOf(disable);
  }

  /** Whether the source says which. */
  public boolean isKnown() {
    return !name.isEmpty();
  }
}
