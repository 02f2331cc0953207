/** The web console: its pages as files of this jar, and the way in by a link that works once. */
@NullMarked
package io.wherry.console;

import org.jspecify.annotations.NullMarked;
