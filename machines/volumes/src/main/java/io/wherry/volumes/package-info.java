@NullMarked
package io.wherry.volumes;

import org.jspecify.annotations.NullMarked;
