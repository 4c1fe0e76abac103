#include "rlfn_lanes.h"

bool rlfn_lanes_can_run(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return true;
#endif
}
