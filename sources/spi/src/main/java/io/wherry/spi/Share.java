package io.wherry.spi;

/**
 * A directory on a file server.
 *
 * @param server host name; {@code localhost} means a directory of the machine itself
 * @param path absolute path on the server
 * @param mountPath where a worker pod expects it, for example {@code /ova}
 */
public record Share(String server, String path, String mountPath) {}
