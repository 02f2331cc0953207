package io.wherry.vmimport.check;

import io.wherry.control.Condition;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.SourceProvider;
import io.wherry.vmimport.model.ProviderPair;
import io.wherry.vmimport.model.StorageMapView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Validates StorageMaps.
 *
 * @source plans-and-migrations.md section 2.3
 */
final class StorageMapController extends MapController {
  StorageMapController(Surroundings around) {
    super(around, new Words(Kinds.STORAGE_MAP, "SourceStorageNotValid"));
  }

  @Override
  ProviderPair providers(Resource map) {
    return map.view(StorageMapView::new).providers();
  }

  @Override
  String collection(Optional<SourceProvider> source) {
    return source.map(SourceProvider::storageCollection).orElse("storages");
  }

  @Override
  List<ResourceKey> targets(Resource map) {
    return map.view(StorageMapView::new).rows().stream().map(StorageMapController::target).toList();
  }

  private static ResourceKey target(StorageMapView.Row row) {
    return new ResourceKey(Kinds.STORAGE_CLASS, "", row.destination().storageClass());
  }

  @Override
  List<Condition> judgeTargets(Resource map) {
    return map.view(StorageMapView::new).rows().stream().flatMap(this::judge).toList();
  }

  private Stream<Condition> judge(StorageMapView.Row row) {
    String name = row.destination().storageClass();
    if (!name.isEmpty() && api().get(target(row)).isPresent()) {
      return Stream.empty();
    }
    Condition missing =
        Said.critical(
            "DestinationStorageNotValid",
            name.isEmpty() ? "NotSet" : "NotFound",
            name.isEmpty()
                ? "A row has no storage class."
                : "The storage class " + name + " does not exist.",
            "Choose one that 'kubectl get storageclass' shows.");
    return Stream.of(Said.about(missing, List.of(row.source().toString())));
  }
}
