// The arithmetic of RLFN. See docs/KERNELS.md.
#ifndef RLFN_KERNELS_H
#define RLFN_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// The weights inside the binary: a safetensors file, `scale` 2 or 4; NULL for another scale.
const uint8_t *rlfn_default_weights(int scale, size_t *size);

#endif
