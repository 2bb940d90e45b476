package org.instagan.graph;

/**
 * One axis of a shape: a number, or {@code factor·(symbol/unit) + offset} for an axis known only when the graph runs.
 * The unit is what the axis must be a multiple of, so that halving {@code H} (a multiple of 4) twice stays exact.
 */
public record Dim(String symbol, long unit, long factor, long offset) {

    public static Dim of(long size) {
        return new Dim("", 1, 0, size);
    }

    public static Dim symbol(String name) {
        return multipleOf(name, 1);
    }

    /** A symbol that is always a multiple of {@code unit}. */
    public static Dim multipleOf(String name, long unit) {
        return new Dim(name, unit, unit, 0);
    }

    public boolean isFixed() {
        return factor == 0;
    }

    /** @throws IllegalStateException when the size is known only at run time */
    public long size() {
        if (!isFixed()) {
            throw new IllegalStateException("Dimension " + this + ": its size is known only at run time");
        }
        return offset;
    }

    public Dim plus(long n) {
        return new Dim(symbol, unit, factor, offset + n);
    }

    public Dim times(long n) {
        return new Dim(symbol, unit, factor * n, offset * n);
    }

    public Dim plus(Dim other) {
        if (other.isFixed()) {
            return plus(other.offset);
        }
        if (isFixed()) {
            return other.plus(offset);
        }
        if (symbol.equals(other.symbol) && unit == other.unit) {
            return new Dim(symbol, unit, factor + other.factor, offset + other.offset);
        }
        return symbol(this + "+" + other);
    }

    /** Floor division; a symbolic axis that the divisor does not divide becomes a symbol of its own. */
    public Dim over(long n) {
        if (factor % n == 0) {
            return new Dim(symbol, unit, factor / n, Math.floorDiv(offset, n));
        }
        return symbol("floor((" + this + ")/" + n + ")");
    }

    @Override
    public String toString() {
        if (isFixed()) {
            return Long.toString(offset);
        }
        String text = symbol;
        if (factor != unit) {
            text = unit % factor == 0
                    ? symbol + "/" + unit / factor
                    : factor + "*" + symbol + (unit == 1 ? "" : "/" + unit);
        }
        return offset == 0 ? text : text + (offset > 0 ? "+" : "") + offset;
    }
}
