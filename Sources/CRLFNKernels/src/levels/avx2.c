// AVX2 with FMA: 16 registers of 8 lanes; 4 x 3 sums, 3 weights and a broadcast.
#include "cpu.h"
#if defined(__x86_64__)
#define RLFN_LEVEL avx2
#define RLFN_LANES 8
#define RLFN_ROWS 4
#define RLFN_VECTORS 3
#define RLFN_REGISTER "x"
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "../vector/all.inc"
#pragma clang attribute pop
#endif
