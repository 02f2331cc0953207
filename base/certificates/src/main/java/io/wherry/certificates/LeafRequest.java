package io.wherry.certificates;

import java.security.PublicKey;
import java.util.List;
import java.util.Set;

/**
 * A certificate wanted from an {@link Authority}.
 *
 * @param names DNS names and IP addresses that the holder answers to; empty for mere clients
 */
public record LeafRequest(
    Subject subject, PublicKey key, Validity validity, Set<Usage> usages, List<String> names) {
  public LeafRequest {
    usages = Set.copyOf(usages);
    names = List.copyOf(names);
  }
}
