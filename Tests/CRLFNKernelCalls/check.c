#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rlfn_calls.h"

// Sums of up to 576 products, of Winograd's intermediate values up to thirty times the inputs.
static const double tolerance = 2e-5;

__attribute__((format(printf, 3, 4))) static void report(char *failures, size_t size, const char *format, ...) {
  const size_t used = strlen(failures);
  __builtin_va_list values;
  __builtin_va_start(values, format);
  vsnprintf(failures + used, size - used, format, values);
  __builtin_va_end(values);
}

uint64_t rlfn_check_shape(const rlfn_shape *shape, const rlfn_kernels *const *tables, int count, int exact_count,
                          char *failures, size_t failures_size) {
  rlfn_call *reference = rlfn_call_make(tables[count - 1], shape);
  rlfn_call_run(reference);
  failures[0] = 0;
  uint64_t agreed = 0;
  for (int i = 0; i < count; i++) {
    rlfn_call *call = reference;
    if (i < count - 1) {
      call = rlfn_call_make(tables[i], shape);
      rlfn_call_run(call);
    }
    const char *name = tables[i]->name;
    const double error = rlfn_call_error(call, reference);
    if (!(error <= tolerance)) report(failures, failures_size, "%s differs from the reference by %g; ", name, error);
    if (!rlfn_call_guards_are_intact(call)) report(failures, failures_size, "%s wrote outside its output; ", name);
    const uint64_t hash = rlfn_call_hash(call);
    if (i == 0) agreed = hash;
    if (i < exact_count && hash != agreed)
      report(failures, failures_size, "%s gives other bits than %s; ", name, tables[0]->name);
    if (call != reference) rlfn_call_free(call);
  }
  rlfn_call_free(reference);
  return exact_count ? agreed : 0;
}

bool rlfn_print_bits(const rlfn_kernels *const *tables, int count, int exact_count) {
  fprintf(stderr, "exact:");
  for (int i = 0; i < count; i++)
    fprintf(stderr, "%s %s", i == exact_count ? "; within tolerance:" : "", tables[i]->name);
  fprintf(stderr, "\n");
  bool is_right = exact_count > 0;
  rlfn_shape shapes[RLFN_MAX_SHAPES];
  const int shape_count = rlfn_check_shapes(shapes);
  for (int i = 0; i < shape_count; i++) {
    char text[RLFN_SHAPE_TEXT], failures[1000];
    rlfn_shape_text(&shapes[i], text);
    const uint64_t hash = rlfn_check_shape(&shapes[i], tables, count, exact_count, failures, sizeof failures);
    printf("%-32s %016" PRIx64 "\n", text, hash);
    if (failures[0]) fprintf(stderr, "%s: %s\n", text, failures);
    is_right = is_right && !failures[0];
  }
  return is_right;
}
