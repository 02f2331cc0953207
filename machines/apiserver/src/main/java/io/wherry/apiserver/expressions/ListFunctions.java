package io.wherry.apiserver.expressions;

import static dev.cel.common.CelFunctionDecl.newFunctionDeclaration;
import static dev.cel.common.CelOverloadDecl.newMemberOverload;

import dev.cel.common.CelErrorCode;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelEvaluationExceptionBuilder;
import dev.cel.runtime.CelFunctionBinding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Kubernetes' functions over lists: isSorted, min, max, sum, indexOf, lastIndexOf. */
final class ListFunctions {
  private static final Map<String, CelType> ORDERED = new LinkedHashMap<>();

  static {
    ORDERED.put("int", SimpleType.INT);
    ORDERED.put("double", SimpleType.DOUBLE);
    ORDERED.put("bool", SimpleType.BOOL);
    ORDERED.put("string", SimpleType.STRING);
    ORDERED.put("duration", SimpleType.DURATION);
    ORDERED.put("timestamp", SimpleType.TIMESTAMP);
  }

  private ListFunctions() {}

  static Iterable<CelFunctionDecl> declarations() {
    CelType any = TypeParamType.create("T");
    CelType anyList = ListType.create(any);
    return List.of(
        newFunctionDeclaration("isSorted", ordered("sorted", SimpleType.BOOL)),
        newFunctionDeclaration("min", ordered("min", null)),
        newFunctionDeclaration("max", ordered("max", null)),
        newFunctionDeclaration("sum", sums()),
        newFunctionDeclaration(
            "indexOf", newMemberOverload("list_a_index_of_int", SimpleType.INT, anyList, any)),
        newFunctionDeclaration(
            "lastIndexOf",
            newMemberOverload("list_a_last_index_of_int", SimpleType.INT, anyList, any)));
  }

  private static List<CelOverloadDecl> ordered(String name, @Nullable CelType result) {
    List<CelOverloadDecl> overloads = new ArrayList<>();
    ORDERED.forEach((type, element) ->
        overloads.add(
            newMemberOverload(
                "list_" + type + "_" + name,
                result == null ? element : result,
                ListType.create(element))));
    return overloads;
  }

  private static List<CelOverloadDecl> sums() {
    List<CelOverloadDecl> overloads = new ArrayList<>();
    for (String type : List.of("int", "double", "duration")) {
      CelType element = ORDERED.getOrDefault(type, SimpleType.INT);
      overloads.add(newMemberOverload("list_" + type + "_sum", element, ListType.create(element)));
    }
    return overloads;
  }

  static Iterable<CelFunctionBinding> bindings() {
    List<CelFunctionBinding> bindings = new ArrayList<>();
    for (String type : ORDERED.keySet()) {
      String prefix = "list_" + type + "_";
      bindings.add(unary(prefix + "sorted", ListFunctions::isSorted));
      bindings.add(unary(prefix + "min", list -> extreme(list, "min", natural())));
      bindings.add(unary(prefix + "max", list -> extreme(list, "max", natural().reversed())));
    }
    bindings.add(unary("list_int_sum", ListFunctions::sumOfIntegers));
    bindings.add(unary("list_double_sum", ListFunctions::sumOfNumbers));
    bindings.add(unary("list_duration_sum", ListFunctions::sumOfDurations));
    bindings.add(
        CelFunctionBinding.from(
            "list_a_index_of_int",
            Collection.class,
            Object.class,
            (list, wanted) -> (long) copy(list).indexOf(wanted)));
    bindings.add(
        CelFunctionBinding.from(
            "list_a_last_index_of_int",
            Collection.class,
            Object.class,
            (list, wanted) -> (long) copy(list).lastIndexOf(wanted)));
    return bindings;
  }

  private static List<Object> copy(Collection<?> list) {
    return new ArrayList<>(list);
  }

  private interface OverList {
    Object apply(Collection<?> list) throws CelEvaluationException;
  }

  @SuppressWarnings("Immutable") // only functions without state come here
  private static CelFunctionBinding unary(String overload, OverList function) {
    return CelFunctionBinding.from(overload, Collection.class, list -> function.apply(list));
  }

  /** Elements of one type, which the checker made sure of. */
  @SuppressWarnings("unchecked")
  private static Comparator<Object> natural() {
    return (a, b) -> ((Comparable<Object>) a).compareTo(b);
  }

  private static Object isSorted(Collection<?> list) {
    Comparator<Object> order = natural();
    Object previous = null;
    for (Object element : list) {
      if (previous != null && order.compare(previous, element) > 0) {
        return false;
      }
      previous = element;
    }
    return true;
  }

  private static Object extreme(Collection<?> list, String name, Comparator<Object> order)
      throws CelEvaluationException {
    Object best = null;
    for (Object element : list) {
      if (best == null || order.compare(element, best) < 0) {
        best = element;
      }
    }
    if (best == null) {
      throw CelEvaluationExceptionBuilder.newBuilder(name + " called on empty list")
          .setErrorCode(CelErrorCode.INVALID_ARGUMENT)
          .build();
    }
    return best;
  }

  private static Object sumOfIntegers(Collection<?> list) throws CelEvaluationException {
    long sum = 0;
    for (Object element : list) {
      long next = sum + (Long) element;
      if (((sum ^ next) & ((Long) element ^ next)) < 0) {
        throw CelEvaluationExceptionBuilder.newBuilder("integer overflow")
            .setErrorCode(CelErrorCode.NUMERIC_OVERFLOW)
            .build();
      }
      sum = next;
    }
    return sum;
  }

  private static Object sumOfNumbers(Collection<?> list) {
    return list.stream().mapToDouble(element -> (Double) element).sum();
  }

  private static Object sumOfDurations(Collection<?> list) {
    Duration sum = Duration.ZERO;
    for (Object element : list) {
      sum = sum.plus((Duration) element);
    }
    return sum;
  }
}
