/** What a vCenter or ESXi host has, followed as it changes, as rows of the inventory. */
@NullMarked
package io.wherry.vsphere.inventory;

import org.jspecify.annotations.NullMarked;
