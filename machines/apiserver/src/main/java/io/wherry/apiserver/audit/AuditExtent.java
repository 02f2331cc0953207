package io.wherry.apiserver.audit;

/** Which requests the audit log tells of. */
public enum AuditExtent {
  /** None; there is no file. */
  OFF,
  /** Those that change something, and those that were refused by 401 or 403. */
  WRITES,
  /** All but those that anybody may make, such as probes. */
  ALL
}
