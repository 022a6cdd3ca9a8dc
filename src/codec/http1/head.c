#include "codec/http1/head.h"
#include "base/str.h"

static const char http_prefix[] = "HTTP/";
#define HTTP_PREFIX_LEN (sizeof http_prefix - 1)

static CURLcode fail(struct h1_head *d, CURLcode code, const char *why)
{
  d->why = why;
  return code;
}

static void reset(struct h1_head *d, bool is_trailer)
{
  struct buf store = d->store;
  buf_reset(&store);
  *d = (struct h1_head){ .aliases = d->aliases, .store = store, .is_begun = is_trailer, .is_trailer = is_trailer };
}

void h1_head_init(struct h1_head *d)
{
  /* the held line, and behind it the next one; a trailer's line may grow by a CR */
  *d = (struct h1_head){ .store = BUF_INIT(2 * H1_LINE_MAX + 1) };
}

void h1_head_init_trailer(struct h1_head *d)
{
  h1_head_init(d);
  reset(d, true);
}

void h1_head_reset(struct h1_head *d) { reset(d, false); }

void h1_head_reset_trailer(struct h1_head *d) { reset(d, true); }

void h1_head_free(struct h1_head *d) { buf_free(&d->store); }

const char *h1_head_why(const struct h1_head *d) { return d->why; }

/* The store's content is no longer needed. */
static void forget_store(struct h1_head *d)
{
  buf_reset(&d->store);
  d->held = 0;
  d->is_reported = false;
}

static struct span without_end(struct span line)
{
  line.len--;
  if(line.len && line.at[line.len - 1] == '\r') line.len--;
  return line;
}

static CURLcode check_line(struct h1_head *d, struct span line)
{
  struct span text = without_end(line);
  d->total += line.len;
  if(d->total > H1_HEAD_MAX) return fail(d, CURLE_RECV_ERROR, "response head larger than 300 KiB");
  if(!text.len) return CURLE_OK;
  if(memchr(text.at, '\0', text.len)) return fail(d, CURLE_WEIRD_SERVER_REPLY, "NUL byte in header");
  if(memchr(text.at, '\r', text.len)) return fail(d, CURLE_WEIRD_SERVER_REPLY, "bare CR in header");
  return CURLE_OK;
}

/* The next line as it was sent, in the input or, where it was split, in the store behind what is held. Empty: it is not
 * complete, and its part so far is in the store. */
static CURLcode take_line(struct h1_head *d, struct cursor *in, struct span *ret)
{
  const uint8_t *lf = memchr(in->at, '\n', cursor_left(in));
  size_t len = lf ? (size_t)(lf - in->at) + 1 : cursor_left(in);
  size_t before = d->store.len - d->held;
  if(len > H1_LINE_MAX - before) return fail(d, CURLE_TOO_LARGE, "header line longer than 100 KiB");
  struct span line = cursor_take(in, len);
  if(!lf || before) {
    TRY(buf_add_span(&d->store, line));
    line = span_of(d->store.at + d->held, d->store.len - d->held);
  }
  if(!lf)
    line = span_of(NULL, 0);
  else
    TRY(check_line(d, line));
  *ret = line;
  return CURLE_OK;
}

/* May what came so far, with the input, be the begin of `prefix`, or of a line that begins with it? */
static bool may_begin(const struct h1_head *d, const struct cursor *in, struct span prefix,
                      bool (*equal)(struct span a, struct span b))
{
  size_t kept = d->store.len < prefix.len ? d->store.len : prefix.len;
  size_t more = prefix.len - kept < cursor_left(in) ? prefix.len - kept : cursor_left(in);
  return equal(span_of(d->store.at, kept), span_of(prefix.at, kept)) &&
         equal(span_of(in->at, more), span_of(prefix.at + kept, more));
}

static bool has_http_prefix(const struct h1_head *d, const struct cursor *in)
{
  return may_begin(d, in, span_of(http_prefix, HTTP_PREFIX_LEN), span_equal);
}

static bool may_be_alias(const struct h1_head *d, const struct cursor *in)
{
  for(const struct curl_slist *a = d->aliases; a; a = a->next)
    if(may_begin(d, in, span_text(a->data), span_equal_nocase)) return true;
  return false;
}

