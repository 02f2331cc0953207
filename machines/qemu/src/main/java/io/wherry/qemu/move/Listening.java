package io.wherry.qemu.move;

import java.util.Optional;

/**
 * Where a target shall listen.
 *
 * @param address of this node, nothing else is bound
 * @param tls empty takes memory from everybody who connects
 */
public record Listening(String address, Optional<MoveTls> tls) {}
