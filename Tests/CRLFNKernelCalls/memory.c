// For posix_memalign: aligned_alloc asks for sizes that hide reads behind the end.
#define _POSIX_C_SOURCE 200112L
#include "memory.h"

#include <stdlib.h>
#include <string.h>

// Under AddressSanitizer the guards are its own, which see reads as well.
#if __has_feature(address_sanitizer)
enum { GUARD = 0 };
#else
enum { GUARD = 512 };  // more than a tile of 6 pixels of 64 channels
#endif

// Around what is read, and in scratch memory, a NaN: what is used of it spoils the outputs. In and around outputs a
// number: what a kernel computes from NaNs must not look like an output that it left alone.
static uint32_t guard_of(const rlfn_span *span) { return span->role == RLFN_WRITTEN ? 0xc640e600 : 0x7fc5a5a5; }

static size_t block_floats(const rlfn_span *span) {
  return (size_t)(2 * GUARD + span->before + (span->rows - 1) * span->pitch + span->count);
}

float *rlfn_aligned_floats(size_t count) {
  void *memory = NULL;
  if (posix_memalign(&memory, 64, count * sizeof(float))) abort();
  return memory;
}

void rlfn_allocate(rlfn_call *call) {
  call->count = rlfn_spans(call->table, call->operation, &call->arguments, call->spans);
  for (int i = 0; i < call->count; i++) {
    const rlfn_span *span = &call->spans[i];
    const size_t floats = block_floats(span);
    float *block = call->blocks[i] = rlfn_aligned_floats(floats);
    const uint32_t guard = guard_of(span);
    for (size_t at = 0; at < floats; at++) memcpy(block + at, &guard, sizeof guard);
    rlfn_set_pointer(span->field, rlfn_span_row(call, i, 0));
  }
}

void rlfn_release(rlfn_call *call) {
  for (int i = 0; i < call->count; i++) free(call->blocks[i]);
  call->count = 0;
}

float *rlfn_span_row(const rlfn_call *call, int span, int row) {
  return call->blocks[span] + GUARD + call->spans[span].before + row * call->spans[span].pitch;
}

static bool is_guard(const rlfn_span *span, const float *at, ptrdiff_t count) {
  const uint32_t guard = guard_of(span);
  for (ptrdiff_t i = 0; i < count; i++)
    if (memcmp(at + i, &guard, sizeof guard)) return false;
  return true;
}

bool rlfn_call_guards_are_intact(const rlfn_call *call) {
  for (int i = 0; i < call->count; i++) {
    const rlfn_span *span = &call->spans[i];
    const float *start = call->blocks[i], *end = start + block_floats(span);
    if (!is_guard(span, start, GUARD) || !is_guard(span, end - GUARD, GUARD)) return false;
    for (int row = 0; span->role == RLFN_WRITTEN && row + 1 < span->rows; row++)
      if (!is_guard(span, rlfn_span_row(call, i, row) + span->count, span->pitch - span->count)) return false;
  }
  return true;
}
