package io.wherry.vmimport.schedule;

import java.util.List;
import java.util.Map;

/**
 * @param admitted ids of candidates that begin now, in order
 * @param waits why each of the others waits, by its id
 */
public record Decision(List<String> admitted, Map<String, Wait> waits) {}
