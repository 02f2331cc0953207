/** What a live migration under way will need, told from what it has done so far. */
@NullMarked
package io.wherry.lifecycle.forecast;

import org.jspecify.annotations.NullMarked;
