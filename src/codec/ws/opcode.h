/* The bits of a frame's first two bytes (RFC 6455, section 5.2), and its opcodes as CURLWS_*. */
#ifndef CODEC_WS_OPCODE_H
#define CODEC_WS_OPCODE_H
#include <curl/curl.h>
#include <stdbool.h>

enum {
  WS_FIN = 0x80,
  WS_RESERVED = 0x70,
  WS_OPCODE = 0x0f,
  WS_MASKED = 0x80,
  WS_LENGTH_16 = 126, /* the length is in the next two bytes, */
  WS_LENGTH_64 = 127  /* or in the next eight */
};

#define WS_CONTROL_FLAGS ((unsigned)(CURLWS_CLOSE | CURLWS_PING | CURLWS_PONG))
static inline bool ws_is_control(unsigned flags) { return flags & WS_CONTROL_FLAGS; }

/* The kind of frame, one flag; 0: a continuation. False: the opcode is reserved. */
bool ws_flag_of(unsigned opcode, unsigned *flag);
/* The opcode of a kind, which is one flag. False: it is not exactly one. */
bool ws_opcode_of(unsigned flag, unsigned *opcode);

#endif
