/** One node: its controllers, and the door through which others reach its guests and logs. */
@NullMarked
package io.wherry.server.node;

import org.jspecify.annotations.NullMarked;
