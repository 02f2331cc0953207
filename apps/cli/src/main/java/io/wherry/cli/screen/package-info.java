/** The user's terminal while it shows a guest's console. */
@NullMarked
package io.wherry.cli.screen;

import org.jspecify.annotations.NullMarked;
