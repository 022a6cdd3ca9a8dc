#include "codec/ftp/reply.h"
#include "base/str.h"

#define CODE_LEN 3
#define CODE_MAX 699 /* RFC 2228, section 5: replies of their own for what is protected */

static bool read_code(struct span line, int *ret)
{
  uint64_t code;
  if(line.len < CODE_LEN || !span_parse_u64(span_of(line.at, CODE_LEN), CODE_MAX, &code) || code < 100) return false;
  *ret = (int)code;
  return true;
}

static struct span without_end(struct span line)
{
  line.len--;
  if(line.len && line.at[line.len - 1] == '\r') line.len--;
  return line;
}

/* Between the code and the text; a line that ends with its code has neither. */
static char mark_of(struct span line) { return line.len > CODE_LEN ? (char)line.at[CODE_LEN] : ' '; }

/* A line within a reply may look like anything, also like another reply, or like the end but for the space. */
static CURLcode judge(struct ftp_reply *r, struct span line, struct ftp_reply_event *e)
{
  struct span text = without_end(line);
  int code = 0;
  bool has_code = read_code(text, &code);
  char mark = mark_of(text);
  if(!r->code && (!has_code || (mark != ' ' && mark != '-'))) return CURLE_WEIRD_SERVER_REPLY;
  bool is_end = r->code ? r->code == code && mark == ' ' && text.len > CODE_LEN : mark == ' ';
  *e = (struct ftp_reply_event){ .kind = FTP_REPLY_LINE, .line = line };
  if(!is_end) {
    if(!r->code) r->code = code;
    return CURLE_OK;
  }
  size_t head = text.len > CODE_LEN ? CODE_LEN + 1 : CODE_LEN;
  e->kind = FTP_REPLY_END;
  e->code = code;
  e->text = span_of(text.at + head, text.len - head);
  r->code = 0;
  r->len = 0;
  return CURLE_OK;
}

static CURLcode keep(struct ftp_reply *r, struct span part)
{
  CURLcode code = buf_add_span(&r->line, part);
  return code == CURLE_TOO_LARGE ? CURLE_WEIRD_SERVER_REPLY : code;
}

CURLcode ftp_reply_decode(struct ftp_reply *r, struct cursor *in, struct ftp_reply_event *e)
{
  if(r->is_told) buf_reset(&r->line);
  r->is_told = false;
  *e = (struct ftp_reply_event){ .kind = FTP_REPLY_MORE };
  if(!cursor_left(in)) return CURLE_OK;
  const uint8_t *end = memchr(in->at, '\n', cursor_left(in));
  struct span part = cursor_take(in, end ? (size_t)(end + 1 - in->at) : cursor_left(in));
  r->len += part.len;
  if(memchr(part.at, '\0', part.len) || r->len > FTP_REPLY_MAX) return CURLE_WEIRD_SERVER_REPLY;
  TRY(keep(r, part));
  if(!end) return CURLE_OK;
  r->is_told = true;
  return judge(r, buf_span(&r->line), e);
}

bool ftp_reply_is_between(const struct ftp_reply *r) { return !r->len; }

void ftp_reply_free(struct ftp_reply *r) { buf_free(&r->line); }
