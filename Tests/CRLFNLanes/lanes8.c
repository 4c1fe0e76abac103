#include "rlfn_lanes.h"
#define RLFN_LEVEL lanes8
#define RLFN_LANES 8
#define RLFN_ROWS 5
#define RLFN_VECTORS 2
#include "target.h"
#include "../../Sources/CRLFNKernels/src/vector/all.inc"
#ifdef __x86_64__
#pragma clang attribute pop
#endif
