package io.wherry.ovirt.inventory;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An object of the engine in the words of the inventory; what the engine said beyond that is
 * forgotten.
 *
 * @param middle what lists show of machines at level 1; of other kinds, everything
 * @param rest what only the full level of machines shows
 */
record Thing(String id, String name, String description, ObjectNode middle, ObjectNode rest) {}
