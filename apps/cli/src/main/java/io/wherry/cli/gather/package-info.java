/** Collects what a supporter needs to see into one archive, without secrets. */
@NullMarked
package io.wherry.cli.gather;

import org.jspecify.annotations.NullMarked;
