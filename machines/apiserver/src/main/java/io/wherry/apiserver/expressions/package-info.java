/**
 * Validation rules written in CEL ({@code x-kubernetes-validations}) inside schemas of custom
 * resources: compiled when the definition is written, evaluated within a budget when an object is.
 */
@NullMarked
package io.wherry.apiserver.expressions;

import org.jspecify.annotations.NullMarked;
