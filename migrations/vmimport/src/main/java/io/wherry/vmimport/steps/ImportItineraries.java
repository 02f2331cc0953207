package io.wherry.vmimport.steps;

import io.wherry.itinerary.Itinerary;
import io.wherry.problems.Defect;
import io.wherry.vmimport.steps.warm.WarmRoute;
import java.util.List;

/**
 * The routes of imports.
 *
 * @source plans-and-migrations.md section 3.3
 */
public final class ImportItineraries {
  private static final List<Itinerary<ImportWorld>> ALL = List.of(cold(), warm());

  private ImportItineraries() {}

  /** Cold, copy and conversion separate. */
  public static Itinerary<ImportWorld> cold() {
    var route = Itinerary.<ImportWorld>named("cold", 1);
    RouteParts.begin(route);
    RouteParts.powerOff(route);
    RouteParts.volumes(route);
    route.stage(ImportStage.DISK_TRANSFER).go(RouteParts.copy(ImportPhase.COPY_DISKS));
    RouteParts.convertAndCreate(route);
    RouteParts.finish(route);
    return route.build();
  }

  /** Rounds while the machine runs, then the cutover. */
  public static Itinerary<ImportWorld> warm() {
    return WarmRoute.revision1();
  }

  /**
   * The route of a name and revision.
   *
   * @throws Defect there is none (any more)
   */
  public static Itinerary<ImportWorld> of(String name, int revision) {
    return ALL.stream()
        .filter(i -> i.name().equals(name) && i.revision() == revision)
        .findFirst()
        .orElseThrow(
            () -> new Defect("There is no itinerary %s of revision %d.".formatted(name, revision)));
  }
}
