// The arithmetic of RLFN: one table of functions per kernel level. docs/KERNELS.md explains the layouts.
//
// Feature maps are rows of pixels, each pixel `stride` floats: its channels, then padding up to a multiple of 16.
// A row can be read as far as its Winograd tiles' inputs reach, one pixel over them on each side: without a lead from pixel
// -1 to pixel RLFN_TILE * ceil(width / RLFN_TILE). What lies outside the frame there is zero.
// A band is RLFN_TILE rows of the frame: one row of Winograd tiles. No function allocates, starts threads or keeps state.
#ifndef RLFN_KERNELS_H
#define RLFN_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Channels of the enhanced spatial attention (ESA).
#define RLFN_ATTENTION 16
/// Channels that a map may have.
#define RLFN_MOST_CHANNELS 64
/// Pixels on each side of a Winograd tile's output.
#define RLFN_TILE 6
/// Pixels on each side of its input.
#define RLFN_PATCH (RLFN_TILE + 2)
/// Pixels of a tile of `opening`, which is one row high, and the rows of its input for a band.
#define RLFN_STRIP 4
#define RLFN_STRIP_ROWS (RLFN_TILE + 4)

/// One 3x3 layer over a band, zero padding, up to `width` pixels from the column that the pointers name:
/// output = activation(conv(input) + bias) + skip, where activation(v) = max(v, slope * v). The first Winograd tile begins
/// `lead` columns left of it: where tiles lie changes the bits.
typedef struct {
  const float *input[RLFN_PATCH]; ///< Rows y-1 to y+RLFN_TILE at the first column.
  float *output[RLFN_TILE];       ///< Rows from y on; NULL for rows outside the frame.
  const float *skip[RLFN_TILE];   ///< As `output`, in its stride; all NULL: no skip.
  int lead, width;        ///< 0 to RLFN_TILE - 1; pixels.
  int inputs, outputs;    ///< Channels.
  int input_stride, output_stride;
  float slope;
  const float *weights;   ///< Made by `conv3x3_pack`.
  float *scratch;         ///< `conv3x3_scratch` floats, on a 64-byte boundary.
} rlfn_conv3x3;

/// The last layer over a band: 3x3 to 3 * scale^2 channels, pixel shuffle, clamp to 0-255. No lead.
typedef struct {
  const float *input[RLFN_PATCH];
  float *planes[3];       ///< Red, green, blue at the band's first output pixel.
  ptrdiff_t plane_stride; ///< Floats between output rows.
  int rows, width;        ///< Input rows (1-RLFN_TILE) and pixels.
  int inputs, input_stride, scale;
  const float *weights;   ///< Made by `conv3x3_pack`.
  float *scratch;
} rlfn_upsample;

/// The first layer over one row: 3x3 from three planes (zero padding is in the rows: readable from -1 to `width`).
typedef struct {
  const float *input[9];  ///< Rows y-1, y, y+1 of red, then of green, then of blue.
  float *output;
  int width, outputs, output_stride;
  const float *weights;   ///< Made by `first_pack`.
} rlfn_first;

/// The first layer and the 3x3 layer behind it as one, over a band: nothing lies between them, so together they are a 5x5
/// layer from three planes, with other weights where the second one's zero padding is. output = activation(conv(conv(input))).
/// Tiles of RLFN_STRIP pixels begin at the first column, which lies a multiple of that from the frame's left side. Zero padding
/// is in the rows, readable from pixel -2 to RLFN_STRIP * ceil(width / RLFN_STRIP) + 1.
typedef struct {
  const float *input[RLFN_STRIP_ROWS][3]; ///< Rows y-2 to y+RLFN_TILE+1 of red, green and blue.
  float *output[RLFN_TILE]; ///< Rows from y on; NULL for rows outside the frame.
  int width, outputs, output_stride;
  int top, bottom;        ///< The frame's first and last row, counted from y, and not the same;
  int left, right;        ///< so its first and last column, counted from that of the pointers.
  float slope;
  const float *weights;   ///< Made by `opening_pack`.
  float *scratch;         ///< As `conv3x3`'s.
} rlfn_opening;

/// Two 1x1 layers over a row: the block's last layer, and ESA's first applied to its result.
typedef struct {
  const float *input;
  float *features;        ///< `stride` floats a pixel.
  float *attention;       ///< RLFN_ATTENTION floats a pixel.
  int width, channels, stride; ///< `stride` of input and features.
  const float *weights;   ///< Made by `mix_pack`.
} rlfn_mix;

