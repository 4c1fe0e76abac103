// FFmpeg for Swift: the headers, and functions in place of the macros that Swift cannot import.
#ifndef RLFN_CFFMPEG_SHIM_H
#define RLFN_CFFMPEG_SHIM_H

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static inline int rlfn_averror(int code) { return AVERROR(code); }
static inline int rlfn_averror_eof(void) { return AVERROR_EOF; }
static inline int rlfn_averror_exit(void) { return AVERROR_EXIT; }
static inline int rlfn_averror_invalid_data(void) { return AVERROR_INVALIDDATA; }
static inline int rlfn_averror_option_not_found(void) { return AVERROR_OPTION_NOT_FOUND; }
static inline int64_t rlfn_nopts(void) { return AV_NOPTS_VALUE; }

// FFmpeg's log: what a library says last about an error is kept per thread, so that the message of a failed call
// can be shown with it; lines reach standard error only at or below the level that was asked for.
// (Variables are inside functions: that way Swift's compiler emits them.)
enum { rlfn_log_line_size = 512 };

static inline _Atomic int *rlfn_log_printed_level(void) {
  static _Atomic int level = AV_LOG_QUIET;
  return &level;
}

static inline char *rlfn_log_line(void) {
  static _Thread_local char line[rlfn_log_line_size];
  return line;
}

static inline void rlfn_log_callback(void *object, int level, const char *format, va_list arguments) {
  int printed = level <= atomic_load_explicit(rlfn_log_printed_level(), memory_order_relaxed);
  if (level > AV_LOG_ERROR && !printed) return;
  char line[rlfn_log_line_size];
  vsnprintf(line, sizeof line, format, arguments);
  line[strcspn(line, "\n")] = 0;
  if (line[0] == 0) return;
  if (level <= AV_LOG_ERROR) memcpy(rlfn_log_line(), line, sizeof line);
  if (!printed) return;
  AVClass *class = object ? *(AVClass **)object : NULL;
  if (class) fprintf(stderr, "[%s] %s\n", class->item_name(object), line);
  else fprintf(stderr, "%s\n", line);
}

static inline void rlfn_log_install(void) { av_log_set_callback(rlfn_log_callback); }
static inline void rlfn_log_set_printed_level(int level) {
  atomic_store_explicit(rlfn_log_printed_level(), level, memory_order_relaxed);
}
static inline void rlfn_log_clear_line(void) { rlfn_log_line()[0] = 0; }
static inline const char *rlfn_log_last_line(void) { return rlfn_log_line(); }

#endif
