/** Storage standalone: claims, volumes and DataVolumes on folders of this machine. */
@NullMarked
package io.wherry.volumes;

import org.jspecify.annotations.NullMarked;
