// A register block too large for the registers: what scripts/check-spills must find.
#define RLFN_LEVEL spilling
#if defined(__x86_64__)
#define RLFN_LANES 16
#else
#define RLFN_LANES 4
#endif
#define RLFN_ROWS 12
#define RLFN_VECTORS 3
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx2,fma"))), apply_to = function)
#endif
#include "../../Sources/CRLFNKernels/src/vector/all.inc"
#if defined(__x86_64__)
#pragma clang attribute pop
#endif
