/** Feeds parsers with damaged input, seeded so that every input can be made again. */
package io.wherry.peers.fuzz;
