/** What the runs of all migrations share: the journal in a Run object, and worker pods. */
@NullMarked
package io.wherry.runs;

import org.jspecify.annotations.NullMarked;
