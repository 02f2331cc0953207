/** What an engine has, followed as it changes. */
@NullMarked
package io.wherry.ovirt.inventory;

import org.jspecify.annotations.NullMarked;
