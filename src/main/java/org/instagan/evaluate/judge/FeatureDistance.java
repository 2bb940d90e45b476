package org.instagan.evaluate.judge;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.instagan.error.InputException;

/** How far apart two sets of pictures are, by what a network sees in them; each a vector of one length. */
public final class FeatureDistance {
    private final DMatrixRMaj a;
    private final DMatrixRMaj b;

    /** @throws InputException when a set has fewer than two pictures, or the lengths differ */
    public FeatureDistance(List<float[]> a, List<float[]> b) {
        if (a.size() < 2 || b.size() < 2) {
            throw new InputException("--features: distances need two pictures or more of each set, got " + a.size()
                    + " and " + b.size());
        }
        this.a = matrix(a);
        this.b = matrix(b);
        if (this.a.numCols != this.b.numCols) {
            throw new InputException("--features: the network gave " + this.a.numCols + " and " + this.b.numCols
                    + " features, expected the same number for every picture");
        }
    }

    private static DMatrixRMaj matrix(List<float[]> rows) {
        int columns = rows.get(0).length;
        DMatrixRMaj matrix = new DMatrixRMaj(rows.size(), columns);
        for (int i = 0; i < rows.size(); i++) {
            for (int k = 0; k < columns; k++) {
                matrix.set(i, k, rows.get(i)[k]);
            }
        }
        return matrix;
    }

    /**
     * The Fréchet distance between normal distributions of their means and covariances (Heusel et al. 2017): {@code |μ_a -
     * μ_b|² + tr(Σ_a + Σ_b - 2 (Σ_a Σ_b)^½)}. With {@code Σ = XᵀX} the last trace is the sum of the singular values of
     * {@code X_a X_bᵀ}, which needs no root of a singular matrix where there are fewer pictures than features.
     */
    public double frechet() {
        DMatrixRMaj x = centred(a);
        DMatrixRMaj y = centred(b);
        double[] means = subtract(mean(a), mean(b));
        double apart = Arrays.stream(means).map(v -> v * v).sum();
        return apart + squares(x) + squares(y) - 2 * shared(x, y);
    }

    /**
     * The squared maximum mean discrepancy under the kernel {@code (x·y/d + 1)³} (Bińkowski et al. 2018), without bias, over
     * all pictures at once; around 0, and below it by chance, for sets of one distribution.
     */
    public double kernel() {
        return within(a) + within(b) - 2 * mean(products(a, b), false);
    }

    private static double within(DMatrixRMaj x) {
        return mean(products(x, x), true);
    }

    private static DMatrixRMaj products(DMatrixRMaj x, DMatrixRMaj y) {
        DMatrixRMaj products = new DMatrixRMaj(x.numRows, y.numRows);
        CommonOps_DDRM.multTransB(1.0 / x.numCols, x, y, products);
        return products;
    }

    private static double mean(DMatrixRMaj products, boolean withoutDiagonal) {
        double sum = 0;
        long count = 0;
        for (int i = 0; i < products.numRows; i++) {
            for (int k = 0; k < products.numCols; k++) {
                if (!withoutDiagonal || i != k) {
                    double p = products.get(i, k) + 1;
                    sum += p * p * p;
                    count++;
                }
            }
        }
        return sum / count;
    }

    private static double[] mean(DMatrixRMaj x) {
        DMatrixRMaj sums = new DMatrixRMaj(1, x.numCols);
        CommonOps_DDRM.sumCols(x, sums);
        return Arrays.stream(sums.data).map(v -> v / x.numRows).toArray();
    }

    private static double[] subtract(double[] x, double[] y) {
        double[] d = new double[x.length];
        Arrays.setAll(d, i -> x[i] - y[i]);
        return d;
    }

    /** Rows less their mean by √(n-1), so that {@code XᵀX} is the covariance. */
    private static DMatrixRMaj centred(DMatrixRMaj x) {
        double[] mean = mean(x);
        double scale = 1 / Math.sqrt(x.numRows - 1.0);
        DMatrixRMaj centred = new DMatrixRMaj(x.numRows, x.numCols);
        for (int i = 0; i < x.numRows; i++) {
            for (int k = 0; k < x.numCols; k++) {
                centred.set(i, k, (x.get(i, k) - mean[k]) * scale);
            }
        }
        return triangular(centred);
    }

    /** The same covariance from no more rows than columns. */
    private static DMatrixRMaj triangular(DMatrixRMaj x) {
        if (x.numRows <= x.numCols) {
            return x;
        }
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(x.numRows, x.numCols);
        qr.decompose(x);
        return qr.getR(null, true);
    }

    private static double squares(DMatrixRMaj x) {
        return Arrays.stream(x.data, 0, x.getNumElements()).map(v -> v * v).sum();
    }

    private static double shared(DMatrixRMaj x, DMatrixRMaj y) {
        DMatrixRMaj product = new DMatrixRMaj(x.numRows, y.numRows);
        CommonOps_DDRM.multTransB(x, y, product);
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(x.numRows, y.numRows, false, false, true);
        svd.decompose(product);
        return Arrays.stream(svd.getSingularValues(), 0, svd.numberOfSingularValues())
                .sum();
    }
}
