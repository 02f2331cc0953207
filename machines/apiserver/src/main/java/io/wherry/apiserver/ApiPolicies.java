package io.wherry.apiserver;

import io.wherry.apiserver.audit.AuditExtent;
import java.util.List;

/**
 * Who may log in, what is taken and how much of it.
 *
 * @param verifiers asked, in this order, for bearer tokens that the server itself does not know
 * @param admissions asked, in this order, for every write
 * @param guards of single kinds, asked after the admissions
 * @param evictions asked for every pod that is to be evicted
 * @param limits of what is answered at one time
 * @param audit which requests are told in {@code audit/audit.log} of the server's directory
 */
public record ApiPolicies(
    List<TokenVerifier> verifiers,
    List<Admission> admissions,
    List<KindGuard> guards,
    EvictionGuard evictions,
    ServingLimits limits,
    AuditExtent audit) {
  /** Nothing more. */
  public static final ApiPolicies NONE = new ApiPolicies(List.of(), List.of(), EvictionGuard.NONE);

  public ApiPolicies {
    verifiers = List.copyOf(verifiers);
    admissions = List.copyOf(admissions);
    guards = List.copyOf(guards);
  }

  /** With the limits of every server, without an audit log. */
  public ApiPolicies(
      List<TokenVerifier> verifiers, List<Admission> admissions, EvictionGuard evictions) {
    this(verifiers, admissions, List.of(), evictions, ServingLimits.DEFAULT, AuditExtent.OFF);
  }

  /** The same with other limits. */
  public ApiPolicies limited(ServingLimits other) {
    return new ApiPolicies(verifiers, admissions, guards, evictions, other, audit);
  }

  /** The same with guards of single kinds. */
  public ApiPolicies guarded(List<KindGuard> others) {
    return new ApiPolicies(verifiers, admissions, others, evictions, limits, audit);
  }

  /** The same with an audit log. */
  public ApiPolicies audited(AuditExtent extent) {
    return new ApiPolicies(verifiers, admissions, guards, evictions, limits, extent);
  }
}
