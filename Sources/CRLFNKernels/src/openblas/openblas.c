// The level for any CPU: large products through OpenBLAS, the rest from the vector sources at four lanes without FMA.
#include <cblas.h>

#include "../levels/cpu.h"

#define RLFN_LEVEL openblas
#define RLFN_LANES 4
#define RLFN_NO_FMA
#include "../vector/vector.h"
#include "../vector/first.inc"
#include "../vector/esa.inc"

// Pixels whose 3x3 neighbourhoods are laid out at a time: 128 x 432 floats, 221 KB, stay in the second-level cache.
enum { PIECE = 128 };

static size_t conv3x3_scratch(int inputs, int outputs) {
  return (size_t)PIECE * (9 * inputs + rlfn_padded(outputs));
}
static size_t conv3x3_size(int inputs, int outputs) { return rlfn_pack_direct_size(inputs, outputs, 9); }
static void conv3x3_pack(const float *weights, const float *bias, int inputs, int outputs, float *packed) {
  rlfn_pack_direct(weights, bias, inputs, outputs, 9, packed);
}

/// im2col and product for up to PIECE pixels of one row: sums[pixel][padded output].
static void convolve(const float *const rows[3], int x, int pixels, int inputs, int stride, int outputs,
                     const float *weights, float *scratch, float *sums) {
  const int padded = rlfn_padded(outputs);
  for (int p = 0; p < pixels; p++)
    for (int row = 0; row < 3; row++)
      for (int column = 0; column < 3; column++)
        memcpy(scratch + ((size_t)p * 9 + row * 3 + column) * inputs,
               rows[row] + (ptrdiff_t)(x + p + column - 1) * stride, inputs * sizeof *scratch);
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, pixels, padded, 9 * inputs, 1, scratch, 9 * inputs,
              weights + padded, padded, 0, sums, padded);
}

static void conv3x3(const rlfn_conv3x3 *a) {
  const int padded = rlfn_padded(a->outputs);
  float *sums = a->scratch + (size_t)PIECE * 9 * a->inputs;
  for (int row = 0; row < 4; row++) {
    if (!a->output[row]) continue;
    for (int x = 0; x < a->width; x += PIECE) {
      const int pixels = a->width - x < PIECE ? a->width - x : PIECE;
      convolve(a->input + row, x, pixels, a->inputs, a->input_stride, a->outputs, a->weights, a->scratch, sums);
      for (int p = 0; p < pixels; p++) {
        const ptrdiff_t at = (ptrdiff_t)(x + p) * a->output_stride;
        for (int c = 0; c < padded; c++) {
          float value = sums[p * padded + c] + a->weights[c];
          value = value > value * a->slope ? value : value * a->slope;
          a->output[row][at + c] = a->skip[row] ? value + a->skip[row][at + c] : value;
        }
      }
    }
  }
}

static void upsample(const rlfn_upsample *a) {
  const int scale = a->scale, outputs = 3 * scale * scale, padded = rlfn_padded(outputs);
  float *sums = a->scratch + (size_t)PIECE * 9 * a->inputs;
  for (int row = 0; row < a->rows; row++) {
    for (int x = 0; x < a->width; x += PIECE) {
      const int pixels = a->width - x < PIECE ? a->width - x : PIECE;
      convolve(a->input + row, x, pixels, a->inputs, a->input_stride, outputs, a->weights, a->scratch, sums);
      for (int plane = 0; plane < 3; plane++) {
        for (int i = 0; i < scale; i++) {
          float *out = a->planes[plane] + (row * scale + i) * a->plane_stride + (ptrdiff_t)x * scale;
          for (int p = 0; p < pixels; p++) {
            for (int j = 0; j < scale; j++) {
              const int c = (plane * scale + i) * scale + j;
              const float value = sums[p * padded + c] + a->weights[c];
              out[p * scale + j] = value < 0 ? 0 : value > 255 ? 255 : value;
            }
          }
        }
      }
    }
  }
}

static void mix(const rlfn_mix *a) {
  const int padded = rlfn_padded(a->channels), row = padded + RLFN_ATTENTION;
  float sums[PIECE * (64 + RLFN_ATTENTION)];
  for (int x = 0; x < a->width; x += PIECE) {
    const int pixels = a->width - x < PIECE ? a->width - x : PIECE;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, pixels, row, a->channels, 1,
                a->input + (ptrdiff_t)x * a->stride, a->stride, a->weights + row, row, 0, sums, row);
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < padded; c++)
        a->features[(ptrdiff_t)(x + p) * a->stride + c] = sums[p * row + c] + a->weights[c];
      for (int c = 0; c < RLFN_ATTENTION; c++)
        a->attention[(ptrdiff_t)(x + p) * RLFN_ATTENTION + c] = sums[p * row + padded + c] + a->weights[padded + c];
    }
  }
}

// OpenBLAS must not start threads of its own: they would fight with the engine's.
__attribute__((constructor)) static void one_thread(void) { openblas_set_num_threads(1); }

const rlfn_kernels rlfn_f32_kernels_openblas = {
    .name = "openblas",
    .conv3x3_size = conv3x3_size,
    .conv3x3_pack = conv3x3_pack,
    .conv3x3_scratch = conv3x3_scratch,
    .conv3x3 = conv3x3,
    .upsample = upsample,
    .first_size = rlfn_pack_first_size,
    .first_pack = rlfn_pack_first,
    .first = rlfn_f32_first_openblas,
    .mix_size = rlfn_pack_mix_size,
    .mix_pack = rlfn_pack_mix,
    .mix = mix,
    .attention3x3_size = rlfn_pack_attention3x3_size,
    .attention3x3_pack = rlfn_pack_attention3x3,
    .attention3x3 = rlfn_f32_attention3x3_openblas,
    .pool = rlfn_f32_pool_openblas,
    .gate_size = rlfn_pack_gate_size,
    .gate_pack = rlfn_pack_gate,
    .gate = rlfn_f32_gate_openblas,
};
