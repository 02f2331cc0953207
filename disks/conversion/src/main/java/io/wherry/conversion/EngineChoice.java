package io.wherry.conversion;

/** Which engine the user asked for. */
public enum EngineChoice {
  /** Express when the guest is positively recognised, else virt-v2v. */
  AUTO,
  /** Express or nothing. */
  EXPRESS,
  VIRT_V2V
}
