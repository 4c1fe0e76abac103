// The level for any CPU: the matrix products through OpenBLAS, which knows many more CPUs than this program, and the
// rest from the vector sources at four lanes without FMA.
#include <cblas.h>

#include "../levels/cpu.h"

#define RLFN_LEVEL openblas
#define RLFN_LANES 4
#define RLFN_NO_FMA
// OpenBLAS packs its operands anew in every call, which pays for itself only over more rows: 2 x 664 KB.
#define RLFN_BLOCK_TILES 96
#include "../vector/vector.h"

static void rlfn_f32_product_openblas(const float *a, ptrdiff_t a_stride, int rows, const float *b, ptrdiff_t b_stride,
                                      int depth, int vectors, float *c, ptrdiff_t c_stride,
                                      const float *next) {
  (void)next;
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, vectors * RLFN_LANES, depth, 1, a, (int)a_stride, b,
              (int)b_stride, 0, c, (int)c_stride);
}

// OpenBLAS must not start threads of its own: they would fight with the engine's.
__attribute__((constructor)) static void one_thread(void) { openblas_set_num_threads(1); }

#include "../vector/winograd.inc"
#include "../vector/mix.inc"
#include "../vector/first.inc"
#include "../vector/esa.inc"
#include "../vector/table.inc"
