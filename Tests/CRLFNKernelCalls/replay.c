#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "packing.h"
#include "recording.h"

enum { MAX_LAYERS = 256 };

/// What is needed while a recording is read.
typedef struct {
  const rlfn_kernels *table;
  FILE *file;
  struct { uint64_t key; float *packed; } layers[MAX_LAYERS];
  int layer_count;
  float *planes[3];  ///< What the last layer has written so far.
  size_t plane_count;
} replay;

static bool get(replay *r, void *data, size_t size) { return fread(data, 1, size, r->file) == size; }

static bool pack(replay *r, const rlfn_record *record) {
  const rlfn_operation operation = (rlfn_operation)record->operation;
  const size_t count = rlfn_weight_count(operation, record->inputs, record->outputs);
  float *weights = malloc(count * sizeof *weights);
  const bool is_read = r->layer_count < MAX_LAYERS && get(r, weights, count * sizeof *weights);
  if (is_read) {
    r->layers[r->layer_count].key = record->key;
    r->layers[r->layer_count++].packed = rlfn_packed(r->table, operation, record->inputs, record->outputs, weights);
  }
  free(weights);
  return is_read;
}

static const float *packed_weights(const replay *r, uint64_t key) {
  for (int i = 0; i < r->layer_count; i++)
    if (r->layers[i].key == key) return r->layers[i].packed;
  return NULL;
}

static bool read_inputs(replay *r, const rlfn_call *call) {
  for (int i = 0; i < call->count; i++) {
    const rlfn_span *span = &call->spans[i];
    for (int row = 0; span->role == RLFN_READ && row < span->rows; row++)
      if (!get(r, rlfn_span_row(call, i, row) - span->before, (size_t)(span->before + span->count) * sizeof(float)))
        return false;
  }
  return true;
}

/// Compares a row's results with the recorded ones.
static bool same_bits(const rlfn_span *span, const float *ours, const float *recorded) {
  for (ptrdiff_t at = 0; at < span->count; at += span->stride)
    if (memcmp(ours + at, recorded + at, (size_t)span->channels * sizeof *ours)) return false;
  return true;
}

static bool compare_outputs(replay *r, const rlfn_call *call, bool *agrees) {
  for (int i = 0; i < call->count; i++) {
    const rlfn_span *span = &call->spans[i];
    for (int row = 0; span->role == RLFN_WRITTEN && row < span->rows; row++) {
      float *recorded = malloc((size_t)span->count * sizeof *recorded);
      const bool is_read = get(r, recorded, (size_t)span->count * sizeof *recorded);
      *agrees = *agrees && is_read && same_bits(span, rlfn_span_row(call, i, row), recorded);
      free(recorded);
      if (!is_read) return false;
    }
  }
  return true;
}

/// Adds what a call of the last layer wrote to the picture: one thread goes through it from top to bottom.
static void append_planes(replay *r, const rlfn_upsample *a) {
  const size_t row_floats = (size_t)a->width * a->scale, added = row_floats * a->rows * a->scale;
  for (int plane = 0; plane < 3; plane++) {
    r->planes[plane] = realloc(r->planes[plane], (r->plane_count + added) * sizeof(float));
    float *out = r->planes[plane] + r->plane_count;
    for (int row = 0; row < a->rows * a->scale; row++, out += row_floats)
      memcpy(out, a->planes[plane] + row * a->plane_stride, row_floats * sizeof *out);
  }
  r->plane_count += added;
}

static bool repeat(replay *r, const rlfn_record *record, bool *agrees) {
  rlfn_call call = {.table = r->table, .operation = (rlfn_operation)record->operation};
  if (!get(r, &call.arguments, sizeof call.arguments)) return false;
  void *weights = rlfn_weights_field(call.operation, &call.arguments);
  if (weights) rlfn_set_pointer(weights, packed_weights(r, (uint64_t)rlfn_get_pointer(weights)));
  rlfn_allocate(&call);
  bool is_whole = (!weights || rlfn_get_pointer(weights)) && read_inputs(r, &call);
  if (is_whole) {
    rlfn_call_run(&call);
    *agrees = rlfn_call_guards_are_intact(&call);
    is_whole = compare_outputs(r, &call, agrees);
    if (call.operation == RLFN_UPSAMPLE) append_planes(r, &call.arguments.upsample);
  }
  rlfn_release(&call);
  return is_whole;
}

static bool write_image(const replay *r, const char *path) {
  FILE *file = fopen(path, "wb");
  if (!file) return false;
  bool is_written = true;
  for (int plane = 0; plane < 3; plane++)
    is_written &= fwrite(r->planes[plane], sizeof(float), r->plane_count, file) == r->plane_count;
  return fclose(file) == 0 && is_written;
}

int rlfn_replay(const rlfn_kernels *kernels, const char *path, const char *image, int *differing) {
  replay r = {.table = kernels, .file = fopen(path, "rb")};
  if (!r.file) return -1;
  int calls = 0;
  rlfn_record record;
  *differing = 0;
  bool is_whole = true;
  while (is_whole && get(&r, &record, sizeof record)) {
    bool agrees = false;
    if (record.kind == RLFN_RECORD_PACKING) {
      is_whole = pack(&r, &record);
    } else {
      is_whole = repeat(&r, &record, &agrees);
      *differing += !agrees;
      calls++;
    }
  }
  is_whole = is_whole && feof(r.file) && write_image(&r, image);
  fclose(r.file);
  for (int i = 0; i < r.layer_count; i++) free(r.layers[i].packed);
  for (int plane = 0; plane < 3; plane++) free(r.planes[plane]);
  return is_whole ? calls : -1;
}
