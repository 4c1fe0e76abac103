// The vector sources built at other widths than the levels of this machine, to compare bits.
#ifndef RLFN_LANES_H
#define RLFN_LANES_H

#include "rlfn_kernels.h"

enum { RLFN_MAX_TABLES = 16 };

/// Every table that this CPU can run: first those whose outputs must be the same bits (`exact_count`), led by the sources
/// built for one lane, then the others; the reference is the last. Their number.
int rlfn_all_tables(const rlfn_kernels *tables[RLFN_MAX_TABLES], int *exact_count);

#endif
