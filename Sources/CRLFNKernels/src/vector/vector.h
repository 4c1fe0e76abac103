// What the vector sources are written in: RLFN_LANES floats at a time, in clang's vector extensions.
//
// Kernels take their arguments `restrict`: what they write into maps does not change them, so they are read once.
// A level's file sets RLFN_LEVEL, RLFN_LANES, RLFN_ROWS, RLFN_VECTORS and RLFN_REGISTER, then includes the sources. Every output
// is one fixed sequence of operations, so it does not depend on any of these numbers.
#include <stdint.h>
#include <string.h>

#include "../pack.h"
#include "rlfn_kernels.h"

#pragma clang fp contract(off)

#define RLFN_JOIN2(operation, level) rlfn_f32_##operation##_##level
#define RLFN_JOIN(operation, level) RLFN_JOIN2(operation, level)
#define RLFN_NAME(operation) RLFN_JOIN(operation, RLFN_LEVEL)
#define RLFN_INLINE static inline __attribute__((always_inline))
#define RLFN_UNROLL _Pragma("clang loop unroll(full)")
// Where floats go one by one: with AVX-512 the compiler would gather and scatter them, which no CPU does faster.
#define RLFN_ONE_BY_ONE _Pragma("clang loop vectorize(disable)")

typedef float vec __attribute__((ext_vector_type(RLFN_LANES)));
typedef int32_t ivec __attribute__((ext_vector_type(RLFN_LANES)));
// The same with the alignment of a float: pieces of rows may start anywhere.
typedef float vec_unaligned __attribute__((ext_vector_type(RLFN_LANES), aligned(4)));

RLFN_INLINE vec load(const float *p) { return *(const vec_unaligned *)p; }
RLFN_INLINE void store(float *p, vec v) { *(vec_unaligned *)p = v; }
RLFN_INLINE vec splat(float v) { return (vec)(v); }
#ifdef RLFN_NO_FMA
// For CPUs without the instruction: libm's fmaf would be a hundred times slower. Not the same bits.
RLFN_INLINE vec fma_(vec a, vec b, vec c) { return a * b + c; }
#else
RLFN_INLINE vec fma_(vec a, vec b, vec c) { return __builtin_elementwise_fma(a, b, c); }
#endif
// As comparisons, which say what becomes of zeros and of what isn't a number, and are one instruction on x86: the language's
// maximum is three there.
RLFN_INLINE vec max_(vec a, vec b) { return a > b ? a : b; }
RLFN_INLINE vec min_(vec a, vec b) { return a < b ? a : b; }

RLFN_INLINE vec leaky_relu(vec v, vec slope) { return max_(v, v * slope); }

/// What is computed before this is not mixed with what is loaded after it. Costs nothing: it is for the compiler only.
/// RLFN_REGISTER is the letter of a level's vector registers in an assembler's operand; test builds at other widths have none.
RLFN_INLINE void fence(vec *v) {
#ifdef RLFN_REGISTER
  __asm__ volatile("" : "+" RLFN_REGISTER(*v)::"memory");
#endif
}

/// Floats of a cache line.
enum { CACHE_LINE = 16 };

/// Vectors that hold so many channels, and those of the attention's maps.
RLFN_INLINE int vectors_for(int channels) { return (channels + RLFN_LANES - 1) / RLFN_LANES; }
enum { ATTENTION_VECTORS = RLFN_LANES > RLFN_ATTENTION ? 1 : RLFN_ATTENTION / RLFN_LANES };

/// Pixels that the 1x1 layers take at a time: half of what the last 3x3 layer of a block hands over, and whole register blocks.
enum { PIECE = 72 };

#define RLFN_TEXT2(name) #name
#define RLFN_TEXT(name) RLFN_TEXT2(name)
