/** The part of Go's text/template that plan templates use, with bounded time and output. */
@NullMarked
package io.wherry.vmimport.names.gotemplate;

import org.jspecify.annotations.NullMarked;
