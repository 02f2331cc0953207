/** Controllers that validate providers, maps, hooks and plans and write their conditions. */
@NullMarked
package io.wherry.vmimport.check;

import org.jspecify.annotations.NullMarked;
