// Packing, done once at load, in plain C: the same for every level, up to the order of a matrix's columns.
#ifndef RLFN_PACK_H
#define RLFN_PACK_H

#include <stddef.h>

/// Floats of a channel row in packed weights: padded to 16, so that every level reads whole vectors.
static inline int rlfn_padded(int channels) { return (channels + 15) / 16 * 16; }

/// Packs `outputs` x `inputs` x `taps` (PyTorch's order) as [tap][input][padded output] behind the padded bias.
void rlfn_pack_direct(const float *weights, const float *bias, int inputs, int outputs, int taps, float *packed);
size_t rlfn_pack_direct_size(int inputs, int outputs, int taps);

/// Packs a 3x3 layer for Winograd F(6x6, 3x3): [64 positions][input][padded output] behind the padded bias.
void rlfn_pack_winograd(const float *weights, const float *bias, int inputs, int outputs, float *packed);
size_t rlfn_pack_winograd_size(int inputs, int outputs);

/// Where a row or a column lies in the frame: RLFN_BEFORE is the first one, RLFN_BEHIND the last.
enum { RLFN_INSIDE, RLFN_BEFORE, RLFN_BEHIND, RLFN_PLACES };
/// Inputs of one column of a 5x5 layer from three planes.
enum { RLFN_STRIP_INPUTS = 15 };

/// Packs the first layer and the 3x3 layer behind it, for each place of a row in the frame: for pixels that are inside,
/// [8 positions][15 inputs][padded output] behind the padded bias, of Winograd F(4, 5) along the row; for those at the left and
/// the right side [5 columns][15 inputs][padded output] behind theirs. Inputs are [5 rows][3 planes].
void rlfn_pack_opening(const float *first_weights, const float *first_bias, const float *weights, const float *bias,
                       int middle, int outputs, float *packed);
size_t rlfn_pack_opening_size(int middle, int outputs);
/// Where the weights of a place begin.
size_t rlfn_opening_place(int outputs, int row_place, int column_place);

/// Weights transformed for one of Winograd's positions 0, 1, -1, 2, -2, 1/2, -1/2 and infinity (a row of G: Lavin and Gray,
/// arXiv:1509.09308): the value there of the polynomial whose coefficients are `taps` weights, divided by what belongs to the
/// position. Of that, 4 for 2 and -2 and 64 for 1/2 and -1/2 is what the transforms of input and output multiply by.
double rlfn_weights_at(const double *weights, int taps, int position);

/// The two 1x1 layers of `mix`, each as `rlfn_pack_direct` does.
void rlfn_pack_mix(const float *weights, const float *bias, const float *attention_weights,
                   const float *attention_bias, int channels, float *packed);
size_t rlfn_pack_mix_size(int channels);

size_t rlfn_pack_first_size(int outputs);
void rlfn_pack_first(const float *weights, const float *bias, int outputs, float *packed);
size_t rlfn_pack_attention3x3_size(void);
void rlfn_pack_attention3x3(const float *weights, const float *bias, float *packed);
size_t rlfn_pack_product_size(int inputs, int outputs);
void rlfn_pack_product(const float *weights, const float *bias, int inputs, int outputs, float *packed);

/// Vectors of outputs that a product takes next if `left` are left and `most` fit its registers. One by itself would starve the
/// units: four go as 2 + 2 where three fit.
static inline int rlfn_column_vectors(int left, int most) {
  return left >= most && left != most + 1 ? most : left >= 2 ? 2 : 1;
}

/// Puts a matrix [input][padded output] into columns of `rlfn_column_vectors` vectors of `lanes` outputs, one column after the
/// other as [input][output of the column]: read in a stream.
void rlfn_order_columns(float *matrix, int inputs, int outputs, int lanes, int vectors);

#endif
