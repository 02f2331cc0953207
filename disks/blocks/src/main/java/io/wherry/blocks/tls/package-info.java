/** Whom a connection trusts, and who we are, from PEM files. */
@NullMarked
package io.wherry.blocks.tls;

import org.jspecify.annotations.NullMarked;
