#include <stdio.h>
#include <stdlib.h>

#include "rlfn_calls.h"

typedef struct {
  rlfn_shape *shapes;
  int count;
} shape_list;

static void add(shape_list *list, rlfn_shape shape) {
  if (list->count == RLFN_MAX_SHAPES) abort();
  list->shapes[list->count++] = shape;
}

static void add_pixelwise(shape_list *list, int channels, int width) {
  add(list, (rlfn_shape){RLFN_FIRST, 3, channels, width, 1, 0});
  add(list, (rlfn_shape){RLFN_MIX, channels, channels, width, 1, 0});
  add(list, (rlfn_shape){RLFN_GATE, RLFN_ATTENTION, channels, width, 1, 0});
}

static void add_attention(shape_list *list, int width) {
  add(list, (rlfn_shape){RLFN_ATTENTION3X3, RLFN_ATTENTION, RLFN_ATTENTION, width, 1, 2});
  add(list, (rlfn_shape){RLFN_ATTENTION3X3, RLFN_ATTENTION, RLFN_ATTENTION, width, 1, 1});
  add(list, (rlfn_shape){RLFN_POOL, RLFN_ATTENTION, RLFN_ATTENTION, width, 1, 0});
}

int rlfn_check_shapes(rlfn_shape shapes[RLFN_MAX_SHAPES]) {
  shape_list list = {.shapes = shapes};
  static const int widths[] = {1, 4, 6, 7, 23, 25, 61, 144, 149};  // 1 to 12 tiles, and whole blocks of them with a rest
  enum { WIDTHS = sizeof widths / sizeof *widths };
  // The networks' layers, then channel counts that fill no vector.
  static const int layers[][2] = {{46, 48}, {48, 48}, {48, 46}, {46, 46}, {52, 52}, {3, 5}, {17, 31}, {64, 64}};
  static const int channels[] = {46, 48, 52, 7};
  for (int i = 0; i < 8; i++) {
    const int inputs = layers[i][0], outputs = layers[i][1];
    for (int w = 0; w < WIDTHS; w++) add(&list, (rlfn_shape){RLFN_CONV3X3, inputs, outputs, widths[w], RLFN_TILE, 0});
    add(&list, (rlfn_shape){RLFN_CONV3X3, inputs, outputs, 145, 1, 1});
    add(&list, (rlfn_shape){RLFN_CONV3X3, inputs, outputs, 13, 3, 1});
    // A tile that is cut on both sides; and cut ones at both ends of more than a block.
    add(&list, (rlfn_shape){RLFN_CONV3X3, inputs, outputs, 3, RLFN_TILE, 0, .lead = 2});
    add(&list, (rlfn_shape){RLFN_CONV3X3, inputs, outputs, 143, RLFN_TILE, 1, .lead = 5});
    for (int rows = 1; rows < 30; rows += 7) add(&list, (rlfn_shape){RLFN_PRODUCT, inputs, outputs, rows, 1, 0});
  }
  for (int place = 0; place < 4; place++) {
    for (int w = place == 3; w < WIDTHS; w++) {
      add(&list, (rlfn_shape){RLFN_OPENING, 46, 48, widths[w], RLFN_TILE, place});
      add(&list, (rlfn_shape){RLFN_OPENING, 52, 52, widths[w], 2, place});
      add(&list, (rlfn_shape){RLFN_OPENING, 7, 17, widths[w], 3, place});
    }
    add(&list, (rlfn_shape){RLFN_OPENING, 64, 64, 95, 4, place});
    // Longer than a block of tiles of the OpenBLAS level, as is the layer below.
    add(&list, (rlfn_shape){RLFN_OPENING, 3, 5, 391, 3, place});
  }
  add(&list, (rlfn_shape){RLFN_CONV3X3, 17, 31, 583, 2, 1, .lead = 1});
  for (int w = 0; w < WIDTHS; w++) {
    add(&list, (rlfn_shape){RLFN_UPSAMPLE, 46, 0, widths[w], RLFN_TILE, 4});
    add(&list, (rlfn_shape){RLFN_UPSAMPLE, 52, 0, widths[w], 1, 4});
    add(&list, (rlfn_shape){RLFN_UPSAMPLE, 48, 0, widths[w], 3, 2});
    for (int c = 0; c < 4; c++) {
      add_pixelwise(&list, channels[c], widths[w]);
      add(&list, (rlfn_shape){RLFN_PRODUCT, RLFN_ATTENTION, channels[c], widths[w], 1, 0});
    }
    add_attention(&list, widths[w]);
  }
  return list.count;
}

