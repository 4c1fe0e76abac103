// The memory of one call: a block for every span, so that what lies between and around them can be watched.
#ifndef RLFN_MEMORY_H
#define RLFN_MEMORY_H

#include "spans.h"

struct rlfn_call {
  const rlfn_kernels *table;
  rlfn_operation operation;
  rlfn_arguments arguments;
  int count;
  rlfn_span spans[RLFN_MAX_SPANS];
  float *blocks[RLFN_MAX_SPANS];  ///< Guard, span, guard.
  float *weights;
};

/// Memory on a 64-byte boundary of exactly that size, to be freed.
float *rlfn_aligned_floats(size_t count);

/// Gives every span of a call, whose numbers are set, a block and points the arguments to it.
void rlfn_allocate(rlfn_call *call);
/// Frees the blocks.
void rlfn_release(rlfn_call *call);
/// Row `row` of a span: the float that its pointer stands for.
float *rlfn_span_row(const rlfn_call *call, int span, int row);

#endif
