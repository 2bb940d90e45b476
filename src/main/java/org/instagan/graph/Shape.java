package org.instagan.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The axes of a value, outermost first. */
public record Shape(List<Dim> dims) {
    public Shape {
        dims = List.copyOf(dims);
    }

    public static Shape of(long... sizes) {
        return new Shape(Arrays.stream(sizes).mapToObj(Dim::of).toList());
    }

    public static Shape of(Dim... dims) {
        return new Shape(List.of(dims));
    }

    public int rank() {
        return dims.size();
    }

    /** The axis at {@code i}; negative counts from the last. */
    public Dim dim(int i) {
        return dims.get(i < 0 ? i + rank() : i);
    }

    public Shape with(int axis, Dim dim) {
        List<Dim> changed = new ArrayList<>(dims);
        changed.set(axis, dim);
        return new Shape(changed);
    }

    public boolean isFixed() {
        return dims.stream().allMatch(Dim::isFixed);
    }

    /**
     * The sizes of a fixed shape.
     *
     * @throws IllegalStateException when an axis is symbolic
     */
    public long[] sizes() {
        return dims.stream().mapToLong(Dim::size).toArray();
    }

    /** NumPy's broadcasting rule; axes of unlike symbols do not broadcast. */
    public static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        List<Dim> out = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            Dim x = axisOrOne(a, i - rank + a.rank());
            Dim y = axisOrOne(b, i - rank + b.rank());
            if (x.equals(y) || y.equals(Dim.of(1))) {
                out.add(x);
            } else if (x.equals(Dim.of(1))) {
                out.add(y);
            } else {
                throw new IllegalArgumentException("expected shapes that broadcast, got " + a + " and " + b);
            }
        }
        return new Shape(out);
    }

    private static Dim axisOrOne(Shape shape, int axis) {
        return axis < 0 ? Dim.of(1) : shape.dims.get(axis);
    }

    @Override
    public String toString() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(",", "[", "]"));
    }
}
