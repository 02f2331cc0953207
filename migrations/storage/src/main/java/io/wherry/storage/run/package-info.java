/** MigMigrations: stage, cutover and rollback of the volumes of virtual machines. */
@NullMarked
package io.wherry.storage.run;

import org.jspecify.annotations.NullMarked;
