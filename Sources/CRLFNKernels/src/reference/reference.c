// Plain loops, one per operation, to read and to test the other levels against: sums in double, libm's exponential.
#include <math.h>
#include <string.h>

#include "../levels/cpu.h"
#include "../pack.h"

static size_t conv3x3_size(int inputs, int outputs) { return rlfn_pack_direct_size(inputs, outputs, 9); }
static void conv3x3_pack(const float *weights, const float *bias, int inputs, int outputs, float *packed) {
  rlfn_pack_direct(weights, bias, inputs, outputs, 9, packed);
}

/// One output of a 3x3 layer in packed order, with its bias.
static double convolve(const float *const rows[3], ptrdiff_t first, int stride, int inputs, int outputs,
                       const float *packed, int output) {
  const int padded = rlfn_padded(outputs);
  double sum = packed[output];
  for (int row = 0; row < 3; row++)
    for (int column = 0; column < 3; column++)
      for (int i = 0; i < inputs; i++)
        sum += (double)rows[row][(first + column) * stride + i] *
               packed[padded + ((size_t)(row * 3 + column) * inputs + i) * padded + output];
  return sum;
}

static void conv3x3(const rlfn_conv3x3 *a) {
  for (int row = 0; row < RLFN_TILE; row++) {
    if (!a->output[row]) continue;
    for (int x = 0; x < a->width; x++) {
      for (int c = 0; c < a->outputs; c++) {
        const ptrdiff_t at = (ptrdiff_t)x * a->output_stride + c;
        const double sum = convolve(a->input + row, x - 1, a->input_stride, a->inputs, a->outputs, a->weights, c);
        const double value = sum > 0 ? sum : sum * a->slope;
        a->output[row][at] = (float)(a->skip[row] ? value + a->skip[row][at] : value);
      }
    }
  }
}

static void upsample(const rlfn_upsample *a) {
  const int scale = a->scale, area = scale * scale;
  for (int row = 0; row < a->rows; row++) {
    for (int x = 0; x < a->width; x++) {
      for (int c = 0; c < 3 * area; c++) {
        const double sum = convolve(a->input + row, x - 1, a->input_stride, a->inputs, 3 * area, a->weights, c);
        const int y = row * scale + c % area / scale;
        a->planes[c / area][y * a->plane_stride + (ptrdiff_t)x * scale + c % scale] = (float)fmin(fmax(sum, 0), 255);
      }
    }
  }
}

static void first(const rlfn_first *a) {
  const int padded = rlfn_padded(a->outputs);
  for (int x = 0; x < a->width; x++) {
    for (int c = 0; c < a->outputs; c++) {
      double sum = a->weights[c];
      for (int row = 0; row < 9; row++)
        for (int column = 0; column < 3; column++)
          sum += (double)a->input[row][x + column - 1] * a->weights[padded + (row * 3 + column) * padded + c];
      a->output[(ptrdiff_t)x * a->output_stride + c] = (float)sum;
    }
  }
}

// Both layers as they are, one behind the other.
static size_t opening_size(int middle, int outputs) {
  return rlfn_pack_direct_size(27, middle, 1) + rlfn_pack_direct_size(middle, outputs, 9) + 1;
}
static void opening_pack(const float *first_weights, const float *first_bias, const float *weights, const float *bias,
                         int middle, int outputs, float *packed) {
  packed[0] = (float)middle;
  rlfn_pack_first(first_weights, first_bias, middle, packed + 1);
  rlfn_pack_direct(weights, bias, middle, outputs, 9, packed + 1 + rlfn_pack_direct_size(27, middle, 1));
}

/// The first layer's outputs at a pixel of the band; zeros outside the frame.
static void first_of_two(const rlfn_opening *a, int x, int y, int middle, double *output) {
  const int padded = rlfn_padded(middle);
  const bool is_inside = x >= a->left && x <= a->right && y >= a->top && y <= a->bottom;
  for (int c = 0; c < middle; c++) {
    output[c] = is_inside ? a->weights[1 + c] : 0;
    for (int i = 0; i < 27 && is_inside; i++)
      output[c] += (double)a->input[y + 1 + i / 3 % 3][i / 9][x - 1 + i % 3] * a->weights[1 + padded * (1 + i) + c];
  }
}

static void opening(const rlfn_opening *a) {
  const int middle = (int)a->weights[0], padded = rlfn_padded(a->outputs);
  const float *second = a->weights + 1 + rlfn_pack_direct_size(27, middle, 1);
  for (int y = 0; y < RLFN_TILE; y++) {
    for (int x = 0; x < a->width && a->output[y]; x++) {
      double between[9][RLFN_MOST_CHANNELS];
      for (int tap = 0; tap < 9; tap++) first_of_two(a, x + tap % 3 - 1, y + tap / 3 - 1, middle, between[tap]);
      for (int c = 0; c < a->outputs; c++) {
        double sum = second[c];
        for (int tap = 0; tap < 9; tap++)
          for (int i = 0; i < middle; i++) sum += between[tap][i] * second[padded * (1 + tap * middle + i) + c];
        a->output[y][(ptrdiff_t)x * a->output_stride + c] = (float)(sum > 0 ? sum : sum * a->slope);
      }
    }
  }
}

