#include "pack.h"

#include <string.h>

#include "rlfn_kernels.h"

// The transformed weights are the same bits on CPUs whose plain instruction set has fused multiply-add, and on those
// without.
#pragma clang fp contract(off)

size_t rlfn_pack_direct_size(int inputs, int outputs, int taps) {
  return (size_t)rlfn_padded(outputs) * (1 + (size_t)taps * inputs);
}

void rlfn_pack_direct(const float *weights, const float *bias, int inputs, int outputs, int taps, float *packed) {
  const int padded = rlfn_padded(outputs);
  memset(packed, 0, rlfn_pack_direct_size(inputs, outputs, taps) * sizeof *packed);
  memcpy(packed, bias, outputs * sizeof *packed);
  float *out = packed + padded;
  for (int tap = 0; tap < taps; tap++)
    for (int i = 0; i < inputs; i++, out += padded)
      for (int o = 0; o < outputs; o++) out[o] = weights[((size_t)o * inputs + i) * taps + tap];
}

enum { POSITIONS = RLFN_PATCH * RLFN_PATCH };

size_t rlfn_pack_winograd_size(int inputs, int outputs) { return rlfn_pack_direct_size(inputs, outputs, POSITIONS); }

double rlfn_weights_at(const double *weights, int taps, int position) {
  static const double points[] = {0, 1, -1, 2, -2, 0.5, -0.5};
  static const double scales[] = {1, -2.0 / 9, -2.0 / 9, 1.0 / 360, 1.0 / 360, 1.0 / 90, 1.0 / 90};
  if (position == RLFN_PATCH - 1) return weights[taps - 1];
  double power = scales[position], sum = 0;
  for (int tap = 0; tap < taps; tap++, power *= points[position]) sum += power * weights[tap];
  return sum;
}

// G g G^T in double, rounded once: the same bits on every machine.
static void transform_filter(const float *g, double out[POSITIONS]) {
  double columns[3][RLFN_PATCH];
  for (int j = 0; j < 3; j++) {
    const double column[3] = {g[j], g[3 + j], g[6 + j]};
    for (int i = 0; i < RLFN_PATCH; i++) columns[j][i] = rlfn_weights_at(column, 3, i);
  }
  for (int i = 0; i < RLFN_PATCH; i++) {
    const double row[3] = {columns[0][i], columns[1][i], columns[2][i]};
    for (int j = 0; j < RLFN_PATCH; j++) out[i * RLFN_PATCH + j] = rlfn_weights_at(row, 3, j);
  }
}

void rlfn_pack_winograd(const float *weights, const float *bias, int inputs, int outputs, float *packed) {
  const int padded = rlfn_padded(outputs);
  memset(packed, 0, rlfn_pack_winograd_size(inputs, outputs) * sizeof *packed);
  memcpy(packed, bias, outputs * sizeof *packed);
  for (int o = 0; o < outputs; o++) {
    for (int i = 0; i < inputs; i++) {
      double transformed[POSITIONS];
      transform_filter(weights + ((size_t)o * inputs + i) * 9, transformed);
      for (int p = 0; p < POSITIONS; p++)
        packed[padded + ((size_t)p * inputs + i) * padded + o] = (float)transformed[p];
    }
  }
}

size_t rlfn_pack_mix_size(int channels) {
  return rlfn_pack_direct_size(channels, channels, 1) + rlfn_pack_direct_size(channels, RLFN_ATTENTION, 1);
}

void rlfn_pack_mix(const float *weights, const float *bias, const float *attention_weights,
                   const float *attention_bias, int channels, float *packed) {
  rlfn_pack_direct(weights, bias, channels, channels, 1, packed);
  rlfn_pack_direct(attention_weights, attention_bias, channels, RLFN_ATTENTION, 1,
                   packed + rlfn_pack_direct_size(channels, channels, 1));
}

// The inputs in PyTorch's order: plane, row, column.
size_t rlfn_pack_first_size(int outputs) { return rlfn_pack_direct_size(27, outputs, 1); }
void rlfn_pack_first(const float *weights, const float *bias, int outputs, float *packed) {
  rlfn_pack_direct(weights, bias, 27, outputs, 1, packed);
}
size_t rlfn_pack_attention3x3_size(void) { return rlfn_pack_direct_size(RLFN_ATTENTION, RLFN_ATTENTION, 9); }
void rlfn_pack_attention3x3(const float *weights, const float *bias, float *packed) {
  rlfn_pack_direct(weights, bias, RLFN_ATTENTION, RLFN_ATTENTION, 9, packed);
}
size_t rlfn_pack_product_size(int inputs, int outputs) { return rlfn_pack_direct_size(inputs, outputs, 1); }
void rlfn_pack_product(const float *weights, const float *bias, int inputs, int outputs, float *packed) {
  rlfn_pack_direct(weights, bias, inputs, outputs, 1, packed);
}

void rlfn_order_columns(float *matrix, int inputs, int outputs, int lanes, int vectors) {
  float rows[5 * RLFN_STRIP_INPUTS * RLFN_MOST_CHANNELS];  // The largest matrix.
  const int padded = rlfn_padded(outputs), all = (outputs + lanes - 1) / lanes;
  memcpy(rows, matrix, (size_t)inputs * padded * sizeof *rows);
  for (int first = 0, column; first < all; first += column) {
    column = rlfn_column_vectors(all - first, vectors);
    for (int i = 0; i < inputs; i++, matrix += column * lanes)
      memcpy(matrix, rows + i * padded + first * lanes, (size_t)column * lanes * sizeof *matrix);
  }
}