static bool is_alias(const struct h1_head *d, struct span line)
{
  for(const struct curl_slist *a = d->aliases; a; a = a->next)
    if(span_starts_nocase(line, a->data)) return true;
  return false;
}

static CURLcode report_not_http(struct h1_head *d, struct cursor *in, struct h1_head_event *ret)
{
  struct span bytes = cursor_rest(in);
  if(d->store.len) {
    if(bytes.len > H1_LINE_MAX) bytes.len = H1_LINE_MAX;
    TRY(buf_add_span(&d->store, bytes));
    in->at += bytes.len;
    bytes = buf_span(&d->store);
  } else {
    in->at = in->end;
  }
  ret->kind = H1_HEAD_NOT_HTTP;
  ret->line = bytes;
  d->is_reported = true;
  return CURLE_OK;
}

static bool at_word_end(const struct cursor *c) { return c->at == c->end || ascii_is_blank(*c->at); }

/* "HTTP/1.1 200 reason"; more than one blank, and no reason at all, are let pass. */
static CURLcode parse_status_line(struct h1_head *d, struct span line, struct h1_head_event *ret)
{
  struct cursor c = cursor_of(without_end(line));
  cursor_take(&c, HTTP_PREFIX_LEN);
  if(cursor_left(&c) && (*c.at == '2' || *c.at == '3'))
    return fail(d, CURLE_WEIRD_SERVER_REPLY, "HTTP/2 or HTTP/3 status line in an HTTP/1 connection");
  if(cursor_left(&c) < 3 || c.at[0] != '1' || c.at[1] != '.' || (c.at[2] != '0' && c.at[2] != '1'))
    return fail(d, CURLE_UNSUPPORTED_PROTOCOL, "unsupported HTTP version in status line");
  ret->version = 10 + (c.at[2] - '0');
  cursor_take(&c, 3);
  if(!at_word_end(&c)) return fail(d, CURLE_UNSUPPORTED_PROTOCOL, "unsupported HTTP version in status line");
  cursor_skip_blanks(&c);

  ret->status = 0;
  size_t digits = 0;
  while(digits < 3 && c.at < c.end && ascii_is_digit(*c.at)) ret->status = ret->status * 10 + (*c.at++ - '0'), digits++;
  if(digits < 3 || ret->status < 100 || !at_word_end(&c))
    return fail(d, CURLE_UNSUPPORTED_PROTOCOL, "status line without a three-digit status code");
  ret->reason = span_trim(cursor_rest(&c));
  ret->kind = H1_HEAD_STATUS;
  ret->line = line;
  d->is_begun = d->is_reported = true;
  return CURLE_OK;
}

static bool has_begun_as_http(struct span s)
{
  return s.len >= HTTP_PREFIX_LEN && !memcmp(s.at, http_prefix, HTTP_PREFIX_LEN);
}

/* It has no version and no status of its own. */
static CURLcode use_alias(struct h1_head *d, struct span line, struct h1_head_event *ret)
{
  if(!is_alias(d, line)) return fail(d, CURLE_UNSUPPORTED_PROTOCOL, "no status line");
  ret->kind = H1_HEAD_STATUS;
  ret->line = line;
  ret->version = 10;
  ret->status = 200;
  d->is_begun = d->is_reported = true;
  return CURLE_OK;
}

static CURLcode read_status_line(struct h1_head *d, struct cursor *in, struct h1_head_event *ret)
{
  struct span line;
  if(!has_http_prefix(d, in) && !may_be_alias(d, in)) return report_not_http(d, in, ret);
  TRY(take_line(d, in, &line));
  if(!line.len) return CURLE_OK;
  return has_begun_as_http(line) ? parse_status_line(d, line, ret) : use_alias(d, line, ret);
}

/* A trailer's line must end in CRLF: if it does not, it is made to in the store. */
static CURLcode use_crlf(struct h1_head *d, struct span *line)
{
  if(line->at[line->len - 2] == '\r') return CURLE_OK; /* a field line has a byte before its LF */
  if(!d->store.len) TRY(buf_add_span(&d->store, *line));
  d->store.len--;
  TRY(buf_add_text(&d->store, "\r\n"));
  *line = buf_span(&d->store);
  return CURLE_OK;
}