/// Output `c` of a 1x1 layer in packed order at one pixel.
static double product_at(const float *input, int inputs, const float *packed, int outputs, int c) {
  double sum = packed[c];
  for (int i = 0; i < inputs; i++) sum += (double)input[i] * packed[(1 + i) * rlfn_padded(outputs) + c];
  return sum;
}

/// A 1x1 layer in packed order at one pixel.
static void pixel_product(const float *input, int inputs, const float *packed, int outputs, float *output) {
  for (int c = 0; c < outputs; c++) output[c] = (float)product_at(input, inputs, packed, outputs, c);
}

static void mix(const rlfn_mix *a) {
  const float *attention = a->weights + rlfn_pack_direct_size(a->channels, a->channels, 1);
  for (int x = 0; x < a->width; x++) {
    const float *input = a->input + (ptrdiff_t)x * a->stride;
    pixel_product(input, a->channels, a->weights, rlfn_padded(a->channels), a->features + (ptrdiff_t)x * a->stride);
    pixel_product(input, a->channels, attention, RLFN_ATTENTION, a->attention + (ptrdiff_t)x * RLFN_ATTENTION);
  }
}

static void attention3x3(const rlfn_attention3x3 *a) {
  for (int x = 0; x < a->width; x++)
    for (int c = 0; c < RLFN_ATTENTION; c++)
      a->output[(ptrdiff_t)x * RLFN_ATTENTION + c] =
          (float)convolve(a->input, (ptrdiff_t)x * a->step - (a->step == 1), RLFN_ATTENTION, RLFN_ATTENTION,
                          RLFN_ATTENTION, a->weights, c);
}

static void pool(const rlfn_pool *a) {
  for (int x = 0; x < a->width; x++) {
    for (int c = 0; c < RLFN_ATTENTION; c++) {
      float largest = -INFINITY;
      for (int row = 0; row < 7; row++)
        for (int column = 0; column < 7; column++)
          largest = fmaxf(largest, a->input[row][(ptrdiff_t)(x * 3 + column) * RLFN_ATTENTION + c]);
      a->output[(ptrdiff_t)x * RLFN_ATTENTION + c] = largest;
    }
  }
}

static void gate(const rlfn_gate *a) {
  for (int x = 0; x < a->width; x++) {
    const float *attention = a->attention + (ptrdiff_t)x * RLFN_ATTENTION;
    const ptrdiff_t left = (ptrdiff_t)a->columns[2 * x] * a->stride, right = (ptrdiff_t)a->columns[2 * x + 1] * a->stride;
    const double v = a->low_weight, h = a->column_weights[x];
    for (int c = 0; c < a->channels; c++) {
      double exponent = (1 - v) * ((1 - h) * a->low[0][left + c] + h * a->low[0][right + c]) +
                        v * ((1 - h) * a->low[1][left + c] + h * a->low[1][right + c]);
      exponent += product_at(attention, RLFN_ATTENTION, a->weights, a->channels, c);
      const ptrdiff_t at = (ptrdiff_t)x * a->stride + c;
      a->output[at] = (float)(a->features[at] / (1 + exp2(exponent)));
    }
  }
}

static void product(const rlfn_product *a) {
  for (int row = 0; row < a->rows; row++)
    pixel_product(a->a + row * rlfn_padded(a->depth), a->depth, a->weights, a->outputs,
                  a->c + row * rlfn_padded(a->outputs));
}

const rlfn_kernels rlfn_f32_kernels_reference = {
    .name = "reference",
    .conv3x3_size = conv3x3_size,
    .conv3x3_pack = conv3x3_pack,
    .conv3x3_scratch = 0,
    .conv3x3 = conv3x3,
    .upsample = upsample,
    .first_size = rlfn_pack_first_size,
    .first_pack = rlfn_pack_first,
    .first = first,
    .opening_size = opening_size,
    .opening_pack = opening_pack,
    .opening = opening,
    .mix_size = rlfn_pack_mix_size,
    .mix_pack = rlfn_pack_mix,
    .mix = mix,
    .attention3x3_size = rlfn_pack_attention3x3_size,
    .attention3x3_pack = rlfn_pack_attention3x3,
    .attention3x3 = attention3x3,
    .pool = pool,
    .gate = gate,
    .product_size = rlfn_pack_product_size,
    .product_pack = rlfn_pack_product,
    .product = product,
};
