package io.wherry.control;

import io.wherry.resources.KindRef;
import java.util.List;

/**
 * A controller as the runtime needs it.
 *
 * @param name for logs, metrics and threads
 * @param workers reconciles at a time over all keys
 */
public record ControllerSpec(
    String name, KindRef kind, List<Wakeup> wakeups, Reconciler reconciler, int workers) {}
