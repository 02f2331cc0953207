@NullMarked
package io.wherry.inventory;

import org.jspecify.annotations.NullMarked;
