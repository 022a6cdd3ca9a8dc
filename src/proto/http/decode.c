#include "proto/http/decode.h"
#include "base/str.h"

void http_decode_free(struct http_decode *d)
{
  content_chain_free(d->off_transfer);
  content_chain_free(d->off_content);
  *d = (struct http_decode){ 0 };
}

void http_decode_begin(struct http_decode *d) { http_decode_free(d); }

static CURLcode add_coding(struct content_list *l, struct span name, const char *kind, struct trace *t)
{
  CURLcode code = content_list_add(l, name);
  if(!code) return code;
  return trace_fail(t, code, "Reject response exceeding limit of %d %s encodings", CONTENT_CODINGS_MAX, kind);
}

CURLcode http_decode_content(struct http_decode *d, const struct http_opts *o, struct span value, struct trace *t)
{
  struct span member;
  if(!o->accept_encoding || o->keep_content_coding) return CURLE_OK;
  while(span_next_member(&value, &member)) TRY(add_coding(&d->content, member, "content", t));
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
      TRY(add_coding(&d->transfer, member, "transfer", t));
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
  TRY(begin_chain(&d->off_transfer, &d->transfer, "transfer", &x->trace));
  TRY(begin_chain(&d->off_content, &d->content, "content", &x->trace));
  d->left = bytes.len;
  d->is_busy = true;
  return d->off_transfer ? CURLE_OK : x->ops->coded(x, bytes);
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
static CURLcode next_of_both(struct http_decode *d, struct cursor *in, struct xfer *x, struct span *piece)
{
  for(;;) {
    struct span coded;
    TRY(next_piece(d->off_content, &d->between, x, piece));
    if(piece->len) return CURLE_OK;
    TRY(next_piece(d->off_transfer, in, x, &coded));
    if(!coded.len) return CURLE_OK;
    TRY(x->ops->coded(x, coded));
    d->between = cursor_of(coded);
  }
}

CURLcode http_decode_step(struct http_decode *d, struct cursor *in, struct xfer *x)
{
  struct span piece;
  struct cursor part = { in->at, in->at + d->left };
  struct content_chain *only = d->off_content ? d->off_content : d->off_transfer;
  bool has_both = d->off_content && d->off_transfer;
  TRY(has_both ? next_of_both(d, &part, x, &piece) : next_piece(only, &part, x, &piece));
  in->at = part.at;
  d->left = cursor_left(&part);
  d->is_busy = piece.len;
  if(!piece.len) return CURLE_OK;
  return d->off_content ? x->ops->decoded(x, piece) : x->ops->body(x, piece);
}

void http_decode_end(struct http_decode *d, struct trace *t)
{
  bool is_cut = (d->off_transfer && !content_chain_is_complete(d->off_transfer)) ||
                (d->off_content && !content_chain_is_complete(d->off_content));
  if(is_cut) trace_text(t, "The body ends inside its coding");
  http_decode_free(d);
}
