package io.wherry.apiserver.expressions;

import static dev.cel.common.CelFunctionDecl.newFunctionDeclaration;
import static dev.cel.common.CelOverloadDecl.newGlobalOverload;
import static dev.cel.common.CelOverloadDecl.newMemberOverload;

import dev.cel.common.CelErrorCode;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelEvaluationExceptionBuilder;
import dev.cel.runtime.CelFunctionBinding;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Quantities;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Kubernetes' functions over quantities such as {@code 1.5Gi}. */
final class QuantityFunctions {
  private static final CelType TYPE = OpaqueType.create("kubernetes.Quantity");

  /** Equal when the amounts are, however they are written. */
  record Quantity(BigDecimal amount) {
    Quantity {
      amount = amount.stripTrailingZeros();
    }

    boolean isInteger() {
      return amount.scale() <= 0 && amount.precision() - amount.scale() < 20 && fits();
    }

    private boolean fits() {
      return amount.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
          && amount.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0;
    }
  }

  private QuantityFunctions() {}

  static Iterable<CelFunctionDecl> declarations() {
    CelType number = SimpleType.INT;
    CelType bool = SimpleType.BOOL;
    return List.of(
        newFunctionDeclaration(
            "quantity", newGlobalOverload("string_to_quantity", TYPE, SimpleType.STRING)),
        newFunctionDeclaration(
            "isQuantity", newGlobalOverload("is_quantity_string", bool, SimpleType.STRING)),
        newFunctionDeclaration("sign", newMemberOverload("quantity_sign", number, TYPE)),
        newFunctionDeclaration("isInteger", newMemberOverload("quantity_is_integer", bool, TYPE)),
        newFunctionDeclaration("asInteger", newMemberOverload("quantity_get_int", number, TYPE)),
        newFunctionDeclaration(
            "asApproximateFloat", newMemberOverload("quantity_get_float", SimpleType.DOUBLE, TYPE)),
        newFunctionDeclaration(
            "isLessThan", newMemberOverload("quantity_is_less_than", bool, TYPE, TYPE)),
        newFunctionDeclaration(
            "isGreaterThan", newMemberOverload("quantity_is_greater_than", bool, TYPE, TYPE)),
        newFunctionDeclaration(
            "compareTo", newMemberOverload("quantity_compare_to", number, TYPE, TYPE)),
        newFunctionDeclaration(
            "add",
            newMemberOverload("quantity_add", TYPE, TYPE, TYPE),
            newMemberOverload("quantity_add_int", TYPE, TYPE, number)),
        newFunctionDeclaration(
            "sub",
            newMemberOverload("quantity_sub", TYPE, TYPE, TYPE),
            newMemberOverload("quantity_sub_int", TYPE, TYPE, number)));
  }

  static Iterable<CelFunctionBinding> bindings() {
    return List.of(
        CelFunctionBinding.from("string_to_quantity", String.class, QuantityFunctions::parse),
        CelFunctionBinding.from("is_quantity_string", String.class, text -> read(text).isPresent()),
        CelFunctionBinding.from("quantity_sign", Quantity.class, q -> (long) q.amount().signum()),
        CelFunctionBinding.from("quantity_is_integer", Quantity.class, Quantity::isInteger),
        CelFunctionBinding.from("quantity_get_int", Quantity.class, QuantityFunctions::integer),
        CelFunctionBinding.from(
            "quantity_get_float", Quantity.class, q -> q.amount().doubleValue()),
        binary("quantity_is_less_than", (a, b) -> a.compareTo(b) < 0),
        binary("quantity_is_greater_than", (a, b) -> a.compareTo(b) > 0),
        binary("quantity_compare_to", (a, b) -> (long) a.compareTo(b)),
        binary("quantity_add", (a, b) -> new Quantity(a.add(b))),
        binary("quantity_sub", (a, b) -> new Quantity(a.subtract(b))),
        CelFunctionBinding.from(
            "quantity_add_int",
            Quantity.class,
            Long.class,
            (a, b) -> new Quantity(a.amount().add(BigDecimal.valueOf(b)))),
        CelFunctionBinding.from(
            "quantity_sub_int",
            Quantity.class,
            Long.class,
            (a, b) -> new Quantity(a.amount().subtract(BigDecimal.valueOf(b)))));
  }

  private interface OverAmounts {
    Object apply(BigDecimal a, BigDecimal b);
  }

  @SuppressWarnings("Immutable") // only functions without state come here
  private static CelFunctionBinding binary(String overload, OverAmounts function) {
    return CelFunctionBinding.from(
        overload, Quantity.class, Quantity.class, (a, b) -> function.apply(a.amount(), b.amount()));
  }

  private static Object parse(String text) throws CelEvaluationException {
    Optional<Quantity> quantity = read(text);
    if (quantity.isEmpty()) {
      throw failure("quantities must match the regular expression of a quantity: " + text);
    }
    return quantity.get();
  }

  private static Optional<Quantity> read(String text) {
    try {
      return Optional.of(new Quantity(Quantities.value(text)));
    } catch (InvalidRequest _) {
      return Optional.empty();
    }
  }

  private static Object integer(Quantity quantity) throws CelEvaluationException {
    if (!quantity.isInteger()) {
      throw failure("cannot convert value to integer");
    }
    return quantity.amount().longValueExact();
  }

  private static CelEvaluationException failure(String message) {
    return CelEvaluationExceptionBuilder.newBuilder(message)
        .setErrorCode(CelErrorCode.INVALID_ARGUMENT)
        .build();
  }
}
