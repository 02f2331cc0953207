package io.wherry.volumes;

import java.nio.file.Path;

/**
 * @param folder directory with one folder per volume
 * @param nodeName the node whose disks these are
 * @param reserveBytes free space that is never promised to a volume
 * @param qemuImg the program that makes qcow2 files
 */
public record VolumeSettings(Path folder, String nodeName, long reserveBytes, String qemuImg) {}
