package io.wherry.vmimport.model;

import io.wherry.control.Conditions;
import io.wherry.resources.Resource;
import io.wherry.spi.Ref;
import java.util.List;

/** A StorageMap. {@code resource.view(StorageMapView::new)}. */
public record StorageMapView(Resource resource) {

  /** One row of the map. */
  public record Row(Ref source, Target destination) {}

  /**
   * Where disks go.
   *
   * @param volumeMode {@code Filesystem}, {@code Block}, or empty for the class's default
   * @param accessMode for example {@code ReadWriteOnce}, or empty for the class's default
   */
  public record Target(String storageClass, String volumeMode, String accessMode) {}

  public ProviderPair providers() {
    return ProviderPair.of(resource.at("spec", "provider"), resource.namespace());
  }

  /** Rows in the user's order. */
  public List<Row> rows() {
    return resource.items("spec", "map").stream()
        .map(n ->
            new Row(
                Refs.of(n.path("source")),
                new Target(
                    n.path("destination").path("storageClass").asText(),
                    n.path("destination").path("volumeMode").asText(),
                    n.path("destination").path("accessMode").asText())))
        .toList();
  }

  /** True when the map controller called the present generation Ready. */
  public boolean isReady() {
    return Conditions.has(resource.at("status", "conditions"), "Ready")
        && resource.at("status", "observedGeneration").asLong() >= resource.generation();
  }
}
