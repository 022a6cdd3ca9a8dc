#include "peer_steps.h"
#include "frames.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What one look at a step has brought. */
enum progress { STUCK, MOVED, FINISHED };

typedef enum progress step_fn(struct peer *p, struct peer_conn *c, const struct step *s);

/* ---- what went wrong ---- */

void peer_note(struct peer *p, const struct peer_conn *c, const char *what, const char *format, ...)
{
  va_list args;
  size_t used;
  if(p->failure[0]) return;
  used = (size_t)snprintf(p->failure, sizeof p->failure, "connection %d, step %d: %s", (int)(c - p->conn), (int)c->at,
                          what);
  va_start(args, format);
  vsnprintf(p->failure + used, sizeof p->failure - used, format, args);
  va_end(args);
}

void peer_end_connection(struct peer_conn *c)
{
  if(c->fd >= 0) close(c->fd);
  c->fd = -1;
}

/* The script cannot go on: the library sees an end. */
static enum progress give_up(struct peer_conn *c)
{
  peer_end_connection(c);
  while(c->steps[c->at].kind) c->at++;
  return MOVED;
}

/* ---- the steps ---- */

static enum progress missing(struct peer *p, struct peer_conn *c, const struct step *s)
{
  if(!c->ended) return STUCK;
  peer_note(p, c, "closed by the library", " where \"%.1500s\" was expected, after \"%.1500s\"",
            s->bytes ? s->bytes : "", c->in.at ? c->in.at : "");
  return give_up(c);
}

static enum progress expect(struct peer *p, struct peer_conn *c, const struct step *s)
{
  size_t len = c->in.len < s->len ? c->in.len : s->len;
  if(len && memcmp(c->in.at, s->bytes, len) != 0) {
    peer_note(p, c, "expected", " \"%.1500s\", got \"%.1500s\"", s->bytes, c->in.at);
    return give_up(c);
  }
  if(len < s->len) return missing(p, c, s);
  text_drop(&c->in, len);
  return FINISHED;
}

