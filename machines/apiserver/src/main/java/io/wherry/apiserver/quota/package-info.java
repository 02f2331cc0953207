/**
 * ResourceQuotas: bounds of namespaces, kept when objects are written and shown in their status.
 */
@NullMarked
package io.wherry.apiserver.quota;

import org.jspecify.annotations.NullMarked;
