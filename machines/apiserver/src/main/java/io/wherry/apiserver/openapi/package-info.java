/** Builds the OpenAPI documents that kubectl explain, apply and other clients read. */
@NullMarked
package io.wherry.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
