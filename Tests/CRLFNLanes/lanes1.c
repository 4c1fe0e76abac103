#define RLFN_LEVEL lanes1
#define RLFN_LANES 1
#define RLFN_ROWS 4
#define RLFN_VECTORS 2
#include "build.inc"
