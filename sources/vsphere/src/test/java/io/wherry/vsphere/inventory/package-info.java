@org.jspecify.annotations.NullMarked
package io.wherry.vsphere.inventory;
