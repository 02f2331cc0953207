/** {@code wherry rules}: commands for authors of validation rules. */
@NullMarked
package io.wherry.cli.rules;

import org.jspecify.annotations.NullMarked;
