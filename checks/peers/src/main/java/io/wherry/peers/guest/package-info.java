/** Guests that prove what happened to them, for tests and measurements. */
@NullMarked
package io.wherry.peers.guest;

import org.jspecify.annotations.NullMarked;
