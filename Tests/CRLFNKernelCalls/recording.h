// The file of a recorded network: a sequence of records in the machine's byte order (little-endian on all of them).
//
//     packing: kind, operation, inputs, outputs, key; the tensors as `rlfn_weight_parts` counts them
//     call:    kind, operation, 0, 0, 0; the arguments, whose pointers are keys; for each span that is read or written,
//              in the order of `rlfn_spans`, its rows from `before` to `count`
#ifndef RLFN_RECORDING_H
#define RLFN_RECORDING_H

#include <stdint.h>

typedef enum { RLFN_RECORD_PACKING = 1, RLFN_RECORD_CALL = 2 } rlfn_record_kind;

typedef struct {
  int32_t kind, operation, inputs, outputs;
  uint64_t key;  ///< Where the packed weights were: what a call's pointer to weights is compared with.
} rlfn_record;

#endif
