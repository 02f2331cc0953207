/**
 * Structural schemas of Kubernetes kinds: compile, default, prune and validate JSON trees. Pure
 * functions; nothing here knows the store or HTTP.
 */
@NullMarked
package io.wherry.apiserver.schema;

import org.jspecify.annotations.NullMarked;
