/** Reads the Kubernetes protobuf bodies that kubectl's typed create commands send. */
@NullMarked
package io.wherry.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
