// Stands in for OpenBLAS where the kernels are built for a machine whose libraries are not at hand.
#ifndef RLFN_NO_OPENBLAS_H
#define RLFN_NO_OPENBLAS_H

enum { CblasRowMajor, CblasNoTrans };

static inline void openblas_set_num_threads(int threads) { (void)threads; }

/// c = a * b of row-major matrices: the only call that the kernels make.
static inline void cblas_sgemm(int order, int a_order, int b_order, int rows, int columns, int depth, float alpha,
                               const float *a, int a_stride, const float *b, int b_stride, float beta, float *c,
                               int c_stride) {
  (void)order, (void)a_order, (void)b_order, (void)alpha, (void)beta;
  for (int row = 0; row < rows; row++) {
    for (int column = 0; column < columns; column++) {
      float sum = 0;
      for (int i = 0; i < depth; i++) sum += a[row * a_stride + i] * b[i * b_stride + column];
      c[row * c_stride + column] = sum;
    }
  }
}

#endif
