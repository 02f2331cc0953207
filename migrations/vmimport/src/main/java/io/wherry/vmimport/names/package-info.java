/** Names of what an import creates: rules, templates and sizes. Pure functions. */
@NullMarked
package io.wherry.vmimport.names;

import org.jspecify.annotations.NullMarked;
