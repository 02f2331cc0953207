package io.wherry.qemu.move;

import java.nio.file.Path;

/**
 * Encryption of a move with proof of both sides' identity.
 *
 * @param credentials folder with {@code ca-cert.pem} and this node's {@code server-cert.pem,
 *     server-key.pem, client-cert.pem, client-key.pem}; read when the move begins
 * @param peer on the source the name that the target's certificate must bear; on the target the
 *     subject that the source's certificate must have, for example {@code CN=node-a}
 */
public record MoveTls(Path credentials, String peer) {}
