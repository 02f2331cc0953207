package io.wherry.placement;

/**
 * Why a pod cannot run on a node, in the words of Kubernetes' scheduler.
 *
 * @param text for example {@code Insufficient memory}
 */
public record Obstacle(Kind kind, String text) {
  /** What sort of obstacle. */
  public enum Kind {
    NOT_READY,
    CORDONED,
    SELECTOR,
    TAINT,
    MEMORY,
    VOLUME,
    NEIGHBOURS
  }
}
