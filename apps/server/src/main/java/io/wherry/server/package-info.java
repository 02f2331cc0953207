@NullMarked
package io.wherry.server;

import org.jspecify.annotations.NullMarked;
