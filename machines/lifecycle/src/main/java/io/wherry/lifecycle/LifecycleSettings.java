package io.wherry.lifecycle;

import java.nio.file.Path;

/**
 * @param nodeName the node that runs the machines
 * @param machines folder with one home per machine
 * @param memoryBytes memory of this machine that guests may use together
 */
public record LifecycleSettings(String nodeName, Path machines, long memoryBytes) {}
