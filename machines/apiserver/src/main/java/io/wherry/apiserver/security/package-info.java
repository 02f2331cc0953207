@NullMarked
package io.wherry.apiserver.security;

import org.jspecify.annotations.NullMarked;
