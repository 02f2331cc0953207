/**
 * The four kinds of Kubernetes patches (JSON, merge, strategic merge, apply) and the bookkeeping of
 * who owns which field. Pure functions over JSON trees: inputs are never changed.
 */
@NullMarked
package io.wherry.apiserver.patch;

import org.jspecify.annotations.NullMarked;
