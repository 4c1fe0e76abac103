#include "spans.h"

#include <stdlib.h>

typedef struct {
  rlfn_span *spans;
  int count;
} span_list;

/// One row of `inside` floats in the frame, with `before` and `after` around it.
static rlfn_span *add(span_list *list, void *field, rlfn_role role, ptrdiff_t before, ptrdiff_t inside,
                      ptrdiff_t after) {
  static rlfn_span absent;
  if (!rlfn_get_pointer(field)) return &absent;
  if (list->count == RLFN_MAX_SPANS) abort();
  rlfn_span *span = &list->spans[list->count++];
  *span = (rlfn_span){.field = field, .role = role, .before = before, .count = inside + after, .rows = 1,
                      .end = inside, .channels = 1, .stride = 1};
  return span;
}

static void add_written(span_list *list, void *field, int width, int channels, int stride) {
  rlfn_span *span = add(list, field, RLFN_WRITTEN, 0, (ptrdiff_t)width * stride, 0);
  span->channels = channels;
  span->stride = stride;
}

/// A row of a band as Winograd's transform reads it: from a pixel before the first tile to one behind the last.
static void add_band_row(span_list *list, void *field, int lead, int width, int stride) {
  const int end = (lead + width + RLFN_TILE - 1) / RLFN_TILE * RLFN_TILE - lead + 1;
  const ptrdiff_t before = (ptrdiff_t)(lead + 1) * stride, inside = (ptrdiff_t)width * stride;
  add(list, field, RLFN_READ, before, inside, (ptrdiff_t)end * stride - inside);
}

static void conv3x3_spans(span_list *list, const rlfn_kernels *table, rlfn_conv3x3 *a) {
  for (int row = 0; row < RLFN_PATCH; row++) add_band_row(list, &a->input[row], a->lead, a->width, a->input_stride);
  for (int row = 0; row < RLFN_TILE; row++) {
    add_written(list, &a->output[row], a->width, a->outputs, a->output_stride);
    if (a->output[row]) add(list, &a->skip[row], RLFN_READ, 0, (ptrdiff_t)a->width * a->output_stride, 0);
  }
  add(list, &a->scratch, RLFN_SCRATCH, 0, (ptrdiff_t)table->conv3x3_scratch, 0);
}

static void upsample_spans(span_list *list, const rlfn_kernels *table, rlfn_upsample *a) {
  for (int row = 0; row < RLFN_PATCH; row++) add_band_row(list, &a->input[row], 0, a->width, a->input_stride);
  for (int plane = 0; plane < 3; plane++) {
    rlfn_span *span = add(list, &a->planes[plane], RLFN_WRITTEN, 0, (ptrdiff_t)a->width * a->scale, 0);
    span->rows = a->rows * a->scale;
    span->pitch = a->plane_stride;
  }
  add(list, &a->scratch, RLFN_SCRATCH, 0, (ptrdiff_t)table->conv3x3_scratch, 0);
}

static void opening_spans(span_list *list, const rlfn_kernels *table, rlfn_opening *a) {
  const int end = (a->width + RLFN_STRIP - 1) / RLFN_STRIP * RLFN_STRIP + 2;
  for (int row = 0; row < RLFN_STRIP_ROWS; row++)
    for (int plane = 0; plane < 3; plane++) {
      rlfn_span *span = add(list, &a->input[row][plane], RLFN_READ, 2, end, 0);
      if (a->left < 0) span->begin = -2;
      if (a->right < end) span->end = a->right + 1;
    }
  for (int row = 0; row < RLFN_TILE; row++) add_written(list, &a->output[row], a->width, a->outputs, a->output_stride);
  add(list, &a->scratch, RLFN_SCRATCH, 0, (ptrdiff_t)table->conv3x3_scratch, 0);
}

static void attention3x3_spans(span_list *list, rlfn_attention3x3 *a) {
  const int width = a->step == 2 ? 2 * a->width + 1 : a->width, around = a->step == 2 ? 0 : RLFN_ATTENTION;
  for (int row = 0; row < 3; row++)
    add(list, &a->input[row], RLFN_READ, around, (ptrdiff_t)width * RLFN_ATTENTION, around);
  add_written(list, &a->output, a->width, RLFN_ATTENTION, RLFN_ATTENTION);
}

