/** Contracts, strict fakes, peers, faults and the crash matrix. Used by tests only. */
@NullMarked
package io.wherry.testkit;

import org.jspecify.annotations.NullMarked;
