/** The copy engine: a plan of chunks, a journal with digests, verification. */
@NullMarked
package io.wherry.blocks.copy;

import org.jspecify.annotations.NullMarked;
