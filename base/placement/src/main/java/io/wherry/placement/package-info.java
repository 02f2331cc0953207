/**
 * Which node a pod can run on, and why not on the others. Pure: objects of the API in, a judgement
 * out. The standalone scheduler acts on it; drains and migrations ask it beforehand.
 */
@NullMarked
package io.wherry.placement;

import org.jspecify.annotations.NullMarked;
