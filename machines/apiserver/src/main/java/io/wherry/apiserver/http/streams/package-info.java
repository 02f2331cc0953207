/** Bodies of answers that take long. */
@NullMarked
package io.wherry.apiserver.http.streams;

import org.jspecify.annotations.NullMarked;
