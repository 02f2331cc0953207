package io.wherry.apiserver;

import io.wherry.apiserver.audit.AuditExtent;
import java.util.List;

/**
 * Who may log in, what is taken and how much of it.
 *
 * @param verifiers asked, in this order, for bearer tokens that the server itself does not know
 * @param admissions asked, in this order, for every write
 * @param evictions asked for every pod that is to be evicted
 * @param limits of what is answered at one time
 * @param audit which requests are told in {@code audit/audit.log} of the server's directory
 */
public record ApiPolicies(
    List<TokenVerifier> verifiers,
    List<Admission> admissions,
    EvictionGuard evictions,
    ServingLimits limits,
    AuditExtent audit) {
  /** Nothing more. */
  public static final ApiPolicies NONE = new ApiPolicies(List.of(), List.of(), EvictionGuard.NONE);

  public ApiPolicies {
    verifiers = List.copyOf(verifiers);
    admissions = List.copyOf(admissions);
  }

  /** With the limits of every server, without an audit log. */
  public ApiPolicies(
      List<TokenVerifier> verifiers, List<Admission> admissions, EvictionGuard evictions) {
    this(verifiers, admissions, evictions, ServingLimits.DEFAULT, AuditExtent.OFF);
  }

  /** The same with other limits. */
  public ApiPolicies limited(ServingLimits other) {
    return new ApiPolicies(verifiers, admissions, evictions, other, audit);
  }

  /** The same with an audit log. */
  public ApiPolicies audited(AuditExtent extent) {
    return new ApiPolicies(verifiers, admissions, evictions, limits, extent);
  }
}
