@NullMarked
package io.wherry.vmimport;

import org.jspecify.annotations.NullMarked;
