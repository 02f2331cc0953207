@NullMarked
package io.wherry.blocks;

import org.jspecify.annotations.NullMarked;
