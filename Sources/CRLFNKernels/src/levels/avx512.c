// AVX-512: 32 registers of 16 lanes; 8 x 3 sums, 3 weights and a broadcast. 24 tiles: 41 KB of a line's positions for 48.
#include "cpu.h"
#if defined(__x86_64__)
#define RLFN_LEVEL avx512
#define RLFN_LANES 16
#define RLFN_ROWS 8
#define RLFN_VECTORS 3
#define RLFN_REGISTER "v"
#define RLFN_BLOCK_TILES 24
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#include "../vector/all.inc"
#pragma clang attribute pop
#endif
