/** The engine: logins, requests, faults. */
@NullMarked
package io.wherry.ovirt.rest;

import org.jspecify.annotations.NullMarked;
