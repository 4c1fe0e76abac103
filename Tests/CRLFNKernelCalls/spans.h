// Which memory a call reads and writes: the contract of rlfn_kernels.h in numbers.
#ifndef RLFN_SPANS_H
#define RLFN_SPANS_H

#include "rlfn_calls.h"

typedef enum { RLFN_READ, RLFN_WRITTEN, RLFN_SCRATCH } rlfn_role;

/// What one pointer of the arguments stands for.
typedef struct {
  void *field;           ///< The pointer.
  rlfn_role role;
  ptrdiff_t before;      ///< Floats (or 32-bit integers) before the pointer,
  ptrdiff_t count;       ///< and from it on, in each of
  int rows;              ///< so many rows
  ptrdiff_t pitch;       ///< that start so many floats apart.
  ptrdiff_t begin, end;  ///< The part of them that lies in the frame, from the pointer on; around it inputs are zero.
  int channels, stride;  ///< Of every `stride` floats the first `channels` are results.
} rlfn_span;

enum { RLFN_MAX_SPANS = 3 * RLFN_STRIP_ROWS + RLFN_TILE + 1 };

/// The spans of a call whose numbers are set, and whose pointers are NULL where the call does without.
int rlfn_spans(const rlfn_kernels *table, rlfn_operation operation, rlfn_arguments *arguments,
               rlfn_span spans[RLFN_MAX_SPANS]);
/// The pointer to packed weights; NULL for operations without.
void *rlfn_weights_field(rlfn_operation operation, rlfn_arguments *arguments);
void rlfn_perform(const rlfn_kernels *table, rlfn_operation operation, const rlfn_arguments *arguments);

static inline void *rlfn_get_pointer(const void *field) {
  void *value;
  __builtin_memcpy(&value, field, sizeof value);
  return value;
}
static inline void rlfn_set_pointer(void *field, const void *value) { __builtin_memcpy(field, &value, sizeof value); }
static inline int rlfn_up_to_16(int channels) { return (channels + 15) / 16 * 16; }

#endif
