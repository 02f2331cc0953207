/** Who may do what: roles and bindings, as Kubernetes' RBAC reads them. */
@NullMarked
package io.wherry.apiserver.access;

import org.jspecify.annotations.NullMarked;
