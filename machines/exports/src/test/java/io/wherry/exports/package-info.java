/** Tests of exports. */
@org.jspecify.annotations.NullMarked
package io.wherry.exports;
