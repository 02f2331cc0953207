/** The step engine: routes as data, a journal, resume after a crash, undo. */
@NullMarked
package io.wherry.itinerary;

import org.jspecify.annotations.NullMarked;
