#include "base/str.h"
#include "codec/dns/message.h"

#define LABEL_MAX 63

/* Append a label, which may be the empty one. False: no room for it and an end behind. */
static bool add_label(struct dns_name *n, struct span label)
{
  size_t end = label.len ? 1 : 0;
  if(label.len > LABEL_MAX || n->len + 1 + label.len + end > DNS_NAME_MAX) return false;
  n->at[n->len++] = (uint8_t)label.len;
  for(size_t i = 0; i < label.len; i++) n->at[n->len++] = (uint8_t)ascii_lower(label.at[i]);
  return true;
}

bool dns_name_parse(const char *text, struct dns_name *ret)
{
  struct dns_name n = { 0 };
  struct cursor c = cursor_of(span_text(text));
  if(!cursor_left(&c)) return false;
  do {
    const uint8_t *dot = memchr(c.at, '.', cursor_left(&c));
    struct span label = cursor_take(&c, dot ? (size_t)(dot - c.at) : cursor_left(&c));
    if(!label.len || !add_label(&n, label)) return false;
    if(dot) c.at++;
  } while(cursor_left(&c));
  if(!add_label(&n, span_of(NULL, 0))) return false;
  *ret = n;
  return true;
}

static bool is_host_byte(uint8_t c) { return ascii_is_alnum(c) || c == '-' || c == '_'; }

/* Each length but the first becomes the dot before its label, and the empty label the end. */
bool dns_name_text(const struct dns_name *n, char to[DNS_NAME_MAX])
{
  size_t len = 0;
  struct cursor c = { n->at, n->at + n->len };
  for(size_t left; cursor_left(&c) && (left = *c.at++);) {
    if(len) to[len++] = '.';
    for(; left; left--, c.at++) {
      if(!is_host_byte(*c.at)) return false;
      to[len++] = (char)*c.at;
    }
  }
  to[len] = '\0';
  return true;
}

/* RFC 1035, section 4.1.4: two bits say what a length byte is; 01 and 10 are nothing. A pointer has to lead before the
 * run of labels that it ends: so each run is shorter than what is before the last, and there is an end. */
static bool follow(struct cursor *run, struct span message, const uint8_t *begin)
{
  struct span two = cursor_take(run, 2);
  size_t offset = (size_t)(two.at[0] & 0x3f) << 8 | two.at[1];
  if(offset >= (size_t)(begin - message.at)) return false;
  run->at = message.at + offset;
  return true;
}

bool dns_name_read(struct cursor *c, struct span message, struct dns_name *ret)
{
  struct dns_name n = { 0 };
  struct cursor run = *c;
  const uint8_t *begin = run.at, *behind = NULL; /* behind the name where it stands; a pointer ends it there */
  for(;;) {
    if(!cursor_left(&run)) return false;
    uint8_t len = *run.at;
    if(len > LABEL_MAX) {
      if(len < 0xc0 || cursor_left(&run) < 2) return false;
      if(!behind) behind = run.at + 2;
      if(!follow(&run, message, begin)) return false;
      begin = run.at;
      continue;
    }
    run.at++;
    if(cursor_left(&run) < len || !add_label(&n, cursor_take(&run, len))) return false;
    if(!len) break;
  }
  c->at = behind ? behind : run.at;
  *ret = n;
  return true;
}
