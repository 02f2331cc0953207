@NullMarked
package io.wherry.worker;

import org.jspecify.annotations.NullMarked;
