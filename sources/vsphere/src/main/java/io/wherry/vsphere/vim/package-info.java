/** The vSphere API as far as Wherry uses it: sessions, properties, tasks. */
@NullMarked
package io.wherry.vsphere.vim;

import org.jspecify.annotations.NullMarked;
