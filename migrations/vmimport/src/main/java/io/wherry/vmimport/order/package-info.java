/** What is known about the import of one machine when its run begins, frozen. */
@NullMarked
package io.wherry.vmimport.order;

import org.jspecify.annotations.NullMarked;
