// getopt_long for Swift: Glibc's module leaves it out, and its global variables are no Swift 6.
#ifndef RLFN_CGETOPT_SHIM_H
#define RLFN_CGETOPT_SHIM_H

#include <getopt.h>

/// Starts over with another argument vector, and leaves messages to the caller.
static inline void rlfn_getopt_reset(void) {
  optind = 0;
  opterr = 0;
}
/// The argument of the option just found, or NULL.
static inline const char *rlfn_getopt_argument(void) { return optarg; }
/// The index of the next element of the argument vector.
static inline int rlfn_getopt_index(void) { return optind; }
/// The option that a problem is about; 0 for an unknown long one.
static inline int rlfn_getopt_culprit(void) { return optopt; }

#endif