static CURLcode report_field(struct h1_head *d, struct span line, struct h1_head_event *ret)
{
  if(d->is_trailer) TRY(use_crlf(d, &line));
  struct span text = without_end(line);
  const uint8_t *colon = memchr(text.at, ':', text.len);
  if(!colon) return fail(d, CURLE_WEIRD_SERVER_REPLY, "header without colon");
  if(colon == text.at) return fail(d, CURLE_WEIRD_SERVER_REPLY, "header without name");
  if(ascii_is_blank(colon[-1])) return fail(d, CURLE_WEIRD_SERVER_REPLY, "blank between header name and colon");
  if(++d->field_count > H1_FIELDS_MAX) return fail(d, CURLE_TOO_LARGE, "more than 5000 headers");
  struct cursor c = cursor_of(text);
  ret->name = cursor_take(&c, (size_t)(colon - text.at));
  cursor_take(&c, 1);
  ret->value = span_trim(cursor_rest(&c));
  ret->line = line;
  ret->kind = H1_HEAD_FIELD;
  d->is_reported = true;
  return CURLE_OK;
}

/* Make the held line and its continuation (in the input, or behind it in the store) one line, held again. */
static CURLcode join_fold(struct h1_head *d, struct span more)
{
  if(d->store.len == d->held) {
    TRY(buf_add_span(&d->store, more));
    more = span_of(d->store.at + d->held, more.len);
  }
  struct span text = span_trim(without_end(span_of(d->store.at, d->held)));
  while(ascii_is_blank(more.at[0])) more.at++, more.len--; /* its line end stops this */
  size_t len = text.len + 1 + more.len;
  if(len > H1_LINE_MAX) return fail(d, CURLE_TOO_LARGE, "header line longer than 100 KiB");
  d->store.at[text.len] = ' ';
  memmove(d->store.at + text.len + 1, more.at, more.len);
  d->store.len = d->held = len;
  return CURLE_OK;
}

static CURLcode read_held(struct h1_head *d, struct cursor *in, struct h1_head_event *ret)
{
  while(cursor_left(in)) {
    struct span more;
    bool is_line_start = d->store.len == d->held;
    if(is_line_start && !ascii_is_blank(*in->at)) return report_field(d, buf_span(&d->store), ret);
    TRY(take_line(d, in, &more));
    if(more.len) TRY(join_fold(d, more));
  }
  return CURLE_OK;
}

static CURLcode hold_line(struct h1_head *d, struct span line)
{
  if(!d->store.len) TRY(buf_add_span(&d->store, line));
  d->held = d->store.len;
  return CURLE_OK;
}

static CURLcode read_field(struct h1_head *d, struct cursor *in, struct h1_head_event *ret)
{
  while(!d->held && cursor_left(in)) {
    struct span line;
    TRY(take_line(d, in, &line));
    if(!line.len) return CURLE_OK;
    if(!without_end(line).len) {
      ret->kind = H1_HEAD_END;
      ret->line = line;
      d->is_reported = true;
      return CURLE_OK;
    }
    /* a continuation of no field: one of a field would have been joined to it */
    if(ascii_is_blank(line.at[0]))
      forget_store(d);
    else if(cursor_left(in) && !ascii_is_blank(*in->at))
      return report_field(d, line, ret);
    else
      TRY(hold_line(d, line));
  }
  return read_held(d, in, ret);
}

CURLcode h1_head_next(struct h1_head *d, struct cursor *in, struct h1_head_event *ret)
{
  struct h1_head_event event = { .kind = H1_HEAD_MORE };
  if(d->is_reported) forget_store(d);
  if(cursor_left(in)) TRY(d->is_begun ? read_field(d, in, &event) : read_status_line(d, in, &event));
  *ret = event;
  return CURLE_OK;
}

CURLcode h1_head_eof(struct h1_head *d, struct h1_head_event *ret)
{
  struct h1_head_event event = { .kind = H1_HEAD_MORE };
  struct cursor none = cursor_of(span_text(""));
  if(d->is_reported) forget_store(d);
  bool is_status_line = has_begun_as_http(buf_span(&d->store)) || is_alias(d, buf_span(&d->store));
  if(!d->is_begun && d->store.len && !is_status_line)
    TRY(report_not_http(d, &none, &event));
  else if(d->held && d->held == d->store.len)
    TRY(report_field(d, buf_span(&d->store), &event));
  *ret = event;
  return CURLE_OK;
}
