/** Prints objects as the rows that kubectl shows. */
@NullMarked
package io.wherry.apiserver.tables;

import org.jspecify.annotations.NullMarked;
