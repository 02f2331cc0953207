/** Objects in S3 and what speaks like it, read by ranges. */
@NullMarked
package io.wherry.blocks.s3;

import org.jspecify.annotations.NullMarked;
