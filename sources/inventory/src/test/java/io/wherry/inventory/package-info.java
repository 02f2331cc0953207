/** Tests of the inventory, over a source that the test writes. */
package io.wherry.inventory;
