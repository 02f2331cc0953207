/** Rules about machines: the default ones, those of users, and what they say. */
@NullMarked
package io.wherry.policy;

import org.jspecify.annotations.NullMarked;
