// The default weights as bytes of the binary (docs/WEIGHTS.md tells where they come from).
#include "rlfn_kernels.h"

static const uint8_t x4[] = {
#embed "../weights/rlfn_ntire_x4_default.safetensors"
};
static const uint8_t x2[] = {
#embed "../weights/rlfn_ntire_x2_default.safetensors"
};

const uint8_t *rlfn_default_weights(int scale, size_t *size) {
  *size = scale == 4 ? sizeof x4 : scale == 2 ? sizeof x2 : 0;
  return scale == 4 ? x4 : scale == 2 ? x2 : NULL;
}
