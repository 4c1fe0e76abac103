// Calls of every kernel on memory that is watched: random ones, the same for every level and machine, to compare
// levels, and those of a whole network, recorded on one machine and repeated on another.
//
// In C, so that the very same code runs in the tests, in rlfn-bench, under sanitizers and on an emulated CPU.
#ifndef RLFN_CALLS_H
#define RLFN_CALLS_H

#include "rlfn_kernels.h"

typedef enum {
  RLFN_CONV3X3, RLFN_UPSAMPLE, RLFN_FIRST, RLFN_OPENING, RLFN_MIX, RLFN_ATTENTION3X3, RLFN_POOL, RLFN_GATE, RLFN_PRODUCT
} rlfn_operation;

typedef union {
  rlfn_conv3x3 conv3x3;
  rlfn_upsample upsample;
  rlfn_first first;
  rlfn_opening opening;
  rlfn_mix mix;
  rlfn_attention3x3 attention3x3;
  rlfn_pool pool;
  rlfn_gate gate;
  rlfn_product product;
} rlfn_arguments;

/// One operation at one size.
typedef struct {
  rlfn_operation operation;
  int inputs, outputs;  ///< Channels; opening: those between the two layers and behind them.
  int width;            ///< Pixels of the output, or of the upsampler's input; the rows of a product.
  int rows;             ///< Of the band: 1-RLFN_TILE.
  /// conv3x3: 1 with a skip; opening: 0 inside the frame, 1 in its upper left corner, 2 in its lower right one, 3 all of it;
  /// upsample: scale; attention3x3: step.
  int option;
  int lead;  ///< conv3x3: columns of the first tile left of the output.
} rlfn_shape;

enum { RLFN_SHAPE_TEXT = 64, RLFN_MAX_SHAPES = 512 };

/// The shapes to compare levels at: the networks', and those where a width or a channel count leaves a rest.
int rlfn_check_shapes(rlfn_shape shapes[RLFN_MAX_SHAPES]);
/// The shapes to measure: a band of a frame of 480 pixels width, and products on data in cache.
int rlfn_timed_shapes(rlfn_shape shapes[RLFN_MAX_SHAPES]);
/// The shape in words that name it.
void rlfn_shape_text(const rlfn_shape *shape, char text[RLFN_SHAPE_TEXT]);
/// Multiply-adds of the plain algorithm (0 for the pool).
double rlfn_shape_multiply_adds(const rlfn_shape *shape);

/// One call with memory of its own.
typedef struct rlfn_call rlfn_call;

/// A call on random data that depend on the shape alone.
rlfn_call *rlfn_call_make(const rlfn_kernels *table, const rlfn_shape *shape);
void rlfn_call_free(rlfn_call *call);
void rlfn_call_run(rlfn_call *call);
/// Whether nothing around the outputs was written.
bool rlfn_call_guards_are_intact(const rlfn_call *call);
/// A number that depends on every bit of the outputs (FNV-1a).
uint64_t rlfn_call_hash(const rlfn_call *call);
/// The largest difference of the outputs from those of another call of the same shape, in shares of the largest
/// output; infinite where one is not a number.
double rlfn_call_error(const rlfn_call *call, const rlfn_call *reference);

/// Runs the shape with every table, of which the first `exact_count` must give the same bits, the last is the reference,
/// and none may write outside its outputs. Returns the hash that the exact ones agree on (0 if there is none). What is
/// wrong is written to `failures`; nothing if nothing is.
uint64_t rlfn_check_shape(const rlfn_shape *shape, const rlfn_kernels *const *tables, int count, int exact_count,
                          char *failures, size_t failures_size);

/// Checks all shapes: prints a line with that hash for each, and what is wrong on standard error. Whether nothing is.
bool rlfn_print_bits(const rlfn_kernels *const *tables, int count, int exact_count);

/// A table whose functions do what those of `kernels` do, and write every call with all data to a file, for one thread
/// until `rlfn_recording_end`, which says whether everything was written. NULL if the file cannot be made.
const rlfn_kernels *rlfn_recording_start(const rlfn_kernels *kernels, const char *path);
bool rlfn_recording_end(void);

/// Repeats the recorded calls with another table: packs the weights and runs every call, and counts the calls whose
/// outputs are not the recorded bits. Writes the planes that the last layer wrote to `image` (red, green, blue, each in
/// rows, as floats). Returns the number of calls, -1 if a file cannot be read or written.
int rlfn_replay(const rlfn_kernels *kernels, const char *path, const char *image, int *differing);

#endif
