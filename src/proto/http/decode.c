#include "proto/http/decode.h"
#include "base/mem.h"
#include "base/str.h"

/* A body with a coding. */
struct http_coded {
  struct content_list transfer, content;            /* what is to be taken off */
  struct content_chain *off_transfer, *off_content; /* NULL: nothing to take off, or not begun */
  struct cursor between;                            /* what `off_transfer` has made and `off_content` has not taken */
  size_t left;                                      /* bytes of the input that are offered and not taken */
};

void http_decode_free(struct http_decode *d)
{
  if(d->coded) {
    content_chain_free(d->coded->off_transfer);
    content_chain_free(d->coded->off_content);
    mem_free(d->coded);
  }
  *d = (struct http_decode){ 0 };
}

void http_decode_begin(struct http_decode *d) { http_decode_free(d); }

static CURLcode add_coding(struct http_decode *d, bool is_transfer, struct span name, struct trace *t)
{
  if(!d->coded && !(d->coded = mem_zalloc(sizeof *d->coded))) return CURLE_OUT_OF_MEMORY;
  struct content_list *l = is_transfer ? &d->coded->transfer : &d->coded->content;
  CURLcode code = content_list_add(l, name);
  d->has_any = d->has_any || content_list_has_any(l);
  if(!code) return code;
  return trace_fail(t, code, "Reject response exceeding limit of %d %s encodings", CONTENT_CODINGS_MAX,
                    is_transfer ? "transfer" : "content");
}

CURLcode http_decode_content(struct http_decode *d, const struct http_opts *o, struct span value, struct trace *t)
{
  struct span member;
  if(!o->accept_encoding || o->keep_content_coding) return CURLE_OK;
  while(span_next_member(&value, &member)) TRY(add_coding(d, false, member, t));
  return CURLE_OK;
}

/* RFC 9112, section 6.1: chunked is the last one where it is used at all, and used once. That it is named again is let
 * pass. */
CURLcode http_decode_transfer(struct http_decode *d, const struct http_opts *o, struct span value, struct trace *t)
{
  struct span member;
  d->is_kept = o->keep_transfer_coding;
  if(!o->ask_transfer_coding || d->is_kept) return CURLE_OK;
  while(span_next_member(&value, &member)) {
    if(span_is(member, "chunked"))
      d->has_chunked = true;
    else if(member.len && d->has_chunked)
      return trace_fail(t, CURLE_BAD_CONTENT_ENCODING,
                        "Reject response due to 'chunked' not being the last Transfer-Encoding");
    else
      TRY(add_coding(d, true, member, t));
  }
  return CURLE_OK;
}

static CURLcode begin_chain(struct content_chain **ret, const struct content_list *l, const char *kind, struct trace *t)
{
  if(l->unknown[0])
    return trace_fail(t, CURLE_BAD_CONTENT_ENCODING, "Unrecognized %s encoding type '%s'; libcurl understands %s", kind,
                      l->unknown, content_codings_built);
  return l->count && !*ret ? content_chain_new(ret, l) : CURLE_OK;
}

CURLcode http_decode_offer(struct http_decode *d, struct span bytes, struct xfer *x)
{
  struct http_coded *c = d->coded;
  TRY(begin_chain(&c->off_transfer, &c->transfer, "transfer", &x->trace));
  TRY(begin_chain(&c->off_content, &c->content, "content", &x->trace));
  c->left = bytes.len;
  d->is_busy = true;
  return c->off_transfer ? CURLE_OK : x->ops->coded(x, bytes);
}

static CURLcode next_piece(struct content_chain *c, struct cursor *in, struct xfer *x, struct span *piece)
{
  CURLcode code = content_chain_next(c, in, piece);
  const char *why = code ? content_chain_why(c) : NULL;
  if(!why) return code;
  return code == CURLE_WRITE_ERROR ? trace_fail(&x->trace, code, "%s", why)
                                   : trace_fail(&x->trace, code, "Error while processing content unencoding: %s", why);
}

/* Through both chains. What comes out of the first one counts as received. */
static CURLcode next_of_both(struct http_coded *c, struct cursor *in, struct xfer *x, struct span *piece)
{
  for(;;) {
    struct span coded;
    TRY(next_piece(c->off_content, &c->between, x, piece));
    if(piece->len) return CURLE_OK;
    TRY(next_piece(c->off_transfer, in, x, &coded));
    if(!coded.len) return CURLE_OK;
    TRY(x->ops->coded(x, coded));
    c->between = cursor_of(coded);
  }
}

CURLcode http_decode_step(struct http_decode *d, struct cursor *in, struct xfer *x)
{
  struct span piece;
  struct http_coded *c = d->coded;
  struct cursor part = { in->at, in->at + c->left };
  struct content_chain *only = c->off_content ? c->off_content : c->off_transfer;
  bool has_both = c->off_content && c->off_transfer;
  TRY(has_both ? next_of_both(c, &part, x, &piece) : next_piece(only, &part, x, &piece));
  in->at = part.at;
  c->left = cursor_left(&part);
  d->is_busy = piece.len;
  if(!piece.len) return CURLE_OK;
  return c->off_content ? x->ops->decoded(x, piece) : x->ops->body(x, piece);
}

void http_decode_end(struct http_decode *d, struct trace *t)
{
  const struct http_coded *c = d->coded;
  bool is_cut = c && ((c->off_transfer && !content_chain_is_complete(c->off_transfer)) ||
                      (c->off_content && !content_chain_is_complete(c->off_content)));
  if(is_cut) trace_text(t, "The body ends inside its coding");
  http_decode_free(d);
}
