// Which levels this CPU and its operating system can run.
#ifndef RLFN_CPU_H
#define RLFN_CPU_H

#include <stdbool.h>

#include "rlfn_kernels.h"

bool rlfn_cpu_has_avx2_fma(void);
bool rlfn_cpu_has_avx512(void);

extern const rlfn_kernels rlfn_f32_kernels_avx512, rlfn_f32_kernels_avx2, rlfn_f32_kernels_neon;
extern const rlfn_kernels rlfn_f32_kernels_openblas, rlfn_f32_kernels_reference;

#endif
