package io.wherry.conversion;

/** Placeholder until the next file is written. */
final class ApplianceGraft {
  ApplianceGraft(Session session, Inspection inspection) {}

  Attempt convert() {
    return new Attempt.NotRecognised("no appliance", Attempt.Next.VIRT_V2V);
  }
}