static bool is_boundary(const char *at)
{
  for(size_t i = 0; i < PEER_BOUNDARY_LEN; i++)
    if(i < 24 ? at[i] != '-' : !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", at[i]))
      return false;
  return true;
}

/* Does `at` begin with the boundary that is known by this number? Learn it if there is none yet. */
static bool match_boundary(struct peer_conn *c, int number, const char *at)
{
  char *known = c->boundary[number - 1];
  if(!known[0] && is_boundary(at)) memcpy(known, at, PEER_BOUNDARY_LEN);
  return memcmp(known, at, PEER_BOUNDARY_LEN) == 0;
}

static enum progress expect_form(struct peer *p, struct peer_conn *c, const struct step *s)
{
  size_t at = 0;
  for(size_t i = 0; i < s->len; i++) {
    int number = s->bytes[i] >= 1 && s->bytes[i] <= PEER_BOUNDARIES_MAX ? s->bytes[i] : 0;
    size_t len = number ? PEER_BOUNDARY_LEN : 1;
    if(c->in.len - at < len) return missing(p, c, s);
    if(number ? !match_boundary(c, number, c->in.at + at) : c->in.at[at] != s->bytes[i]) {
      peer_note(p, c, "expected", " \"%.1500s\", got \"%.1500s\"", s->bytes + i, c->in.at + at);
      return give_up(c);
    }
    at += len;
  }
  text_drop(&c->in, at);
  return FINISHED;
}

static enum progress take_head(struct peer *p, struct peer_conn *c, const struct step *s, bool wanted)
{
  char *end = c->in.at ? strstr(c->in.at, "\r\n\r\n") : NULL;
  const char *found;
  if(!end) return missing(p, c, s);
  end[2] = 0;
  found = s->bytes ? strstr(c->in.at, s->bytes) : NULL;
  if(s->bytes && wanted != (found != NULL)) {
    peer_note(p, c, wanted ? "not in the head:" : "in the head:", " \"%.500s\": \"%.2000s\"", s->bytes, c->in.at);
    return give_up(c);
  }
  text_drop(&c->in, (size_t)(end + 4 - c->in.at));
  return FINISHED;
}

static enum progress expect_head(struct peer *p, struct peer_conn *c, const struct step *s)
{
  return take_head(p, c, s, true);
}

static enum progress expect_lacks(struct peer *p, struct peer_conn *c, const struct step *s)
{
  return take_head(p, c, s, false);
}

static enum progress expect_fill(struct peer *p, struct peer_conn *c, const struct step *s)
{
  size_t len = c->in.len < s->len - c->done ? c->in.len : s->len - c->done;
  for(size_t i = 0; i < len; i++) {
    if(c->in.at[i] == s->bytes[0]) continue;
    peer_note(p, c, "expected", " %zu times '%c', got another byte at %zu", s->len, s->bytes[0], c->done + i);
    return give_up(c);
  }
  text_drop(&c->in, len);
  c->done += len;
  if(c->done < s->len) return len ? MOVED : missing(p, c, s);
  return FINISHED;
}

/* The bytes of one whole chunk at `at`, its data in `*data` and `*len`; 0: not all there; -1: no chunk. */
static long parse_chunk(const struct text *in, size_t at, const char **data, size_t *len)
{
  char *end;
  unsigned long size;
  if(!in->at || !memchr(in->at + at, '\n', in->len - at)) return 0;
  size = strtoul(in->at + at, &end, 16);
  if(end == in->at + at || strncmp(end, "\r\n", 2) != 0) return -1;
  *data = end + 2;
  *len = size;
  if(in->len - (size_t)(*data - in->at) < size + 2) return 0;
  return strncmp(*data + size, "\r\n", 2) == 0 ? *data + size + 2 - (in->at + at) : -1;
}

static enum progress expect_chunked(struct peer *p, struct peer_conn *c, const struct step *s)
{
  size_t at = 0, done = 0, len = 1;
  while(len) {
    const char *data = NULL;
    long chunk = parse_chunk(&c->in, at, &data, &len);
    if(!chunk) return missing(p, c, s);
    if(chunk < 0 || len > s->len - done || memcmp(data, s->bytes + done, len) != 0 || (!len && done < s->len)) {
      peer_note(p, c, "expected chunked", " \"%.1000s\", got \"%.2000s\"", s->bytes, c->in.at);
      return give_up(c);
    }
    at += (size_t)chunk;
    done += len;
  }
  text_drop(&c->in, at);
  return FINISHED;
}

static enum progress expect_frame(struct peer *p, struct peer_conn *c, const struct step *s)
{
  struct frame f;
  if(!frame_parse(&c->in, &f)) return missing(p, c, s);
  if(!f.is_masked || f.size != s->len - 1 || memcmp(f.payload, s->bytes + 1, f.size) != 0 ||
     f.first != (unsigned char)s->bytes[0]) {
    peer_note(p, c, "expected", " frame %02x \"%.1000s\", got %02x %s \"%.*s\"", (unsigned char)s->bytes[0],
              s->bytes + 1, f.first, f.is_masked ? "masked" : "unmasked", f.size < 1000 ? (int)f.size : 1000,
              f.payload);
    return give_up(c);
  }
  if(c->frames < PEER_MASKS_MAX) c->masks[c->frames] = f.mask;
  c->frames++;
  text_drop(&c->in, f.whole);
  return FINISHED;
}

static enum progress expect_end(struct peer *p, struct peer_conn *c, const struct step *s)
{
  if(c->in.len) {
    peer_note(p, c, "expected", " the end, got \"%.1500s\"", c->in.at);
    return give_up(c);
  }
  return c->ended ? FINISHED : STUCK;
}

static enum progress ignore(struct peer *p, struct peer_conn *c, const struct step *s)
{
  text_free(&c->in);
  return c->ended ? FINISHED : STUCK;
}

static enum progress put(struct peer *p, struct peer_conn *c, const char *bytes, size_t len)
{
  ssize_t n;
  if(p->send_max && len > p->send_max) len = p->send_max;
  n = send(c->fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
  if(n < 0) {
    if(errno == EAGAIN) return STUCK;
    /* The library may close whenever it has heard enough; a script that minds ends in EXPECT_END. */
    return FINISHED;
  }
  c->done += (size_t)n;
  return MOVED;
}

static enum progress send_bytes(struct peer *p, struct peer_conn *c, const struct step *s)
{
  enum progress what = put(p, c, s->bytes + c->done, s->len - c->done);
  return what == MOVED && c->done == s->len ? FINISHED : what;
}

static enum progress send_fill(struct peer *p, struct peer_conn *c, const struct step *s)
{
  char block[16384];
  size_t len = s->len - c->done < sizeof block ? s->len - c->done : sizeof block;
  enum progress what;
  memset(block, s->bytes[0], len);
  what = put(p, c, block, len);
  return what == MOVED && c->done == s->len ? FINISHED : what;
}

static enum progress hold(struct peer *p, struct peer_conn *c, const struct step *s)
{
  return atomic_load(&p->released) ? FINISHED : STUCK;
}

static enum progress wait_time(struct peer *p, struct peer_conn *c, const struct step *s)
{
  if(!c->since) c->since = now_ms();
  return now_ms() - c->since >= (long long)s->len ? FINISHED : STUCK;
}

static enum progress shut(struct peer *p, struct peer_conn *c, const struct step *s)
{
  peer_end_connection(c);
  text_free(&c->in);
  return FINISHED;
}

static step_fn *const steps[] = {
  [STEP_EXPECT] = expect,
  [STEP_EXPECT_FORM] = expect_form,
  [STEP_EXPECT_HEAD] = expect_head,
  [STEP_EXPECT_LACKS] = expect_lacks,
  [STEP_EXPECT_FILL] = expect_fill,
  [STEP_EXPECT_FRAME] = expect_frame,
  [STEP_EXPECT_CHUNKED] = expect_chunked,
  [STEP_EXPECT_END] = expect_end,
  [STEP_IGNORE] = ignore,
  [STEP_SEND] = send_bytes,
  [STEP_SEND_FILL] = send_fill,
  [STEP_HOLD] = hold,
  [STEP_PAUSE] = wait_time,
  [STEP_CLOSE] = shut,
};

/* ---- turns ---- */

static bool receive(struct peer_conn *c)
{
  char block[65536];
  ssize_t n;
  if(c->fd < 0 || c->ended) return false;
  n = recv(c->fd, block, sizeof block, MSG_DONTWAIT);
  if(n < 0 && errno == EAGAIN) return false;
  if(n > 0)
    text_add(&c->in, block, (size_t)n);
  else
    c->ended = true;
  return true;
}

bool peer_turn_connection(struct peer *p, struct peer_conn *c)
{
  bool moved = receive(c);
  while(c->steps[c->at].kind) {
    const struct step *s = &c->steps[c->at];
    enum progress what = steps[s->kind](p, c, s);
    if(what == STUCK) break;
    moved = true;
    /* One piece a turn: the library is to see each by itself. */
    if(what == MOVED) break;
    c->at++;
    c->done = 0;
    c->since = 0;
    if(p->send_max && s->kind == STEP_SEND) break;
  }
  return moved;
}
