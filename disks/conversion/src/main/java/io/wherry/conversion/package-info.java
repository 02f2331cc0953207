/**
 * Turns a copied guest into one that boots on virtio: inspects it, picks an engine (express for
 * recognised Linux guests, else virt-v2v), works on something that can be thrown away, and commits
 * only a complete success.
 *
 * @source data-plane.md section 2; decision 8
 */
@NullMarked
package io.wherry.conversion;

import org.jspecify.annotations.NullMarked;
