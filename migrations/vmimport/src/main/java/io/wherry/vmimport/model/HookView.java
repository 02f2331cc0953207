package io.wherry.vmimport.model;

import io.wherry.control.Conditions;
import io.wherry.resources.Resource;
import java.util.Optional;

/** A Hook. {@code resource.view(HookView::new)}. */
public record HookView(Resource resource) {

  /** Connection to an automation platform, as far as the hook states it. */
  public record Aap(long jobTemplateId, String url, NamespacedRef tokenSecret, long timeout) {}

  public String image() {
    return resource.at("spec", "image").asText();
  }

  /** Base64 text; empty when there is none. */
  public String playbook() {
    return resource.at("spec", "playbook").asText();
  }

  public Optional<String> serviceAccount() {
    return resource.text("spec", "serviceAccount");
  }

  /** Seconds; 0 means none. */
  public long deadline() {
    return resource.at("spec", "deadline").asLong();
  }

  public Optional<Aap> aap() {
    var node = resource.at("spec", "aap");
    return node.isObject()
        ? Optional.of(
            new Aap(
                node.path("jobTemplateId").asLong(),
                node.path("url").asText(),
                NamespacedRef.of(node.path("tokenSecret"), resource.namespace()),
                node.path("timeout").asLong()))
        : Optional.empty();
  }

  /** True when the hook controller called the present generation Ready. */
  public boolean isReady() {
    return Conditions.has(resource.at("status", "conditions"), "Ready")
        && resource.at("status", "observedGeneration").asLong() >= resource.generation();
  }
}
