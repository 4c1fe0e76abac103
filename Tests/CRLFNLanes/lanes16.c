#define RLFN_LEVEL lanes16
#define RLFN_LANES 16
#define RLFN_ROWS 5
#define RLFN_VECTORS 2
#include "build.inc"