int rlfn_timed_shapes(rlfn_shape shapes[RLFN_MAX_SHAPES]) {
  shape_list list = {.shapes = shapes};
  // 24 tiles by 48 channels by 48 outputs: 18 KB, in the first-level cache. So are the other two.
  add(&list, (rlfn_shape){RLFN_PRODUCT, 48, 48, 24, 1, 0});
  add(&list, (rlfn_shape){RLFN_PRODUCT, 46, 48, 24, 1, 0});
  add(&list, (rlfn_shape){RLFN_PRODUCT, 52, 52, 24, 1, 0});
  add(&list, (rlfn_shape){RLFN_CONV3X3, 46, 48, 480, RLFN_TILE, 0});
  add(&list, (rlfn_shape){RLFN_CONV3X3, 48, 48, 480, RLFN_TILE, 0});
  add(&list, (rlfn_shape){RLFN_CONV3X3, 48, 46, 480, RLFN_TILE, 1});
  add(&list, (rlfn_shape){RLFN_CONV3X3, 52, 52, 480, RLFN_TILE, 1});
  add(&list, (rlfn_shape){RLFN_UPSAMPLE, 46, 0, 480, RLFN_TILE, 4});
  add(&list, (rlfn_shape){RLFN_UPSAMPLE, 48, 0, 480, RLFN_TILE, 2});
  add(&list, (rlfn_shape){RLFN_UPSAMPLE, 52, 0, 480, RLFN_TILE, 4});
  add(&list, (rlfn_shape){RLFN_OPENING, 46, 48, 480, RLFN_TILE, 3});
  add(&list, (rlfn_shape){RLFN_OPENING, 52, 52, 480, RLFN_TILE, 3});
  add_pixelwise(&list, 46, 480);
  add_pixelwise(&list, 52, 480);
  add(&list, (rlfn_shape){RLFN_ATTENTION3X3, RLFN_ATTENTION, RLFN_ATTENTION, 239, 1, 2});
  add(&list, (rlfn_shape){RLFN_POOL, RLFN_ATTENTION, RLFN_ATTENTION, 78, 1, 0});
  add(&list, (rlfn_shape){RLFN_ATTENTION3X3, RLFN_ATTENTION, RLFN_ATTENTION, 78, 1, 1});
  return list.count;
}

void rlfn_shape_text(const rlfn_shape *shape, char text[RLFN_SHAPE_TEXT]) {
  const rlfn_shape s = *shape;
  char lead[16] = "";
  if (s.lead) snprintf(lead, sizeof lead, " lead %d", s.lead);
  switch (s.operation) {
    case RLFN_CONV3X3:
      snprintf(text, RLFN_SHAPE_TEXT, "conv3x3 %d-%d %dx%d%s%s", s.inputs, s.outputs, s.width, s.rows,
               s.option ? " skip" : "", lead);
      break;
    case RLFN_UPSAMPLE:
      snprintf(text, RLFN_SHAPE_TEXT, "upsample %d x%d %dx%d", s.inputs, s.option, s.width, s.rows);
      break;
    case RLFN_FIRST: snprintf(text, RLFN_SHAPE_TEXT, "first %d %d", s.outputs, s.width); break;
    case RLFN_OPENING: {
      static const char *const places[] = {"", " upper left", " lower right", " whole"};
      snprintf(text, RLFN_SHAPE_TEXT, "opening %d-%d %dx%d%s", s.inputs, s.outputs, s.width, s.rows, places[s.option]);
      break;
    }
    case RLFN_MIX: snprintf(text, RLFN_SHAPE_TEXT, "mix %d %d", s.outputs, s.width); break;
    case RLFN_ATTENTION3X3:
      snprintf(text, RLFN_SHAPE_TEXT, "attention3x3 stride %d %d", s.option, s.width);
      break;
    case RLFN_POOL: snprintf(text, RLFN_SHAPE_TEXT, "pool %d", s.width); break;
    case RLFN_GATE: snprintf(text, RLFN_SHAPE_TEXT, "gate %d %d", s.outputs, s.width); break;
    case RLFN_PRODUCT: snprintf(text, RLFN_SHAPE_TEXT, "product %d-%d %d rows", s.inputs, s.outputs, s.width); break;
  }
}

double rlfn_shape_multiply_adds(const rlfn_shape *shape) {
  const double inputs = shape->inputs, outputs = shape->outputs, pixels = (double)shape->width * shape->rows;
  const double attention = RLFN_ATTENTION;
  switch (shape->operation) {
    case RLFN_CONV3X3: return 9 * inputs * outputs * pixels;
    case RLFN_UPSAMPLE: return 9 * inputs * 3 * shape->option * shape->option * pixels;
    case RLFN_FIRST: return 27 * outputs * pixels;
    case RLFN_OPENING: return 75 * outputs * pixels;
    case RLFN_MIX: return outputs * (outputs + attention) * pixels;
    case RLFN_ATTENTION3X3: return 9 * attention * attention * pixels;
    case RLFN_POOL: return 0;
    case RLFN_GATE: return attention * outputs * pixels;
    case RLFN_PRODUCT: return inputs * outputs * pixels;
  }
}
