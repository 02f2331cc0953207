package io.wherry.vmimport.model;

import io.wherry.control.Conditions;
import io.wherry.resources.Resource;
import io.wherry.spi.Endpoint;
import io.wherry.spi.SourceType;
import java.util.Map;
import java.util.Optional;

/** A Provider. {@code resource.view(ProviderView::new)}. */
public record ProviderView(Resource resource) {

  /** spec.type, whatever the user wrote. */
  public String typeName() {
    return resource.at("spec", "type").asText();
  }

  /** spec.type when it is one Wherry knows. */
  public Optional<SourceType> type() {
    return SourceType.ofWire(typeName());
  }

  /** spec.url; empty for the host provider. */
  public String url() {
    return resource.at("spec", "url").asText();
  }

  /** The Secret with the credentials; not set for the host provider. */
  public NamespacedRef secret() {
    return NamespacedRef.of(resource.at("spec", "secret"), resource.namespace());
  }

  public Map<String, String> settings() {
    return resource.map("spec", "settings");
  }

  /** True for the cluster that Wherry itself runs on: an openshift provider without URL. */
  public boolean isHost() {
    return type().filter(SourceType.OPENSHIFT::equals).isPresent() && url().isEmpty();
  }

  /** True when the provider controller called the present generation Ready. */
  public boolean isReady() {
    return Conditions.has(resource.at("status", "conditions"), "Ready")
        && resource.at("status", "observedGeneration").asLong() >= resource.generation();
  }

  /** Address and settings as sources/spi wants them. */
  public Endpoint endpoint() {
    return new Endpoint(resource.uid(), resource.namespace(), resource.name(), url(), settings());
  }
}
