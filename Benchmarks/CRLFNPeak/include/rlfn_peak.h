// How many multiply-adds a core can do: what kernels are measured against.
#ifndef RLFN_PEAK_H
#define RLFN_PEAK_H

/// Runs `rounds` rounds of independent fused multiply-adds in registers, as wide as those of the kernel level `avx512`,
/// `avx2` or `neon`. Returns the number of (scalar) multiply-adds; 0 for another level.
double rlfn_peak_run(const char *level, long rounds);

#endif
