package io.wherry.control;

import io.wherry.kube.Selection;
import io.wherry.resources.KindRef;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.Collection;
import java.util.function.Function;

/**
 * Changes of objects of another kind that wake a controller.
 *
 * @param wakes the keys of the controller's own objects that must be looked at
 */
public record Wakeup(
    KindRef kind, Selection selection, Function<Resource, Collection<ResourceKey>> wakes) {}
