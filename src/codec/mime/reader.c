#include "codec/mime/reader.h"
#include "base/mem.h"

/* A source that would have less room than this waits for the next read, if something can be given without it: programs
 * have callbacks that give all or nothing. */
#define SOURCE_ROOM_MIN 1024

void mime_reader_init(struct mime_reader *r) { *r = (struct mime_reader){ .text = BUF_INIT(MIME_TEXT_MAX) }; }

static void close_source(struct mime_reader *r)
{
  const struct mime_source *from = r->part && r->place == MIME_AT_CONTENT ? &r->part->from : NULL;
  if(from && from->ops && from->ops->close) from->ops->close(from->source);
}

void mime_reader_end(struct mime_reader *r)
{
  if(!r->root) return;
  close_source(r);
  r->root->reader = NULL;
  r->root = r->in = NULL;
  r->part = NULL;
}

void mime_reader_free(struct mime_reader *r)
{
  mime_reader_end(r);
  buf_free(&r->text);
  mem_free(r->piece);
  r->piece = NULL;
}

/* ---- walking ---- */

/* Into `m`, to its first part. */
static void enter(struct mime_reader *r, curl_mime *m)
{
  r->in = m;
  r->part = m->first;
  r->place = m->first ? MIME_AT_PART : MIME_AT_CLOSE;
}

/* `p` is done: to the one after it. */
static void leave_part(struct mime_reader *r, curl_mimepart *p)
{
  r->in = p->in;
  r->part = p->next;
  r->place = p->next ? MIME_AT_PART : MIME_AT_CLOSE;
}

static bool is_form(const struct mime_reader *r, const curl_mime *m)
{
  return m == r->root ? r->root_is_form : mime_is_form(mime_part_type(m->owner));
}

/* The line end before a boundary belongs to the boundary (RFC 2046, section 5.1.1). */
static CURLcode add_boundary(struct mime_reader *r, bool is_first, const char *end)
{
  TRY(buf_add_text(&r->text, is_first ? "--" : "\r\n--"));
  TRY(buf_add_text(&r->text, r->in->boundary));
  return buf_add_text(&r->text, end);
}

static CURLcode open_part(struct mime_reader *r)
{
  curl_mimepart *p = r->part;
  TRY(add_boundary(r, p == r->in->first, "\r\n"));
  TRY(mime_add_head(&r->text, p, is_form(r, r->in), r->escape));
  if(p->subparts) {
    enter(r, p->subparts);
    return CURLE_OK;
  }
  r->place = MIME_AT_CONTENT;
  r->encoding = (struct mime_encoding){ 0 };
  r->left = p->size;
  r->content_is_over = !p->from.ops || !p->size;
  return CURLE_OK;
}

static CURLcode close_multipart(struct mime_reader *r)
{
  curl_mimepart *owner = r->in->owner;
  TRY(add_boundary(r, !r->in->first, "--\r\n"));
  if(r->in == r->root)
    r->place = MIME_AT_END;
  else
    leave_part(r, owner);
  return CURLE_OK;
}

/* ---- measuring ---- */

static CURLcode measure_content(struct mime_reader *r, curl_off_t *ret)
{
  curl_mimepart *p = r->part;
  p->size = 0;
  *ret = 0;
  if(!p->from.ops) return CURLE_OK;
  if(p->was_read) TRY(p->from.ops->rewind(p->from.source));
  if(!r->root) return CURLE_READ_ERROR; /* the program's seek callback has changed the tree */
  p->was_read = false;
  TRY(p->from.ops->size(p->from.source, &p->size));
  *ret = p->encoder && p->encoder->size && p->size >= 0 ? p->encoder->size(p->size) : p->size;
  return CURLE_OK;
}

static void add_size(struct mime_reader *r, curl_off_t size)
{
  if(r->size < 0 || size < 0 || __builtin_add_overflow(r->size, size, &r->size)) r->size = -1;
}

/* The same way as reading, without the contents. */
static CURLcode measure(struct mime_reader *r)
{
  r->size = (curl_off_t)r->text.len;
  for(enter(r, r->root); r->place != MIME_AT_END;) {
    curl_off_t content = 0;
    buf_reset(&r->text);
    if(r->place == MIME_AT_CLOSE) {
      TRY(close_multipart(r));
    } else {
      TRY(open_part(r));
      if(r->place == MIME_AT_CONTENT) {
        TRY(measure_content(r, &content));
        leave_part(r, r->part);
      }
    }
    add_size(r, content);
    add_size(r, (curl_off_t)r->text.len);
  }
  return CURLE_OK;
}

static CURLcode add_root_head(struct mime_reader *r, const struct mime_reading *how)
{
  buf_reset(&r->text);
  r->text_done = 0;
  if(!how->with_head) return CURLE_OK;
  TRY(buf_add_text(&r->text, "Content-Type: "));
  TRY(mime_add_type(&r->text, how->type, r->root));
  return buf_add_text(&r->text, "\r\n\r\n");
}

