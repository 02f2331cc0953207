/** One node standalone: runs worker pods as processes of this machine. */
@NullMarked
package io.wherry.node;

import org.jspecify.annotations.NullMarked;
