/** Plugs schemas, patches, tables, documents and body decoders into the server's ports. */
@NullMarked
package io.wherry.apiserver.rules;

import org.jspecify.annotations.NullMarked;
