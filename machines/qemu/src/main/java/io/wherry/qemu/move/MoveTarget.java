package io.wherry.qemu.move;

import java.util.Optional;

/**
 * Where a target listens.
 *
 * @param host address or name
 * @param tls empty sends the guest's memory readable for everybody on the network
 */
public record MoveTarget(String host, int port, Optional<MoveTls> tls) {}
