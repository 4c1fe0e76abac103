// FFmpeg for Swift: the headers, and functions in place of the macros that Swift cannot import.
#ifndef RLFN_CFFMPEG_SHIM_H
#define RLFN_CFFMPEG_SHIM_H

#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libavutil/sha.h>
#include <libswscale/swscale.h>

static inline int rlfn_averror(int code) { return AVERROR(code); }
static inline int rlfn_averror_eof(void) { return AVERROR_EOF; }
static inline int rlfn_averror_exit(void) { return AVERROR_EXIT; }
static inline int rlfn_averror_invalid_data(void) { return AVERROR_INVALIDDATA; }
static inline int rlfn_averror_option_not_found(void) { return AVERROR_OPTION_NOT_FOUND; }
static inline int64_t rlfn_nopts(void) { return AV_NOPTS_VALUE; }

// Name of the part of FFmpeg that a log line comes from; the object's first field is its class.
static inline const char *rlfn_log_origin(void *object) {
  AVClass *class = object ? *(AVClass **)object : NULL;
  return class ? class->item_name(object) : NULL;
}

#endif
