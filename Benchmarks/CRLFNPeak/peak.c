#include "rlfn_peak.h"

#include <string.h>

// Unknown to the compiler, so that it cannot compute the chains beforehand, and seen outside, so that it must compute
// them. With this start their values converge, and stay ordinary numbers.
static volatile float start = 0.5f, result;

#if defined(__x86_64__)
#define RLFN_PEAK peak_avx512
#define RLFN_PEAK_LANES 16
#pragma clang attribute push(__attribute__((target("avx512f,avx2,fma"))), apply_to = function)
#include "peak.inc"
#pragma clang attribute pop
#define RLFN_PEAK peak_avx2
#define RLFN_PEAK_LANES 8
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "peak.inc"
#pragma clang attribute pop
#elif defined(__aarch64__)
#define RLFN_PEAK peak_neon
#define RLFN_PEAK_LANES 4
#include "peak.inc"
#endif

double rlfn_peak_run(const char *level, long rounds) {
#if defined(__x86_64__)
  if (!strcmp(level, "avx512")) return peak_avx512(rounds);
  if (!strcmp(level, "avx2")) return peak_avx2(rounds);
#elif defined(__aarch64__)
  if (!strcmp(level, "neon")) return peak_neon(rounds);
#endif
  return 0;
}
