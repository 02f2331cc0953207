/** Which waiting machines may begin now. Pure: knows neither the API nor a clock. */
@NullMarked
package io.wherry.vmimport.schedule;

import org.jspecify.annotations.NullMarked;
