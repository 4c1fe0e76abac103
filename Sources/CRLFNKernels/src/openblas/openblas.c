// The level for any CPU: the matrix products through OpenBLAS, which knows many more CPUs than this program, and the
// rest from the vector sources at four lanes without FMA.
#include <cblas.h>

#include "../levels/cpu.h"

#define RLFN_LEVEL openblas
#define RLFN_LANES 4
#define RLFN_NO_FMA
// OpenBLAS packs its operands anew in every call, which pays for itself only over more rows: 2 x 1,180 KB.
#define RLFN_BLOCK_TILES 96
#define RLFN_ROWS 4
#define RLFN_VECTORS 3
#if defined(__x86_64__)
#define RLFN_REGISTER "x"
#elif defined(__aarch64__)
#define RLFN_REGISTER "w"
#endif
#include "../vector/vector.h"
#include "../vector/product.inc"

/// One product; longer ones take `b` as it was packed, in rows of all outputs.
static void gemm_product(product_operands o, int rows, int depth, int vectors) {
  // Short sums are not worth the call.
  if (depth <= RLFN_ATTENTION) {
    product_rows(o, rows, depth, vectors, 1);
    return;
  }
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, vectors * RLFN_LANES, depth, 1, o.a[0], (int)o.a_stride, o.b,
              rlfn_padded(vectors * RLFN_LANES), 0, o.c, (int)o.c_stride);
  if (!o.bias) return;
  for (int row = 0; row < rows; row++, o.c += o.c_stride)
    for (int at = 0; at < vectors * RLFN_LANES; at += RLFN_LANES) store(o.c + at, load(o.c + at) + load(o.bias + at));
}

static void rlfn_f32_product_openblas(product_operands o, int rows, int depth, int vectors) {
  for (int number = 0; number <= o.more; number++) gemm_product(one_product(o, number), rows, depth, vectors);
}

/// Matrices for OpenBLAS stay as they are.
RLFN_INLINE void order_product(float *matrix, int inputs, int outputs) {
  if (inputs <= RLFN_ATTENTION) order_columns(matrix, inputs, outputs);
}

// OpenBLAS must not start threads of its own: they would fight with the engine's.
__attribute__((constructor)) static void one_thread(void) { openblas_set_num_threads(1); }

#include "../vector/winograd.inc"
#include "../vector/mix.inc"
#include "../vector/first.inc"
#include "../vector/opening.inc"
#include "../vector/esa.inc"
#include "../vector/packing.inc"
#include "../vector/table.inc"
