@NullMarked
package io.wherry.lifecycle;

import org.jspecify.annotations.NullMarked;
