// The kernels without Swift: for machines that are emulated, and under sanitizers.
//
//     driver bits                    a line per operation and shape, with a hash that all exact tables agree on
//     driver bits LEVEL              the same of one level only, where an emulated CPU is slow
//     driver replay RECORDING IMAGE  a recorded network again, with the first level of this machine
#include <stdio.h>
#include <string.h>

#include "rlfn_calls.h"
#include "rlfn_lanes.h"

static int bits(void) {
  const rlfn_kernels *tables[RLFN_MAX_TABLES];
  int exact_count;
  const int count = rlfn_all_tables(tables, &exact_count);
  return rlfn_print_bits(tables, count, exact_count) ? 0 : 1;
}

static int bits_of(const char *level) {
  const rlfn_kernels *levels[8];
  const int count = rlfn_available_levels(levels);
  for (int i = 0; i < count; i++)
    if (!strcmp(levels[i]->name, level)) return rlfn_print_bits(&levels[i], 1, 1) ? 0 : 1;
  fprintf(stderr, "this CPU has no %s\n", level);
  return 1;
}

static int replay(const char *recording, const char *image) {
  const rlfn_kernels *levels[8];
  rlfn_available_levels(levels);
  int differing;
  const int calls = rlfn_replay(levels[0], recording, image, &differing);
  if (calls < 0) {
    fprintf(stderr, "%s cannot be read, or %s not written\n", recording, image);
    return 1;
  }
  printf("%s: %d calls of a network, %d of them with other bits\n", levels[0]->name, calls, differing);
  return differing > 0 || calls == 0;
}

int main(int count, char **arguments) {
  if (count == 2 && !strcmp(arguments[1], "bits")) return bits();
  if (count == 3 && !strcmp(arguments[1], "bits")) return bits_of(arguments[2]);
  if (count == 4 && !strcmp(arguments[1], "replay")) return replay(arguments[2], arguments[3]);
  fprintf(stderr, "usage: %s bits [LEVEL] | replay RECORDING IMAGE\n", arguments[0]);
  return 2;
}
