@NullMarked
package io.wherry.apiserver.objects;

import org.jspecify.annotations.NullMarked;