/// A row of ESA's 3x3 convolution over RLFN_ATTENTION channels: three input rows (`step` 2: stride 2, no padding;
/// `step` 1: zero padding is in the rows, readable from -1 to `width`).
typedef struct {
  const float *input[3];
  float *output;
  int width, step;        ///< Output pixels; input pixels per output pixel.
  const float *weights;   ///< Made by `attention3x3_pack`.
} rlfn_attention3x3;

/// A row of ESA's max pool: 7x7, stride 3, RLFN_ATTENTION channels.
typedef struct {
  const float *input[7];
  float *output;
  int width;
} rlfn_pool;

/// A row of ESA's end: output = features / (1 + 2^(layer(attention) + bilinear(low))), with a 1x1 layer. With -log2(e) in the
/// layer's weights and in `low` that is features * sigmoid.
typedef struct {
  const float *features;
  const float *attention;
  const float *low[2];       ///< The two rows of the small map that the row lies between, `stride` floats a position.
  float low_weight;          ///< Weight of the second one.
  const int32_t *columns;    ///< For each pixel the left and the right column of the small map, ascending,
  const float *column_weights; ///< and the weight of the right one.
  float *output;
  int width, channels, stride, low_width;
  const float *weights;      ///< Made by `product_pack`, from RLFN_ATTENTION to `channels`.
  float *scratch;            ///< `stride` * low_width floats.
} rlfn_gate;

/// The matrix product under all layers, a 1x1 layer: c[row][o] = bias[o] + sum over i < depth of a[row][i] * weight[o][i]. Rows
/// of `a` and `c` are padded to a multiple of 16 floats.
typedef struct {
  const float *a;
  int rows;
  int depth, outputs;     ///< Up to RLFN_MOST_CHANNELS each.
  float *c;
  const float *weights;   ///< Made by `product_pack`.
} rlfn_product;

/// The functions of one level. Weights come in PyTorch's order (output, input, row, column); `_size` and `_scratch`
/// are in floats.
typedef struct rlfn_kernels {
  const char *name;
  size_t (*conv3x3_size)(int inputs, int outputs);
  void (*conv3x3_pack)(const float *weights, const float *bias, int inputs, int outputs, float *packed);
  size_t conv3x3_scratch;  ///< Also `upsample`'s and `opening`'s.
  void (*conv3x3)(const rlfn_conv3x3 *);
  void (*upsample)(const rlfn_upsample *);

  size_t (*first_size)(int outputs);
  void (*first_pack)(const float *weights, const float *bias, int outputs, float *packed);
  void (*first)(const rlfn_first *);

  size_t (*opening_size)(int middle, int outputs);
  /// The first layer, to `middle` channels, and the 3x3 layer from these.
  void (*opening_pack)(const float *first_weights, const float *first_bias, const float *weights, const float *bias,
                       int middle, int outputs, float *packed);
  void (*opening)(const rlfn_opening *);

  size_t (*mix_size)(int channels);
  /// `weights`: channels x channels and its bias; `attention_*`: RLFN_ATTENTION x channels, already applied to it.
  void (*mix_pack)(const float *weights, const float *bias, const float *attention_weights,
                   const float *attention_bias, int channels, float *packed);
  void (*mix)(const rlfn_mix *);

  size_t (*attention3x3_size)(void);
  void (*attention3x3_pack)(const float *weights, const float *bias, float *packed);
  void (*attention3x3)(const rlfn_attention3x3 *);
  void (*pool)(const rlfn_pool *);

  void (*gate)(const rlfn_gate *);

  /// What the layers are made of, to be measured and checked alone; and ESA's last layer over its small map.
  size_t (*product_size)(int inputs, int outputs);
  void (*product_pack)(const float *weights, const float *bias, int inputs, int outputs, float *packed);
  void (*product)(const rlfn_product *);
} rlfn_kernels;

/// The levels that this program has and this CPU can run, best first; their number. `levels` has room for 8.
int rlfn_available_levels(const rlfn_kernels **levels);

/// The weights inside the binary: a safetensors file, `scale` 2 or 4; NULL for another scale.
const uint8_t *rlfn_default_weights(int scale, size_t *size);

#endif
