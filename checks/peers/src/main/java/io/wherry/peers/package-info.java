/** Real programs that tests talk to: missing ones are a visible skip, in CI a failure. */
@NullMarked
package io.wherry.peers;

import org.jspecify.annotations.NullMarked;
