package io.wherry.vmimport.steps;

import static io.wherry.itinerary.When.has;

import io.wherry.itinerary.Itinerary;
import io.wherry.itinerary.Step;

/** What the routes of imports have in common. */
public final class RouteParts {
  private RouteParts() {}

  /** Clean-up of the past, and the hook before. */
  public static void begin(Itinerary.Builder<ImportWorld> route) {
    route
        .stage(ImportStage.INITIALIZE)
        .go(new Started())
        .stage(ImportStage.PRE_HOOK)
        .go(new HookStep(ImportPhase.PRE_HOOK), has(ImportTrait.PRE_HOOK))
        .stage(ImportStage.INITIALIZE);
  }

  /** The source machine is off afterwards. */
  public static void powerOff(Itinerary.Builder<ImportWorld> route) {
    route.go(new StorePowerState()).go(new PowerOffSource()).go(new WaitForPowerOff());
  }

  /** The target volumes. */
  public static void volumes(Itinerary.Builder<ImportWorld> route) {
    route.go(new CreateVolumes());
  }

  /** One copy of all disks. */
  public static Step<ImportWorld> copy(ImportPhase phase) {
    return new CopyDisks(phase);
  }

  /** From copied disks to the machine, and the hook after. */
  public static void convertAndCreate(Itinerary.Builder<ImportWorld> route) {
    route
        .stage(ImportStage.IMAGE_CONVERSION)
        .go(new CreateConversionPod(), has(ImportTrait.NEEDS_CONVERSION))
        .go(new ConvertGuest(), has(ImportTrait.NEEDS_CONVERSION))
        .stage(ImportStage.VM_CREATION)
        .go(new CreateMachine())
        .stage(ImportStage.POST_HOOK)
        .go(new HookStep(ImportPhase.POST_HOOK), has(ImportTrait.POST_HOOK));
  }

  /** The end of every route. */
  public static void finish(Itinerary.Builder<ImportWorld> route) {
    route.stage(ImportStage.FINISH).go(new Completed());
  }
}
