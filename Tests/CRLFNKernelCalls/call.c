#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "packing.h"

/// A random number from -1 to 1.
static float next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (float)(int32_t)(*state >> 32) / 2147483648.0f;
}

/// The numbers of a call; its pointers become something that is not NULL where the call needs memory.
static void set_arguments(rlfn_arguments *arguments, const rlfn_shape *shape) {
  const int inputs = rlfn_up_to_16(shape->inputs), outputs = rlfn_up_to_16(shape->outputs);
  memset(arguments, 0, sizeof *arguments);
  float *const used = (float *)arguments;
  switch (shape->operation) {
    case RLFN_CONV3X3:
      arguments->conv3x3 = (rlfn_conv3x3){
          .lead = shape->lead, .width = shape->width, .inputs = shape->inputs, .outputs = shape->outputs,
          .input_stride = inputs, .output_stride = outputs, .slope = 0.05f, .scratch = used};
      for (int row = 0; row < RLFN_PATCH; row++) arguments->conv3x3.input[row] = used;
      // Of a band with a skip the last rows, as at the upper end of a frame; else the first ones, as at the lower end.
      for (int row = 0; row < shape->rows; row++) {
        const int at = shape->option ? RLFN_TILE - shape->rows + row : row;
        arguments->conv3x3.output[at] = used;
        if (shape->option) arguments->conv3x3.skip[at] = used;
      }
      break;
    case RLFN_UPSAMPLE:
      arguments->upsample = (rlfn_upsample){
          .planes = {used, used, used}, .plane_stride = shape->width * shape->option + 13, .rows = shape->rows,
          .width = shape->width, .inputs = shape->inputs, .input_stride = inputs, .scale = shape->option,
          .scratch = used};
      for (int row = 0; row < RLFN_PATCH; row++) arguments->upsample.input[row] = used;
      break;
    case RLFN_FIRST:
      arguments->first = (rlfn_first){.output = used, .width = shape->width, .outputs = shape->outputs,
                                      .output_stride = outputs};
      for (int row = 0; row < 9; row++) arguments->first.input[row] = used;
      break;
    case RLFN_OPENING: {
      const bool is_first = shape->option & 1, is_last = shape->option & 2;
      const int far = 1 << 20, above = shape->option == 1 ? RLFN_TILE - shape->rows : 0;
      arguments->opening = (rlfn_opening){
          .width = shape->width, .outputs = shape->outputs, .output_stride = outputs, .slope = 0.05f, .scratch = used,
          .top = is_first ? above : -far, .left = is_first ? 0 : -far,
          .bottom = is_last ? shape->rows - 1 : far, .right = is_last ? shape->width - 1 : far};
      for (int row = 0; row < RLFN_STRIP_ROWS; row++)
        for (int plane = 0; plane < 3; plane++) arguments->opening.input[row][plane] = used;
      for (int row = 0; row < shape->rows; row++) arguments->opening.output[above + row] = used;
      break;
    }
    case RLFN_MIX:
      arguments->mix = (rlfn_mix){.input = used, .features = used, .attention = used, .width = shape->width,
                                  .channels = shape->outputs, .stride = outputs};
      break;
    case RLFN_ATTENTION3X3:
      arguments->attention3x3 = (rlfn_attention3x3){.input = {used, used, used}, .output = used,
                                                    .width = shape->width, .step = shape->option};
      break;
    case RLFN_POOL:
      arguments->pool = (rlfn_pool){.output = used, .width = shape->width};
      for (int row = 0; row < 7; row++) arguments->pool.input[row] = used;
      break;
    case RLFN_GATE:
      arguments->gate = (rlfn_gate){
          .features = used, .attention = used, .low = {used, used}, .low_weight = 0.3f, .columns = (int32_t *)used,
          .column_weights = used, .output = used, .width = shape->width, .channels = shape->outputs,
          .stride = outputs, .low_width = shape->width < 6 ? 1 : shape->width / 6, .scratch = used};
      break;
    case RLFN_PRODUCT:
      arguments->product = (rlfn_product){
          .a = used, .rows = shape->width, .depth = shape->inputs, .outputs = shape->outputs, .c = used};
      break;
  }
}

/// Random values inside the frame, zeros around it.
static void fill(rlfn_call *call, uint64_t *state) {
  for (int i = 0; i < call->count; i++) {
    const rlfn_span *span = &call->spans[i];
    if (span->role != RLFN_READ) continue;
    for (int row = 0; row < span->rows; row++) {
      float *values = rlfn_span_row(call, i, row);
      for (ptrdiff_t at = -span->before; at < span->count; at++)
        values[at] = at >= span->begin && at < span->end ? 20 * next_random(state) : 0;
    }
  }
}

