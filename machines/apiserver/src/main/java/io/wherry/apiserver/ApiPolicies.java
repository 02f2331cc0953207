package io.wherry.apiserver;

import java.util.List;

/**
 * Who may log in and what is taken, beyond what every server knows.
 *
 * @param verifiers asked, in this order, for bearer tokens that the server itself does not know
 * @param admissions asked, in this order, for every write
 * @param evictions asked for every pod that is to be evicted
 */
public record ApiPolicies(
    List<TokenVerifier> verifiers, List<Admission> admissions, EvictionGuard evictions) {
  /** Nothing more. */
  public static final ApiPolicies NONE = new ApiPolicies(List.of(), List.of(), EvictionGuard.NONE);

  public ApiPolicies {
    verifiers = List.copyOf(verifiers);
    admissions = List.copyOf(admissions);
  }
}
