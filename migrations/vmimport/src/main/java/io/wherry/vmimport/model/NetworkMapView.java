package io.wherry.vmimport.model;

import io.wherry.control.Conditions;
import io.wherry.resources.Resource;
import io.wherry.spi.Ref;
import java.util.List;

/** A NetworkMap. {@code resource.view(NetworkMapView::new)}. */
public record NetworkMapView(Resource resource) {

  /**
   * One row of the map.
   *
   * @param vlan empty, or the VLAN the row is limited to
   */
  public record Row(Ref source, String vlan, Target destination) {}

  /**
   * Where a NIC goes.
   *
   * @param type {@code pod}, {@code multus}, {@code ignored}, or whatever the user wrote
   * @param namespace of the NAD; empty unless multus
   */
  public record Target(String type, String namespace, String name) {
    public boolean isPod() {
      return type.equals("pod");
    }

    public boolean isMultus() {
      return type.equals("multus");
    }

    /** True when NICs on the source network are dropped. */
    public boolean isIgnored() {
      return type.equals("ignored");
    }
  }

  public ProviderPair providers() {
    return ProviderPair.of(resource.at("spec", "provider"), resource.namespace());
  }

  /** Rows in the user's order. */
  public List<Row> rows() {
    return resource.items("spec", "map").stream()
        .map(n ->
            new Row(
                Refs.of(n.path("source")),
                n.path("source").path("vlan").asText(),
                new Target(
                    n.path("destination").path("type").asText(),
                    n.path("destination").path("namespace").asText(),
                    n.path("destination").path("name").asText())))
        .toList();
  }

  /** True when the map controller called the present generation Ready. */
  public boolean isReady() {
    return Conditions.has(resource.at("status", "conditions"), "Ready")
        && resource.at("status", "observedGeneration").asLong() >= resource.generation();
  }
}
