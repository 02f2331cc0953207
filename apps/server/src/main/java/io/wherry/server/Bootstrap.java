package io.wherry.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;

/** Objects that users of upstream expect to find. Repeatable. */
final class Bootstrap {
  private static final String FIELD_MANAGER = "wherry-server";
  static final String FORKLIFT = "konveyor-forklift";

  private Bootstrap() {}

  static void run(KubeApi api) {
    Resource forklift = Resource.of(Kinds.NAMESPACE, "", FORKLIFT);
    Resource _ = api.apply(Kinds.NAMESPACE, forklift, FIELD_MANAGER);
    Resource host = Resource.of(Kinds.PROVIDER, FORKLIFT, "host");
    ObjectNode spec = host.tree().putObject("spec").put("type", "openshift").put("url", "");
    spec.putObject("secret");
    Resource _ = api.apply(Kinds.PROVIDER, host, FIELD_MANAGER);
  }
}
