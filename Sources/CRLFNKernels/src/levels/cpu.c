#include "cpu.h"

#if defined(__x86_64__)
#include <cpuid.h>

// XCR0, the register states that the operating system saves: SSE and AVX are bits 1-2, AVX-512 bits 5-7.
static unsigned saved_states(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE)) return 0;
  __asm__("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
  return a;
}

bool rlfn_cpu_has_avx2_fma(void) {
  unsigned a, b, c, d;
  if ((saved_states() & 0x6) != 0x6) return false;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_FMA)) return false;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2);
}

bool rlfn_cpu_has_avx512(void) {
  unsigned a, b, c, d;
  const unsigned needed = bit_AVX512F | bit_AVX512DQ | bit_AVX512BW | bit_AVX512VL;
  if (!rlfn_cpu_has_avx2_fma() || (saved_states() & 0xe6) != 0xe6) return false;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & needed) == needed;
}
#endif

int rlfn_available_levels(const rlfn_kernels **levels) {
  int count = 0;
#if defined(__x86_64__)
  if (rlfn_cpu_has_avx512()) levels[count++] = &rlfn_f32_kernels_avx512;
  if (rlfn_cpu_has_avx2_fma()) levels[count++] = &rlfn_f32_kernels_avx2;
#elif defined(__aarch64__)
  levels[count++] = &rlfn_f32_kernels_neon;
#endif
  levels[count++] = &rlfn_f32_kernels_openblas;
  levels[count++] = &rlfn_f32_kernels_reference;
  return count;
}
