/** The oVirt source against engines of our own and oVirt's real image daemon. */
@org.jspecify.annotations.NullMarked
package io.wherry.ovirt;
