/** Hooks of plans as Jobs: the same files and labels everywhere, two kinds of pods. */
@NullMarked
package io.wherry.vmimport.hooks;

import org.jspecify.annotations.NullMarked;
