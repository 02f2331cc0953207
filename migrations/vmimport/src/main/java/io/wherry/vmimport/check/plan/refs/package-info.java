/** Rules about providers, maps, namespaces and the kind of migration. */
@NullMarked
package io.wherry.vmimport.check.plan.refs;

import org.jspecify.annotations.NullMarked;
