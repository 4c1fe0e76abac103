// Fused multiply-add for the functions that follow, whatever their width.
#ifdef __x86_64__
// Vectors wider than the registers have no settled calling convention, but everything is inlined.
#pragma clang diagnostic ignored "-Wpsabi"
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#endif
