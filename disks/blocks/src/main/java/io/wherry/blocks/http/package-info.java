/** Disks and archives on web servers, read by ranges; nothing a server says is believed. */
@NullMarked
package io.wherry.blocks.http;

import org.jspecify.annotations.NullMarked;
