/**
 * A source in memory whose machine runs, writes, is snapshot and switched: strict where it may be.
 */
@NullMarked
package io.wherry.testkit.source;

import org.jspecify.annotations.NullMarked;
