/** Carries out migrations: which runs there are, their journals, and what status shows of them. */
@NullMarked
package io.wherry.vmimport.run;

import org.jspecify.annotations.NullMarked;
