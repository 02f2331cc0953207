@NullMarked
package io.wherry.ova;

import org.jspecify.annotations.NullMarked;
