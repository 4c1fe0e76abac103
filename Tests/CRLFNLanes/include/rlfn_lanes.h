// The vector sources built at other widths than the levels of this machine, to compare bits.
#ifndef RLFN_LANES_H
#define RLFN_LANES_H

#include "rlfn_kernels.h"

extern const rlfn_kernels rlfn_f32_kernels_lanes1, rlfn_f32_kernels_lanes4, rlfn_f32_kernels_lanes8,
    rlfn_f32_kernels_lanes16;

/// Whether this CPU has fused multiply-add, which these builds use.
bool rlfn_lanes_can_run(void);

#endif
