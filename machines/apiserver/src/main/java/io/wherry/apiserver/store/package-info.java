@NullMarked
package io.wherry.apiserver.store;

import org.jspecify.annotations.NullMarked;
