#include <stdio.h>
#include <string.h>

#include "packing.h"
#include "recording.h"
#include "spans.h"

// Kernels have no argument for it, so the recorder is this process's only one.
static FILE *file;
static bool failed;
static const rlfn_kernels *inner;
static rlfn_kernels table;

static void put(const void *data, size_t size) { failed |= fwrite(data, 1, size, file) != size; }

static void put_packing(rlfn_operation operation, int inputs, int outputs, const float *packed,
                        const float *const part[4]) {
  const rlfn_record record = {RLFN_RECORD_PACKING, (int32_t)operation, inputs, outputs, (uint64_t)packed};
  const rlfn_parts parts = rlfn_weight_parts(operation, inputs, outputs);
  put(&record, sizeof record);
  for (int i = 0; i < parts.count; i++) put(part[i], parts.sizes[i] * sizeof(float));
}

static void put_spans(const rlfn_span *spans, int count, rlfn_role role) {
  for (int i = 0; i < count; i++) {
    if (spans[i].role != role) continue;
    for (int row = 0; row < spans[i].rows; row++) {
      const float *start = rlfn_get_pointer(spans[i].field);
      start += row * spans[i].pitch - spans[i].before;
      put(start, (size_t)(spans[i].before + spans[i].count) * sizeof *start);
    }
  }
}

static void record_call(rlfn_operation operation, const void *arguments, size_t size) {
  const rlfn_record record = {.kind = RLFN_RECORD_CALL, .operation = (int32_t)operation};
  rlfn_arguments copy;
  rlfn_span spans[RLFN_MAX_SPANS];
  memset(&copy, 0, sizeof copy);
  memcpy(&copy, arguments, size);
  const int count = rlfn_spans(inner, operation, &copy, spans);
  put(&record, sizeof record);
  put(&copy, sizeof copy);
  put_spans(spans, count, RLFN_READ);
  rlfn_perform(inner, operation, &copy);
  put_spans(spans, count, RLFN_WRITTEN);
}

static void conv3x3_pack(const float *weights, const float *bias, int inputs, int outputs, float *packed) {
  put_packing(RLFN_CONV3X3, inputs, outputs, packed, (const float *const[4]){weights, bias});
  inner->conv3x3_pack(weights, bias, inputs, outputs, packed);
}
static void first_pack(const float *weights, const float *bias, int outputs, float *packed) {
  put_packing(RLFN_FIRST, 3, outputs, packed, (const float *const[4]){weights, bias});
  inner->first_pack(weights, bias, outputs, packed);
}
static void opening_pack(const float *first_weights, const float *first_bias, const float *weights, const float *bias,
                         int middle, int outputs, float *packed) {
  const float *const parts[4] = {first_weights, first_bias, weights, bias};
  put_packing(RLFN_OPENING, middle, outputs, packed, parts);
  inner->opening_pack(first_weights, first_bias, weights, bias, middle, outputs, packed);
}
static void mix_pack(const float *weights, const float *bias, const float *attention_weights,
                     const float *attention_bias, int channels, float *packed) {
  const float *const parts[4] = {weights, bias, attention_weights, attention_bias};
  put_packing(RLFN_MIX, channels, channels, packed, parts);
  inner->mix_pack(weights, bias, attention_weights, attention_bias, channels, packed);
}
static void attention3x3_pack(const float *weights, const float *bias, float *packed) {
  put_packing(RLFN_ATTENTION3X3, RLFN_ATTENTION, RLFN_ATTENTION, packed, (const float *const[4]){weights, bias});
  inner->attention3x3_pack(weights, bias, packed);
}
static void product_pack(const float *weights, const float *bias, int inputs, int outputs, float *packed) {
  put_packing(RLFN_PRODUCT, inputs, outputs, packed, (const float *const[4]){weights, bias});
  inner->product_pack(weights, bias, inputs, outputs, packed);
}

static void conv3x3(const rlfn_conv3x3 *a) { record_call(RLFN_CONV3X3, a, sizeof *a); }
static void upsample(const rlfn_upsample *a) { record_call(RLFN_UPSAMPLE, a, sizeof *a); }
static void first(const rlfn_first *a) { record_call(RLFN_FIRST, a, sizeof *a); }
static void opening(const rlfn_opening *a) { record_call(RLFN_OPENING, a, sizeof *a); }
static void mix(const rlfn_mix *a) { record_call(RLFN_MIX, a, sizeof *a); }
static void attention3x3(const rlfn_attention3x3 *a) { record_call(RLFN_ATTENTION3X3, a, sizeof *a); }
static void pool(const rlfn_pool *a) { record_call(RLFN_POOL, a, sizeof *a); }
static void gate(const rlfn_gate *a) { record_call(RLFN_GATE, a, sizeof *a); }
static void product(const rlfn_product *a) { record_call(RLFN_PRODUCT, a, sizeof *a); }

const rlfn_kernels *rlfn_recording_start(const rlfn_kernels *kernels, const char *path) {
  file = fopen(path, "wb");
  if (!file) return NULL;
  failed = false;
  inner = kernels;
  table = *kernels;
  table.name = "recorded";
  table.conv3x3_pack = conv3x3_pack;
  table.conv3x3 = conv3x3;
  table.upsample = upsample;
  table.first_pack = first_pack;
  table.first = first;
  table.opening_pack = opening_pack;
  table.opening = opening;
  table.mix_pack = mix_pack;
  table.mix = mix;
  table.attention3x3_pack = attention3x3_pack;
  table.attention3x3 = attention3x3;
  table.pool = pool;
  table.gate = gate;
  table.product_pack = product_pack;
  table.product = product;
  return &table;
}

bool rlfn_recording_end(void) {
  failed |= fclose(file) != 0;
  file = NULL;
  return !failed;
}
