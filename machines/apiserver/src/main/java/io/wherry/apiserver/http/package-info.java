@NullMarked
package io.wherry.apiserver.http;

import org.jspecify.annotations.NullMarked;
