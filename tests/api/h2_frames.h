/* The frames of one direction of an HTTP/2 connection (RFC 9113, section 4), as a test reads them. */
#ifndef API_H2_FRAMES_H
#define API_H2_FRAMES_H
#include "peer.h"
#include <nghttp2/nghttp2.h>
#include <stdint.h>

#define H2_PREFACE     "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
#define H2_PREFACE_LEN 24
#define H2_FRAME_HEAD  9

struct h2_frame {
  uint8_t type, flags;
  uint32_t stream;
  size_t len;
  char *payload; /* with a NUL behind it */
  char *fields;  /* of HEADERS, with its CONTINUATIONs: "name: value\n" each; NULL: it has none */
};

struct h2_frames {
  struct text in; /* not decoded yet */
  bool has_preface;
  struct h2_frame *at;
  size_t count;
  nghttp2_hd_inflater *inflater;
  size_t open;       /* the HEADERS whose block goes on, plus one; 0: none */
  struct text block; /* of it */
  char trouble[256]; /* "": all could be read */
};

/* The next bytes, from the preface on. */
void h2_frames_take(struct h2_frames *f, const char *bytes, size_t len);
void h2_frames_free(struct h2_frames *f);

/* The `nth` frame (from 0) of this type; `stream` -1: of any. NULL: it has not come. */
const struct h2_frame *h2_frames_find(const struct h2_frames *f, int type, int32_t stream, size_t nth);
size_t h2_frames_count(const struct h2_frames *f, int type, int32_t stream);
/* 32 bits of a payload, from byte `at`; 0 beyond its end. */
uint32_t h2_frame_u32(const struct h2_frame *frame, size_t at);
/* The value of a setting in the last SETTINGS that has it; `or` if none has. */
uint32_t h2_frames_setting(const struct h2_frames *f, unsigned id, uint32_t or);
/* What has come, a line a frame, for a message; in a static buffer. */
const char *h2_frames_list(const struct h2_frames *f);

#endif
