/** A web server that misbehaves as it is told, for tests and measurements. */
@NullMarked
package io.wherry.peers.http;

import org.jspecify.annotations.NullMarked;
