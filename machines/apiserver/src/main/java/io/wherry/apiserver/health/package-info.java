/** What probes look at and answer. */
@NullMarked
package io.wherry.apiserver.health;

import org.jspecify.annotations.NullMarked;
