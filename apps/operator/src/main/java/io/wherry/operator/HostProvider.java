package io.wherry.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The provider called {@code host}: the cluster itself as the target of plans, which upstream's
 * operator makes too.
 */
final class HostProvider {
  private static final Logger LOG = LoggerFactory.getLogger(HostProvider.class);
  private static final String NAME = "host";

  private HostProvider() {}

  /** Makes it and its namespace unless they are there. Blocks. */
  static void ensure(KubeApi api, String namespace) {
    createMissing(api, Kinds.NAMESPACE, Resource.of(Kinds.NAMESPACE, "", namespace));
    Resource host = Resource.of(Kinds.PROVIDER, namespace, NAME);
    ObjectNode spec = host.tree().putObject("spec").put("type", "openshift").put("url", "");
    spec.putObject("secret");
    createMissing(api, Kinds.PROVIDER, host);
  }

  private static void createMissing(KubeApi api, KindRef kind, Resource wanted) {
    ResourceKey key = new ResourceKey(kind, wanted.namespace(), wanted.name());
    if (api.get(key).isEmpty()) {
      try {
        Resource _ = api.create(kind, wanted);
        LOG.info("made {}", wanted);
      } catch (StaleWrite meanwhile) {
        LOG.debug("{} is there already", wanted, meanwhile);
      }
    }
  }
}
