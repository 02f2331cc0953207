package io.wherry.node;

import java.nio.file.Path;
import java.util.List;

/**
 * @param nodeName name of the Node object this process serves
 * @param pods directory with one folder per pod
 * @param workerImage the only image that can run where there is no container engine
 * @param workerCommand program and arguments that are that image
 */
public record NodeSettings(
    String nodeName, Path pods, String workerImage, List<String> workerCommand) {}
