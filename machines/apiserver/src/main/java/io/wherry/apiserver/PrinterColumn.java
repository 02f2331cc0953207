package io.wherry.apiserver;

/**
 * A column of a printed table, as in a CRD's {@code additionalPrinterColumns}.
 *
 * @param type {@code string}, {@code integer}, {@code number}, {@code boolean} or {@code date}
 * @param format empty when there is none
 * @param priority above 0: shown by {@code -o wide} only
 * @param jsonPath for example {@code .status.phase}
 */
public record PrinterColumn(
    String name, String type, String format, String description, int priority, String jsonPath) {}
