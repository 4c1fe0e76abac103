#define RLFN_LEVEL lanes4
#define RLFN_LANES 4
#define RLFN_ROWS 5
#define RLFN_VECTORS 2
#include "build.inc"
