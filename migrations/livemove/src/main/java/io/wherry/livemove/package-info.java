/** Live migrations: which, when, by which limits. How the memory moves is the nodes' business. */
@NullMarked
package io.wherry.livemove;

import org.jspecify.annotations.NullMarked;
