package io.wherry.vmimport.check;

import io.wherry.control.Condition;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.SourceProvider;
import io.wherry.vmimport.model.NamespacedRef;
import io.wherry.vmimport.model.NetworkMapView;
import io.wherry.vmimport.model.NetworkMapView.Target;
import io.wherry.vmimport.model.ProviderPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Validates NetworkMaps.
 *
 * @source plans-and-migrations.md section 2.3
 */
final class NetworkMapController extends MapController {
  NetworkMapController(Surroundings around) {
    super(around, new Words(Kinds.NETWORK_MAP, "SourceNetworkNotValid"));
  }

  @Override
  ProviderPair providers(Resource map) {
    return map.view(NetworkMapView::new).providers();
  }

  @Override
  String collection(Optional<SourceProvider> source) {
    return "networks";
  }

  @Override
  List<ResourceKey> targets(Resource map) {
    return map.view(NetworkMapView::new).rows().stream()
        .map(NetworkMapView.Row::destination)
        .filter(Target::isMultus)
        .map(t -> new ResourceKey(Kinds.NAD, t.namespace(), t.name()))
        .toList();
  }

  @Override
  List<Condition> judgeTargets(Resource map) {
    List<Condition> found = new ArrayList<>();
    for (NetworkMapView.Row row : map.view(NetworkMapView::new).rows()) {
      judge(row.destination())
          .map(c -> Said.about(c, List.of(row.source().toString())))
          .ifPresent(found::add);
    }
    return found;
  }

  private Optional<Condition> judge(Target target) {
    if (!target.isMultus()) {
      return Stream.of("pod", "ignored").anyMatch(target.type()::equals)
          ? Optional.empty()
          : Optional.of(
              invalid(
                  "NotValid",
                  "The destination type '" + target.type() + "' is not known.",
                  "Use pod, multus or ignored."));
    }
    var nad = new NamespacedRef(target.namespace(), target.name());
    if (target.namespace().isEmpty() || target.name().isEmpty()) {
      return Optional.of(
          invalid(
              "Ambiguous",
              "A multus destination needs namespace and name of its network attachment.",
              "Set destination.namespace and destination.name."));
    }
    return api().get(nad.key(Kinds.NAD)).isPresent()
        ? Optional.empty()
        : Optional.of(
            invalid(
                "NotFound",
                "The network attachment " + nad + " does not exist.",
                "Create the NetworkAttachmentDefinition, or choose another one."));
  }

  private static Condition invalid(String reason, String message, String advice) {
    return Said.critical("DestinationNetworkNotValid", reason, message, advice);
  }
}
