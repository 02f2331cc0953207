/** The steps of imports, and the routes made of them. */
@NullMarked
package io.wherry.vmimport.steps;

import org.jspecify.annotations.NullMarked;
