@NullMarked
package io.wherry.node;

import org.jspecify.annotations.NullMarked;
