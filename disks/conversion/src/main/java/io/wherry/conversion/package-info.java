@NullMarked
package io.wherry.conversion;

import org.jspecify.annotations.NullMarked;
