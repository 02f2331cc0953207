/** What can go wrong, in words a person can act on; and what the runtime does about it. */
@NullMarked
package io.wherry.problems;

import org.jspecify.annotations.NullMarked;
