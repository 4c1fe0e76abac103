#define RLFN_LEVEL lanes8
#define RLFN_LANES 8
#define RLFN_ROWS 5
#define RLFN_VECTORS 2
#include "build.inc"
