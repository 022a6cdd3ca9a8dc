#include "h2_frames.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t u32(const char *at)
{
  const uint8_t *b = (const uint8_t *)at;
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static void note(struct h2_frames *f, const char *what)
{
  if(!f->trouble[0]) snprintf(f->trouble, sizeof f->trouble, "frame %zu: %s", f->count, what);
}

/* ---- fields ---- */

static void decode_block(struct h2_frames *f, struct h2_frame *frame)
{
  struct text fields = { 0 };
  const uint8_t *at = (const uint8_t *)f->block.at;
  size_t left = f->block.len;
  if(!f->inflater && nghttp2_hd_inflate_new(&f->inflater)) abort();
  text_add(&fields, "", 0);
  for(int flags = 0; !(flags & NGHTTP2_HD_INFLATE_FINAL);) {
    nghttp2_nv nv;
    ssize_t n = nghttp2_hd_inflate_hd2(f->inflater, &nv, &flags, at, left, 1);
    if(n < 0 || (!n && !flags)) {
      note(f, "a block of fields that is none");
      break;
    }
    at += n;
    left -= (size_t)n;
    if(!(flags & NGHTTP2_HD_INFLATE_EMIT)) continue;
    text_add(&fields, nv.name, nv.namelen);
    text_add(&fields, ": ", 2);
    text_add(&fields, nv.value, nv.valuelen);
    text_add(&fields, "\n", 1);
  }
  nghttp2_hd_inflate_end_headers(f->inflater);
  frame->fields = fields.at;
  text_free(&f->block);
}

/* A block may have padding and a priority before it (section 6.2). */
static void begin_block(struct h2_frames *f, const struct h2_frame *frame)
{
  size_t skip = 0, pad = 0;
  if(frame->flags & NGHTTP2_FLAG_PADDED) pad = (uint8_t)frame->payload[0], skip = 1;
  if(frame->flags & NGHTTP2_FLAG_PRIORITY) skip += 5;
  if(skip + pad > frame->len) {
    note(f, "HEADERS that are too short");
    return;
  }
  text_add(&f->block, frame->payload + skip, frame->len - skip - pad);
  f->open = f->count; /* counted already */
}

static void look_into(struct h2_frames *f, struct h2_frame *frame)
{
  if(frame->type == NGHTTP2_HEADERS)
    begin_block(f, frame);
  else if(frame->type == NGHTTP2_CONTINUATION && f->open)
    text_add(&f->block, frame->payload, frame->len);
  else
    return;
  if(!(frame->flags & NGHTTP2_FLAG_END_HEADERS) || !f->open) return;
  decode_block(f, &f->at[f->open - 1]);
  f->open = 0;
}

/* ---- frames ---- */

static bool take_preface(struct h2_frames *f)
{
  if(f->in.len < H2_PREFACE_LEN) return false;
  if(memcmp(f->in.at, H2_PREFACE, H2_PREFACE_LEN) != 0) note(f, "another preface");
  text_drop(&f->in, H2_PREFACE_LEN);
  f->has_preface = true;
  return true;
}

static size_t take_frame(struct h2_frames *f, const char *at, size_t left)
{
  size_t len = left < H2_FRAME_HEAD ? 0 : u32(at) >> 8;
  if(left < H2_FRAME_HEAD || left - H2_FRAME_HEAD < len) return 0;
  if(!(f->count & (f->count - 1)) && !(f->at = realloc(f->at, (f->count * 2 + 1) * sizeof *f->at))) abort();
  struct h2_frame *frame = &f->at[f->count++];
  *frame = (struct h2_frame){
    .type = (uint8_t)at[3], .flags = (uint8_t)at[4], .stream = u32(at + 5) & 0x7fffffff, .len = len
  };
  if(!(frame->payload = malloc(len + 1))) abort();
  memcpy(frame->payload, at + H2_FRAME_HEAD, len);
  frame->payload[len] = '\0';
  look_into(f, frame);
  return H2_FRAME_HEAD + len;
}

void h2_frames_take(struct h2_frames *f, const char *bytes, size_t len)
{
  size_t done = 0;
  text_add(&f->in, bytes, len);
  if(!f->has_preface && !take_preface(f)) return;
  for(size_t n; (n = take_frame(f, f->in.at + done, f->in.len - done)) != 0;) done += n;
  text_drop(&f->in, done);
}

void h2_frames_free(struct h2_frames *f)
{
  for(size_t i = 0; i < f->count; i++) {
    free(f->at[i].payload);
    free(f->at[i].fields);
  }
  free(f->at);
  text_free(&f->in);
  text_free(&f->block);
  if(f->inflater) nghttp2_hd_inflate_del(f->inflater);
  *f = (struct h2_frames){ 0 };
}

/* ---- looking ---- */

static bool is_it(const struct h2_frame *frame, int type, int32_t stream)
{
  return frame->type == type && (stream < 0 || frame->stream == (uint32_t)stream);
}

const struct h2_frame *h2_frames_find(const struct h2_frames *f, int type, int32_t stream, size_t nth)
{
  for(size_t i = 0; i < f->count; i++)
    if(is_it(&f->at[i], type, stream) && !nth--) return &f->at[i];
  return NULL;
}

size_t h2_frames_count(const struct h2_frames *f, int type, int32_t stream)
{
  size_t count = 0;
  for(size_t i = 0; i < f->count; i++) count += is_it(&f->at[i], type, stream);
  return count;
}

uint32_t h2_frame_u32(const struct h2_frame *frame, size_t at)
{
  return at + 4 > frame->len ? 0 : u32(frame->payload + at);
}

uint32_t h2_frames_setting(const struct h2_frames *f, unsigned id, uint32_t or)
{
  for(size_t i = 0; i < f->count; i++) {
    const struct h2_frame *frame = &f->at[i];
    if(frame->type != NGHTTP2_SETTINGS) continue;
    for(size_t at = 0; at + 6 <= frame->len; at += 6)
      if(u32(frame->payload + at) >> 16 == id) or = u32(frame->payload + at + 2);
  }
  return or ;
}

const char *h2_frames_list(const struct h2_frames *f)
{
  static const char *const names[] = { "DATA",         "HEADERS", "PRIORITY", "RST_STREAM",    "SETTINGS",
                                       "PUSH_PROMISE", "PING",    "GOAWAY",   "WINDOW_UPDATE", "CONTINUATION" };
  static char list[4096];
  size_t used = 0;
  list[0] = '\0';
  for(size_t i = f->count > 60 ? f->count - 60 : 0; i < f->count && used < sizeof list - 60; i++)
    used += (size_t)snprintf(list + used, sizeof list - used, "%s stream %u flags %x len %zu\n",
                             f->at[i].type < 10 ? names[f->at[i].type] : "?", f->at[i].stream, f->at[i].flags,
                             f->at[i].len);
  return list;
}
