/** What a counting guest leaves on its disk, and whether it is whole. */
@NullMarked
package io.wherry.cli.counting;

import org.jspecify.annotations.NullMarked;
