/** The query language of lists, which is that of {@code kubectl mtv}. */
@org.jspecify.annotations.NullMarked
package io.wherry.cli.query;