/// A gate that stretches its small map about six times. Some exponents are larger than a float's can be.
static void fill_gate(const rlfn_gate *gate) {
  for (ptrdiff_t i = 0; i < (ptrdiff_t)gate->low_width * gate->stride; i += 97) {
    ((float *)gate->low[0])[i] = ((float *)gate->low[1])[i] = i % 2 ? 400 : -400;
  }
  int32_t *columns = (int32_t *)gate->columns;
  float *weights = (float *)gate->column_weights;
  const int last = gate->low_width - 1;
  for (int x = 0; x < gate->width; x++) {
    columns[2 * x] = x / 6 < last ? x / 6 : last;
    columns[2 * x + 1] = x / 6 + 1 < last ? x / 6 + 1 : last;
    weights[x] = (float)(x % 6) / 6;
  }
}

static float *random_weights(const rlfn_kernels *table, const rlfn_shape *shape, uint64_t *state) {
  const int outputs = shape->operation == RLFN_UPSAMPLE ? 3 * shape->option * shape->option : shape->outputs;
  const size_t count = rlfn_weight_count(shape->operation, shape->inputs, outputs);
  float *weights = malloc(count * sizeof *weights);
  for (size_t i = 0; i < count; i++) weights[i] = 0.2f * next_random(state);
  // The middle of the range, so that the clamp has something to do on both sides.
  if (shape->operation == RLFN_UPSAMPLE)
    for (int i = 0; i < outputs; i++) weights[count - outputs + i] = (float)(100 + i);
  float *packed = rlfn_packed(table, shape->operation, shape->inputs, outputs, weights);
  free(weights);
  return packed;
}

rlfn_call *rlfn_call_make(const rlfn_kernels *table, const rlfn_shape *shape) {
  rlfn_call *call = calloc(1, sizeof *call);
  call->table = table;
  call->operation = shape->operation;
  set_arguments(&call->arguments, shape);
  rlfn_allocate(call);
  uint64_t state = (uint64_t)shape->operation;
  fill(call, &state);
  if (shape->operation == RLFN_GATE) fill_gate(&call->arguments.gate);
  void *weights = rlfn_weights_field(shape->operation, &call->arguments);
  if (weights) rlfn_set_pointer(weights, call->weights = random_weights(table, shape, &state));
  return call;
}

void rlfn_call_free(rlfn_call *call) {
  rlfn_release(call);
  free(call->weights);
  free(call);
}

void rlfn_call_run(rlfn_call *call) { rlfn_perform(call->table, call->operation, &call->arguments); }

/// Calls `body` with every output.
static void for_each_output(const rlfn_call *call, void (*body)(void *context, const float *value), void *context) {
  for (int i = 0; i < call->count; i++) {
    const rlfn_span *span = &call->spans[i];
    if (span->role != RLFN_WRITTEN) continue;
    for (int row = 0; row < span->rows; row++)
      for (ptrdiff_t pixel = 0; pixel < span->count; pixel += span->stride)
        for (int c = 0; c < span->channels; c++) body(context, rlfn_span_row(call, i, row) + pixel + c);
  }
}

static void hash_value(void *context, const float *value) {
  uint8_t bytes[sizeof *value];
  memcpy(bytes, value, sizeof bytes);
  uint64_t *hash = context;
  for (size_t i = 0; i < sizeof bytes; i++) *hash = (*hash ^ bytes[i]) * 0x100000001b3u;
}

uint64_t rlfn_call_hash(const rlfn_call *call) {
  uint64_t hash = 0xcbf29ce484222325u;
  for_each_output(call, hash_value, &hash);
  return hash;
}

/// Where the outputs of a call lie one after the other.
typedef struct {
  float *values;
  size_t count;
} output_list;

static void append_value(void *context, const float *value) {
  output_list *list = context;
  if (list->values) list->values[list->count] = *value;
  list->count++;
}

static output_list outputs_of(const rlfn_call *call) {
  output_list list = {0};
  for_each_output(call, append_value, &list);
  list = (output_list){.values = malloc(list.count * sizeof *list.values)};
  for_each_output(call, append_value, &list);
  return list;
}

double rlfn_call_error(const rlfn_call *call, const rlfn_call *reference) {
  output_list ours = outputs_of(call), theirs = outputs_of(reference);
  double largest = 1, error = ours.count == theirs.count ? 0 : INFINITY;
  for (size_t i = 0; i < ours.count && i < theirs.count; i++) {
    const double difference = fabs((double)ours.values[i] - theirs.values[i]);
    largest = fmax(largest, fabs((double)theirs.values[i]));
    error = isnan(difference) ? INFINITY : fmax(error, difference);
  }
  free(ours.values);
  free(theirs.values);
  return error / largest;
}