static void gate_spans(span_list *list, rlfn_gate *a) {
  add(list, &a->features, RLFN_READ, 0, (ptrdiff_t)a->width * a->stride, 0);
  add(list, &a->attention, RLFN_READ, 0, (ptrdiff_t)a->width * RLFN_ATTENTION, 0);
  for (int row = 0; row < 2; row++)
    add(list, &a->low[row], RLFN_READ, 0, (ptrdiff_t)a->low_width * a->stride, 0);
  add(list, &a->columns, RLFN_READ, 0, 2 * (ptrdiff_t)a->width, 0);
  add(list, &a->column_weights, RLFN_READ, 0, a->width, 0);
  add_written(list, &a->output, a->width, a->channels, a->stride);
  add(list, &a->scratch, RLFN_SCRATCH, 0, (ptrdiff_t)a->low_width * a->stride, 0);
}

static void product_spans(span_list *list, rlfn_product *a) {
  rlfn_span *span = add(list, &a->a, RLFN_READ, 0, a->depth, 0);
  span->rows = a->rows;
  span->pitch = rlfn_up_to_16(a->depth);
  span = add(list, &a->c, RLFN_WRITTEN, 0, rlfn_up_to_16(a->outputs), 0);
  span->rows = a->rows;
  span->pitch = rlfn_up_to_16(a->outputs);
  span->channels = a->outputs;
  span->stride = rlfn_up_to_16(a->outputs);
}

int rlfn_spans(const rlfn_kernels *table, rlfn_operation operation, rlfn_arguments *arguments,
               rlfn_span spans[RLFN_MAX_SPANS]) {
  span_list list = {.spans = spans};
  switch (operation) {
    case RLFN_CONV3X3: conv3x3_spans(&list, table, &arguments->conv3x3); break;
    case RLFN_UPSAMPLE: upsample_spans(&list, table, &arguments->upsample); break;
    case RLFN_FIRST: {
      rlfn_first *a = &arguments->first;
      for (int row = 0; row < 9; row++) add(&list, &a->input[row], RLFN_READ, 1, a->width, 1);
      add_written(&list, &a->output, a->width, a->outputs, a->output_stride);
      break;
    }
    case RLFN_OPENING: opening_spans(&list, table, &arguments->opening); break;
    case RLFN_MIX: {
      rlfn_mix *a = &arguments->mix;
      add(&list, &a->input, RLFN_READ, 0, (ptrdiff_t)a->width * a->stride, 0);
      add_written(&list, &a->features, a->width, a->channels, a->stride);
      add_written(&list, &a->attention, a->width, RLFN_ATTENTION, RLFN_ATTENTION);
      break;
    }
    case RLFN_ATTENTION3X3: attention3x3_spans(&list, &arguments->attention3x3); break;
    case RLFN_POOL: {
      rlfn_pool *a = &arguments->pool;
      for (int row = 0; row < 7; row++)
        add(&list, &a->input[row], RLFN_READ, 0, (ptrdiff_t)(3 * a->width + 4) * RLFN_ATTENTION, 0);
      add_written(&list, &a->output, a->width, RLFN_ATTENTION, RLFN_ATTENTION);
      break;
    }
    case RLFN_GATE: gate_spans(&list, &arguments->gate); break;
    case RLFN_PRODUCT: product_spans(&list, &arguments->product); break;
  }
  return list.count;
}

void *rlfn_weights_field(rlfn_operation operation, rlfn_arguments *arguments) {
  switch (operation) {
    case RLFN_CONV3X3: return &arguments->conv3x3.weights;
    case RLFN_UPSAMPLE: return &arguments->upsample.weights;
    case RLFN_FIRST: return &arguments->first.weights;
    case RLFN_OPENING: return &arguments->opening.weights;
    case RLFN_MIX: return &arguments->mix.weights;
    case RLFN_ATTENTION3X3: return &arguments->attention3x3.weights;
    case RLFN_GATE: return &arguments->gate.weights;
    case RLFN_PRODUCT: return &arguments->product.weights;
    case RLFN_POOL: return NULL;
  }
}

void rlfn_perform(const rlfn_kernels *table, rlfn_operation operation, const rlfn_arguments *arguments) {
  switch (operation) {
    case RLFN_CONV3X3: table->conv3x3(&arguments->conv3x3); break;
    case RLFN_UPSAMPLE: table->upsample(&arguments->upsample); break;
    case RLFN_FIRST: table->first(&arguments->first); break;
    case RLFN_OPENING: table->opening(&arguments->opening); break;
    case RLFN_MIX: table->mix(&arguments->mix); break;
    case RLFN_ATTENTION3X3: table->attention3x3(&arguments->attention3x3); break;
    case RLFN_POOL: table->pool(&arguments->pool); break;
    case RLFN_GATE: table->gate(&arguments->gate); break;
    case RLFN_PRODUCT: table->product(&arguments->product); break;
  }
}
