#include "packing.h"

#include "memory.h"

rlfn_parts rlfn_weight_parts(rlfn_operation operation, int inputs, int outputs) {
  const size_t in = (size_t)inputs, out = (size_t)outputs, small = RLFN_ATTENTION;
  switch (operation) {
    case RLFN_CONV3X3:
    case RLFN_UPSAMPLE: return (rlfn_parts){2, {in * out * 9, out}};
    case RLFN_FIRST: return (rlfn_parts){2, {out * 27, out}};
    case RLFN_OPENING: return (rlfn_parts){4, {in * 27, in, in * out * 9, out}};
    case RLFN_MIX: return (rlfn_parts){4, {out * out, out, small * out, small}};
    case RLFN_ATTENTION3X3: return (rlfn_parts){2, {small * small * 9, small}};
    case RLFN_GATE:
    case RLFN_PRODUCT: return (rlfn_parts){2, {in * out, out}};
    case RLFN_POOL: return (rlfn_parts){0, {0}};
  }
}

size_t rlfn_weight_count(rlfn_operation operation, int inputs, int outputs) {
  const rlfn_parts parts = rlfn_weight_parts(operation, inputs, outputs);
  size_t count = 0;
  for (int i = 0; i < parts.count; i++) count += parts.sizes[i];
  return count;
}

float *rlfn_packed(const rlfn_kernels *table, rlfn_operation operation, int inputs, int outputs,
                   const float *weights) {
  const rlfn_parts parts = rlfn_weight_parts(operation, inputs, outputs);
  const float *part[4];
  for (int i = 0; i < parts.count; i++, weights += parts.sizes[i - 1]) part[i] = weights;
  float *packed = NULL;
  switch (operation) {
    case RLFN_CONV3X3:
    case RLFN_UPSAMPLE:
      packed = rlfn_aligned_floats(table->conv3x3_size(inputs, outputs));
      table->conv3x3_pack(part[0], part[1], inputs, outputs, packed);
      break;
    case RLFN_FIRST:
      packed = rlfn_aligned_floats(table->first_size(outputs));
      table->first_pack(part[0], part[1], outputs, packed);
      break;
    case RLFN_OPENING:
      packed = rlfn_aligned_floats(table->opening_size(inputs, outputs));
      table->opening_pack(part[0], part[1], part[2], part[3], inputs, outputs, packed);
      break;
    case RLFN_MIX:
      packed = rlfn_aligned_floats(table->mix_size(outputs));
      table->mix_pack(part[0], part[1], part[2], part[3], outputs, packed);
      break;
    case RLFN_ATTENTION3X3:
      packed = rlfn_aligned_floats(table->attention3x3_size());
      table->attention3x3_pack(part[0], part[1], packed);
      break;
    case RLFN_GATE:
    case RLFN_PRODUCT:
      packed = rlfn_aligned_floats(table->product_size(inputs, outputs));
      table->product_pack(part[0], part[1], inputs, outputs, packed);
      break;
    case RLFN_POOL: break;
  }
  return packed;
}
