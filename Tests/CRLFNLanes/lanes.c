#include "rlfn_lanes.h"

#include <string.h>

extern const rlfn_kernels rlfn_f32_kernels_lanes1, rlfn_f32_kernels_lanes4, rlfn_f32_kernels_lanes8,
    rlfn_f32_kernels_lanes16;

/// Whether this CPU has fused multiply-add, which these builds use.
static bool can_run(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return true;
#endif
}

static bool is_exact(const rlfn_kernels *table) {
  return strcmp(table->name, "openblas") && strcmp(table->name, "reference");
}

int rlfn_all_tables(const rlfn_kernels *tables[RLFN_MAX_TABLES], int *exact_count) {
  const rlfn_kernels *levels[8];
  const int level_count = rlfn_available_levels(levels);
  int count = 0;
  if (can_run()) {
    tables[count++] = &rlfn_f32_kernels_lanes1;
    tables[count++] = &rlfn_f32_kernels_lanes4;
    tables[count++] = &rlfn_f32_kernels_lanes8;
    tables[count++] = &rlfn_f32_kernels_lanes16;
  }
  for (int i = 0; i < level_count; i++)
    if (is_exact(levels[i])) tables[count++] = levels[i];
  *exact_count = count;
  for (int i = 0; i < level_count; i++)
    if (!is_exact(levels[i])) tables[count++] = levels[i];
  return count;
}
