/** Controllers: wake-ups, back-off, status writing, events, problems to conditions. */
@NullMarked
package io.wherry.control;

import org.jspecify.annotations.NullMarked;
