#include <stdbool.h>
#include <string.h>

#include "pack.h"
#include "rlfn_kernels.h"

#pragma clang fp contract(off)

enum { TAPS = 5, INPUTS = RLFN_STRIP_INPUTS };

static size_t place_size(int outputs, int column_place) {
  return rlfn_pack_direct_size(INPUTS, outputs, column_place == RLFN_INSIDE ? RLFN_PATCH : TAPS);
}

size_t rlfn_opening_place(int outputs, int row_place, int column_place) {
  size_t row = 0, before = 0;
  for (int place = 0; place < RLFN_PLACES; place++) {
    if (place == column_place) before = row;
    row += place_size(outputs, place);
  }
  return row * row_place + before;
}

size_t rlfn_pack_opening_size(int middle, int outputs) {
  (void)middle;
  return rlfn_opening_place(outputs, RLFN_PLACES, 0);
}

/// A 5x5 filter from three planes and its bias.
typedef struct {
  double taps[TAPS][INPUTS];  ///< [column][3 * row + plane]
  double bias;
} filter;

/// Whether the 3x3 layer's tap in that row or column lies in the frame for a pixel at that place.
static bool lies_inside(int tap, int place) { return !(place == RLFN_BEFORE && tap == 0) && !(place == RLFN_BEHIND && tap == 2); }

/// What the first layer contributes through each tap of the 3x3 layer to one output: its 27 weights and its bias.
typedef double contributions[3][3][28];

static void contribute(const float *first_weights, const float *first_bias, const float *weights, int middle,
                       contributions out) {
  memset(out, 0, sizeof(contributions));
  for (int m = 0; m < middle; m++) {
    for (int tap = 0; tap < 9; tap++) {
      const double factor = weights[m * 9 + tap];
      double *sums = out[tap / 3][tap % 3];
      for (int i = 0; i < 27; i++) sums[i] += factor * first_weights[m * 27 + i];
      sums[27] += factor * first_bias[m];
    }
  }
}

/// The sum of what comes through the taps that lie in the frame.
static filter filter_at(const contributions through, double bias, int row_place, int column_place) {
  filter out = {.bias = bias};
  for (int row = 0; row < 3; row++) {
    for (int column = 0; column < 3; column++) {
      if (!lies_inside(row, row_place) || !lies_inside(column, column_place)) continue;
      const double *sums = through[row][column];
      for (int i = 0; i < 27; i++) out.taps[column + i % 3][3 * (row + i / 3 % 3) + i / 9] += sums[i];
      out.bias += sums[27];
    }
  }
  return out;
}

/// Writes a filter as the weights of output `o`: transformed where it is for pixels inside, else as it is.
static void write_filter(const filter *f, int column_place, int o, int padded, float *packed) {
  const bool is_transformed = column_place == RLFN_INSIDE;
  packed[o] = (float)f->bias;
  for (int i = 0; i < INPUTS; i++) {
    double line[TAPS];
    for (int tap = 0; tap < TAPS; tap++) line[tap] = f->taps[tap][i];
    for (int at = 0; at < (is_transformed ? RLFN_PATCH : TAPS); at++)
      packed[(size_t)(1 + at * INPUTS + i) * padded + o] =
          (float)(is_transformed ? rlfn_weights_at(line, TAPS, at) : line[at]);
  }
}

void rlfn_pack_opening(const float *first_weights, const float *first_bias, const float *weights, const float *bias,
                       int middle, int outputs, float *packed) {
  memset(packed, 0, rlfn_pack_opening_size(middle, outputs) * sizeof *packed);
  for (int o = 0; o < outputs; o++) {
    contributions through;
    contribute(first_weights, first_bias, weights + (size_t)o * middle * 9, middle, through);
    for (int row_place = 0; row_place < RLFN_PLACES; row_place++) {
      for (int column_place = 0; column_place < RLFN_PLACES; column_place++) {
        const filter f = filter_at(through, bias[o], row_place, column_place);
        write_filter(&f, column_place, o, rlfn_padded(outputs),
                     packed + rlfn_opening_place(outputs, row_place, column_place));
      }
    }
  }
}
