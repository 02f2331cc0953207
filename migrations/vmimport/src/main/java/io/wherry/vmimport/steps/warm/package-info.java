/** Steps of warm imports: rounds that copy while the machine runs. */
@NullMarked
package io.wherry.vmimport.steps.warm;

import org.jspecify.annotations.NullMarked;
