/** Typed windows onto the Forklift objects that imports read; nothing here writes. */
@NullMarked
package io.wherry.vmimport.model;

import org.jspecify.annotations.NullMarked;
