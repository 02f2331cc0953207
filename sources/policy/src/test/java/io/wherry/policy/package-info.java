@org.jspecify.annotations.NullMarked
package io.wherry.policy;
