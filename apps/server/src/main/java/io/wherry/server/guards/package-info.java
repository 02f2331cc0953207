/** What upstream's webhooks complete and check, a class for each kind. */
@NullMarked
package io.wherry.server.guards;

import org.jspecify.annotations.NullMarked;
