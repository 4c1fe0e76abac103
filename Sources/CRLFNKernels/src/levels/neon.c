// NEON: 32 registers of 4 lanes; 6 x 4 sums, 4 weights and a broadcast.
#include "cpu.h"
#if defined(__aarch64__)
#define RLFN_LEVEL neon
#define RLFN_LANES 4
#define RLFN_ROWS 6
#define RLFN_VECTORS 4
#define RLFN_REGISTER "w"
#include "../vector/all.inc"
#endif
