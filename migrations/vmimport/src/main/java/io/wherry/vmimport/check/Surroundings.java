package io.wherry.vmimport.check;

import io.wherry.kube.KubeApi;
import io.wherry.spi.Inventories;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import io.wherry.vmimport.ImportSettings;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;

/** What all controllers of this package are given. */
record Surroundings(
    KubeApi api,
    Inventories inventories,
    Map<SourceType, SourceProvider> types,
    Supplier<ImportSettings> settings,
    Clock clock) {}
