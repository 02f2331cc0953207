/** The crash matrix: every run must survive death at every outside call. */
@NullMarked
package io.wherry.testkit.crash;

import org.jspecify.annotations.NullMarked;
