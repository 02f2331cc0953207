/** Certificates made here: an authority, servers and clients that it vouches for, as PEM. */
@NullMarked
package io.wherry.certificates;

import org.jspecify.annotations.NullMarked;
