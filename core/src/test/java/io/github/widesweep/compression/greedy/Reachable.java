package io.github.widesweep.compression.greedy;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The arrays that objects of this program hold, directly or through each other. */
final class Reachable {
  /** Arrays of primitive types, each once, in the order of fields. */
  private final List<Object> arrays = new ArrayList<>();

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  Reachable(Object... roots) throws IllegalAccessException {
    Deque<Object> open = new ArrayDeque<>(Arrays.asList(roots));
    while (!open.isEmpty()) {
      Object next = open.pop();
      if (seen.add(next)) {
        if (next.getClass().isArray()) {
          addElements(next, open);
        } else {
          addFields(next, open);
        }
      }
    }
  }

  private void addElements(Object array, Deque<Object> open) {
    if (array.getClass().getComponentType().isPrimitive()) {
      arrays.add(array);
      return;
    }
    for (Object element : (Object[]) array) {
      if (element != null) {
        open.add(element);
      }
    }
  }

  private static void addFields(Object owner, Deque<Object> open) throws IllegalAccessException {
    for (Class<?> type = owner.getClass(); isOfPlans(type); type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          Object value = field.get(owner);
          if (value != null) {
            open.add(value);
          }
        }
      }
    }
  }

  private static boolean isOfPlans(Class<?> type) {
    return type.getName().startsWith("io.github.widesweep.compression");
  }

  /** The memory of all arrays' elements. */
  long bytes() {
    long bytes = 0;
    for (Object array : arrays) {
      long width =
          switch (array.getClass().getComponentType().getName()) {
            case "double", "long" -> 8;
            case "float", "int" -> 4;
            default -> 1;
          };
      bytes += width * Array.getLength(array);
    }
    return bytes;
  }

  /** A copy of what all arrays hold. */
  Object[] contents() {
    Object[] contents = new Object[arrays.size()];
    for (int k = 0; k < contents.length; k++) {
      int length = Array.getLength(arrays.get(k));
      contents[k] = Array.newInstance(arrays.get(k).getClass().getComponentType(), length);
      System.arraycopy(arrays.get(k), 0, contents[k], 0, length);
    }
    return contents;
  }
}
