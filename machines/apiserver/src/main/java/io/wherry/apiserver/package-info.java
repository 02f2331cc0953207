@NullMarked
package io.wherry.apiserver;

import org.jspecify.annotations.NullMarked;
