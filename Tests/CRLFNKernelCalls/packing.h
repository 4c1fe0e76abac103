// Weights of an operation before and after packing, the same way for all operations.
#ifndef RLFN_PACKING_H
#define RLFN_PACKING_H

#include "rlfn_calls.h"

/// The tensors that an operation's `_pack` function takes, one after the other in one array.
typedef struct {
  int count;
  size_t sizes[4];
} rlfn_parts;

rlfn_parts rlfn_weight_parts(rlfn_operation operation, int inputs, int outputs);
size_t rlfn_weight_count(rlfn_operation operation, int inputs, int outputs);
/// Packed weights for `table` on a 64-byte boundary, to be freed.
float *rlfn_packed(const rlfn_kernels *table, rlfn_operation operation, int inputs, int outputs, const float *weights);

#endif