static CURLcode begin(struct mime_reader *r, const struct mime_reading *how)
{
  TRY(add_root_head(r, how));
  TRY(measure(r));
  TRY(add_root_head(r, how));
  enter(r, r->root);
  return CURLE_OK;
}

CURLcode mime_reader_begin(struct mime_reader *r, curl_mime *root, const struct mime_reading *how)
{
  mime_reader_end(r);
  if(root->reader) return CURLE_BAD_FUNCTION_ARGUMENT;
  r->root = root;
  root->reader = r;
  r->escape = how->escape;
  r->root_is_form = mime_is_form(how->type);
  CURLcode code = begin(r, how);
  if(code) mime_reader_end(r);
  return code;
}

static bool can_rewind(const struct mime_source *from)
{
  return !from->ops || !from->ops->can_rewind || from->ops->can_rewind(from->source);
}

bool mime_reader_can_rewind(const struct mime_reader *r)
{
  const curl_mimepart *p = r->root ? r->root->first : NULL;
  while(p && can_rewind(&p->from)) {
    if(p->subparts && p->subparts->first) {
      p = p->subparts->first;
      continue;
    }
    while(!p->next && p->in != r->root) p = p->in->owner;
    p = p->next;
  }
  return r->root && !p;
}

/* ---- reading ---- */

struct room {
  uint8_t *at;
  size_t left;
  size_t got;
  bool has_asked; /* a source that is not at hand */
};

static void give_text(struct mime_reader *r, struct room *o)
{
  size_t len = r->text.len - r->text_done;
  if(len > o->left) len = o->left;
  if(len) memcpy(o->at, r->text.at + r->text_done, len);
  r->text_done += len;
  o->at += len;
  o->left -= len;
  o->got += len;
  if(r->text_done < r->text.len) return;
  buf_reset(&r->text);
  r->text_done = 0;
}

/* CURLE_READ_ERROR also where the tree is gone after it: the program's callback was called. */
static CURLcode ask(struct mime_reader *r, struct room *o, uint8_t *to, size_t room, size_t *got)
{
  const struct mime_source from = r->part->from;
  *got = 0;
  if(r->left >= 0 && r->left < (curl_off_t)room) room = (size_t)r->left;
  r->part->was_read = true;
  CURLcode code = from.ops->read(from.source, to, room, got);
  if(!r->root) return code && code != CURLE_AGAIN ? code : CURLE_READ_ERROR;
  TRY(code);
  if(*got > room) return CURLE_READ_ERROR;
  if(r->left >= 0) r->left -= (curl_off_t)*got;
  r->content_is_over = !*got || !r->left;
  return CURLE_OK;
}

static CURLcode read_plain(struct mime_reader *r, struct room *o)
{
  const struct mime_encoder *e = r->part->encoder;
  size_t got;
  TRY(ask(r, o, o->at, o->left, &got));
  if(e && e->check) TRY(e->check(span_of(o->at, got)));
  o->at += got;
  o->left -= got;
  o->got += got;
  return CURLE_OK;
}

static CURLcode read_encoded(struct mime_reader *r, struct room *o)
{
  size_t got;
  if(!r->piece && !(r->piece = mem_alloc(MIME_PIECE_MAX))) return CURLE_OUT_OF_MEMORY;
  TRY(ask(r, o, r->piece, MIME_PIECE_MAX, &got));
  return r->part->encoder->encode(&r->encoding, span_of(r->piece, got), r->content_is_over, &r->text);
}

static bool is_encoded(const struct mime_reader *r) { return r->part->encoder && r->part->encoder->encode; }

static CURLcode read_content(struct mime_reader *r, struct room *o, bool *is_enough)
{
  if(r->content_is_over) {
    close_source(r);
    leave_part(r, r->part);
    return CURLE_OK;
  }
  bool is_at_hand = r->part->from.ops->is_at_hand;
  bool has_room = is_encoded(r) || o->left >= SOURCE_ROOM_MIN;
  *is_enough = o->got && !is_at_hand && (o->has_asked || !has_room);
  if(*is_enough) return CURLE_OK;
  o->has_asked |= !is_at_hand;
  return is_encoded(r) ? read_encoded(r, o) : read_plain(r, o);
}

static CURLcode step(struct mime_reader *r, struct room *o, bool *is_enough)
{
  switch(r->place) {
  case MIME_AT_PART:
    return open_part(r);
  case MIME_AT_CONTENT:
    return read_content(r, o, is_enough);
  case MIME_AT_CLOSE:
    return close_multipart(r);
  case MIME_AT_END:
    *is_enough = true;
  }
  return CURLE_OK;
}

CURLcode mime_reader_read(struct mime_reader *r, void *to, size_t room, size_t *got)
{
  struct room o = { .at = to, .left = room };
  bool is_enough = false;
  CURLcode code = r->root ? CURLE_OK : CURLE_READ_ERROR;
  while(!code) {
    give_text(r, &o);
    if(!o.left || is_enough) break;
    code = step(r, &o, &is_enough);
  }
  *got = o.got;
  if(code && code != CURLE_AGAIN) mime_reader_end(r);
  return code;
}
