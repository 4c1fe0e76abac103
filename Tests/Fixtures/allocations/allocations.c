// Counts allocations by caller; to be preloaded into a program (LD_PRELOAD).
//
// Every call of malloc and its kin counts for the code that made it, and so do the functions of FFmpeg that exist to
// allocate, where the program itself calls them: `av_malloc` alone would hide who asked. When the program ends, the file
// named by ALLOCATIONS_FILE gets one line per caller: number of calls, the caller's file, the nearest symbol.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t),
    *__libc_memalign(size_t, size_t);

enum { SLOTS = 1 << 14 };
static struct {
  _Atomic(uintptr_t) caller;
  _Atomic(unsigned long) calls;
} table[SLOTS];

static void count(void *caller) {
  const uintptr_t key = (uintptr_t)caller;
  for (size_t slot = key * 0x9E3779B97F4A7C15u >> 50, step = 0; step < SLOTS; step++) {
    const size_t place = (slot + step) % SLOTS;
    uintptr_t found = atomic_load_explicit(&table[place].caller, memory_order_relaxed);
    if (!found && atomic_compare_exchange_strong(&table[place].caller, &found, key)) found = key;
    if (found != key) continue;
    atomic_fetch_add_explicit(&table[place].calls, 1, memory_order_relaxed);
    return;
  }
}

#define CALLER __builtin_return_address(0)

void *malloc(size_t size) {
  count(CALLER);
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count(CALLER);
  return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
  count(CALLER);
  return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
  count(CALLER);
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count(CALLER);
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  count(CALLER);
  *result = __libc_memalign(alignment, size);
  return *result ? 0 : ENOMEM;
}

// Functions of FFmpeg that make a new object without arguments.
#define FORWARD(name)                              \
  void *name(void) {                               \
    static void *(*real)(void);                    \
    if (!real) real = (void *(*)(void))dlsym(RTLD_NEXT, #name); \
    count(CALLER);                                 \
    return real();                                 \
  }
FORWARD(av_frame_alloc)
FORWARD(av_packet_alloc)

__attribute__((destructor)) static void report(void) {
  const char *path = getenv("ALLOCATIONS_FILE");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  for (size_t slot = 0; slot < SLOTS; slot++) {
    const uintptr_t caller = atomic_load(&table[slot].caller);
    const unsigned long calls = atomic_load(&table[slot].calls);
    if (!caller) continue;
    Dl_info info = {0};
    dladdr((void *)caller, &info);
    fprintf(file, "%lu %s %s\n", calls, info.dli_fname ? info.dli_fname : "?", info.dli_sname ? info.dli_sname : "?");
  }
  fclose(file);
}
