/** Source machine to KubeVirt VirtualMachine; pure. */
@NullMarked
package io.wherry.vmimport.translate;

import org.jspecify.annotations.NullMarked;
