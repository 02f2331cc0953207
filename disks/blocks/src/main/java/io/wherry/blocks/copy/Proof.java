package io.wherry.blocks.copy;

import io.wherry.blocks.digest.DigestKind;

/**
 * How a copy is proven.
 *
 * @param verification what is read back
 * @param digest what a new journal's digests are made with
 */
public record Proof(Verification verification, DigestKind digest) {}
