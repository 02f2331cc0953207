/**
 * The durable record of who may run a machine: the authority over which of two copies is the one.
 */
@NullMarked
package io.wherry.lifecycle.owner;

import org.jspecify.annotations.NullMarked;
