package io.wherry.placement;

import java.util.List;

/**
 * How a pod fits a node.
 *
 * @param obstacles all of them; empty when it fits
 * @param score higher is better; comparable between nodes of one judgement only
 */
public record Fit(String node, List<Obstacle> obstacles, double score) {
  public Fit {
    obstacles = List.copyOf(obstacles);
  }

  public boolean fits() {
    return obstacles.isEmpty();
  }
}
