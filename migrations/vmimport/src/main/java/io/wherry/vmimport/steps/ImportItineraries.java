package io.wherry.vmimport.steps;

import static io.wherry.itinerary.When.has;

import io.wherry.itinerary.Itinerary;

/**
 * The routes of imports.
 *
 * @source plans-and-migrations.md section 3.3
 */
public final class ImportItineraries {
  private ImportItineraries() {}

  /** Cold, copy and conversion separate. */
  public static Itinerary<ImportWorld> cold() {
    return Itinerary.<ImportWorld>named("cold", 1)
        .stage(ImportStage.INITIALIZE)
        .go(new Started())
        .stage(ImportStage.PRE_HOOK)
        .go(new HookStep(ImportPhase.PRE_HOOK), has(ImportTrait.PRE_HOOK))
        .stage(ImportStage.INITIALIZE)
        .go(new StorePowerState())
        .go(new PowerOffSource())
        .go(new WaitForPowerOff())
        .go(new CreateVolumes())
        .stage(ImportStage.DISK_TRANSFER)
        .go(new CopyDisks())
        .stage(ImportStage.IMAGE_CONVERSION)
        .go(new CreateConversionPod(), has(ImportTrait.NEEDS_CONVERSION))
        .go(new ConvertGuest(), has(ImportTrait.NEEDS_CONVERSION))
        .stage(ImportStage.VM_CREATION)
        .go(new CreateMachine())
        .stage(ImportStage.POST_HOOK)
        .go(new HookStep(ImportPhase.POST_HOOK), has(ImportTrait.POST_HOOK))
        .stage(ImportStage.FINISH)
        .go(new Completed())
        .build();
  }

  /**
   * The route of a name and revision.
   *
   * @throws io.wherry.problems.Defect there is none (any more)
   */
  public static Itinerary<ImportWorld> of(String name, int revision) {
    Itinerary<ImportWorld> cold = cold();
    if (cold.name().equals(name) && cold.revision() == revision) {
      return cold;
    }
    throw new io.wherry.problems.Defect(
        "There is no itinerary %s of revision %d.".formatted(name, revision));
  }
}
