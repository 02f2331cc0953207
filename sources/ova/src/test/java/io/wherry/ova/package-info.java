/** Tests of the OVA source, and writers of small appliances for them. */
package io.wherry.ova;
