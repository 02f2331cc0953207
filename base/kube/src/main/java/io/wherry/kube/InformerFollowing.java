package io.wherry.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.wherry.resources.KindRef;
import io.wherry.resources.Resource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A fabric8 informer behind our port. */
final class InformerFollowing implements Following {
  private static final Logger LOG = LoggerFactory.getLogger(InformerFollowing.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NO_RESYNC = 0;

  private final KindRef kind;
  private final SharedIndexInformer<GenericKubernetesResource> informer;
  private volatile boolean synced;

  InformerFollowing(
      KubernetesClient client, KindRef kind, Selection selection, FollowListener listener) {
    this.kind = kind;
    this.informer = source(client, kind, selection).runnableInformer(NO_RESYNC);
    informer.addEventHandler(new Handler(listener));
    informer.exceptionHandler((_, problem) -> {
      LOG.warn("Watch of {} broke, connecting again: {}", kind, problem.toString());
      return true;
    });
    var _ = informer.start();
  }

  private static FilterWatchListDeletable<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          io.fabric8.kubernetes.client.dsl.Resource<GenericKubernetesResource>>
      source(KubernetesClient client, KindRef kind, Selection selection) {
    var context =
        new ResourceDefinitionContext.Builder()
            .withGroup(kind.group())
            .withVersion(kind.version())
            .withKind(kind.kind())
            .withPlural(kind.plural())
            .withNamespaced(kind.isNamespaced())
            .build();
    var all = client.genericKubernetesResources(context);
    return kind.isNamespaced()
        ? selection.namespace().isEmpty()
            ? all.inAnyNamespace().withLabels(selection.labels())
            : all.inNamespace(selection.namespace()).withLabels(selection.labels())
        : all.withLabels(selection.labels());
  }

  private Resource resource(GenericKubernetesResource object) {
    ObjectNode tree = JSON.valueToTree(object);
    tree.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    return new Resource(tree);
  }

  @Override
  public boolean hasSynced() {
    return synced;
  }

  @Override
  public Optional<Resource> get(String namespace, String name) {
    String key = namespace.isEmpty() ? name : namespace + "/" + name;
    return Optional.ofNullable(informer.getStore().getByKey(key)).map(this::resource);
  }

  @Override
  public List<Resource> list() {
    return informer.getStore().list().stream().map(this::resource).toList();
  }

  @Override
  public void close() {
    informer.close();
  }

  private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {
    private final FollowListener listener;

    Handler(FollowListener listener) {
      this.listener = listener;
    }

    @Override
    public void onAdd(GenericKubernetesResource object) {
      listener.seen(resource(object));
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
      listener.seen(resource(now));
    }

    @Override
    public void onDelete(GenericKubernetesResource object, boolean finalStateUnknown) {
      listener.gone(resource(object));
    }

    @Override
    public void onList(String resourceVersion, boolean remainedEmpty) {
      if (!synced) {
        synced = true;
        listener.synced();
      }
    }
  }
}
