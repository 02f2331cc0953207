/** What a provider must offer, and the neutral model of a source machine. */
@NullMarked
package io.wherry.spi;

import org.jspecify.annotations.NullMarked;
