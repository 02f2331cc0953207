package io.wherry.apiserver;

import java.util.List;

/**
 * Who may log in, what is taken and how much of it.
 *
 * @param verifiers asked, in this order, for bearer tokens that the server itself does not know
 * @param admissions asked, in this order, for every write
 * @param evictions asked for every pod that is to be evicted
 * @param limits of what is answered at one time
 */
public record ApiPolicies(
    List<TokenVerifier> verifiers,
    List<Admission> admissions,
    EvictionGuard evictions,
    ServingLimits limits) {
  /** Nothing more. */
  public static final ApiPolicies NONE = new ApiPolicies(List.of(), List.of(), EvictionGuard.NONE);

  public ApiPolicies {
    verifiers = List.copyOf(verifiers);
    admissions = List.copyOf(admissions);
  }

  /** With the limits of every server. */
  public ApiPolicies(
      List<TokenVerifier> verifiers, List<Admission> admissions, EvictionGuard evictions) {
    this(verifiers, admissions, evictions, ServingLimits.DEFAULT);
  }

  /** The same with other limits. */
  public ApiPolicies limited(ServingLimits other) {
    return new ApiPolicies(verifiers, admissions, evictions, other);
  }
}
