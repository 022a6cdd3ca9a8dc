#include "exchange.h"
#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A transfer that stands half finished beside the one under test. */
struct bystander {
  struct peer peer;
  CURL *easy;
  struct text body;
};

static const struct step bystander_script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("GET /bystander HTTP/1.1\r\n"), SEND("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf-"), HOLD,
    SEND("whole") },
};

/* ---- callbacks ---- */

size_t collect_body(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  o->bad_size |= size != 1 || count > CURL_MAX_WRITE_SIZE;
  text_add(&o->body, data, count);
  return count;
}

size_t collect_head(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  o->bad_line |= size != 1 || !count || memchr(data, '\n', count) != data + count - 1;
  text_add(&o->head, data, count);
  return count;
}

size_t give_upload(char *to, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  size_t left = (o->of->upload_len ? o->of->upload_len : strlen(o->of->upload)) - o->sent;
  size_t len = size * count;
  if(o->of->upload_step && len > o->of->upload_step) len = o->of->upload_step;
  if(len > left) len = left;
  memcpy(to, o->of->upload + o->sent, len);
  o->sent += len;
  o->reads++;
  return len;
}

static int seek_upload(void *clientp, curl_off_t offset, int origin)
{
  struct outcome *o = clientp;
  o->seeks++;
  o->sent = (size_t)offset;
  return CURL_SEEKFUNC_OK;
}

static size_t collect_plain(char *data, size_t size, size_t count, void *clientp)
{
  text_add(clientp, data, size * count);
  return size * count;
}

/* ---- preparing ---- */

void set_option(CURL *easy, const struct option *o)
{
  CURLcode code;
  if(o->id >= CURLOPTTYPE_OFF_T && o->id < CURLOPTTYPE_BLOB)
    code = curl_easy_setopt(easy, o->id, o->number);
  else if(o->id >= CURLOPTTYPE_FUNCTIONPOINT && o->id < CURLOPTTYPE_OFF_T)
    code = curl_easy_setopt(easy, o->id, o->function);
  else if(o->id >= CURLOPTTYPE_OBJECTPOINT)
    code = curl_easy_setopt(easy, o->id, o->pointer);
  else
    code = curl_easy_setopt(easy, o->id, (long)o->number);
  if(code) fail_msg("option %d: %s", (int)o->id, curl_easy_strerror(code));
}

static struct curl_slist *prepare_easy(struct outcome *o)
{
  const struct exchange *e = o->of;
  struct curl_slist *list = NULL;
  CURL *easy = o->easy;
  peer_install(o->peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, e->url ? e->url : URL);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 20000L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, o->error);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, collect_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, o);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, collect_head);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, o);
  if(e->upload) {
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_upload);
    curl_easy_setopt(easy, CURLOPT_READDATA, o);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, seek_upload);
    curl_easy_setopt(easy, CURLOPT_SEEKDATA, o);
  }
  for(size_t i = 0; i < sizeof e->headers / sizeof *e->headers && e->headers[i]; i++)
    list = curl_slist_append(list, e->headers[i]);
  if(list) curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
  for(size_t i = 0; i < sizeof e->options / sizeof *e->options && e->options[i].id; i++)
    set_option(easy, &e->options[i]);
  if(e->prepare) e->prepare(o);
  return list;
}

/* ---- getinfo, while the handle lives ---- */

static void check_text(struct outcome *o, const struct info *i)
{
  char *text = NULL;
  curl_easy_getinfo(o->easy, i->id, &text);
  if(!text == !i->text && (!text || strcmp(text, i->text) == 0)) return;
  snprintf(o->infos, sizeof o->infos, "CURLINFO %d: expected \"%s\", got \"%s\"", (int)i->id & CURLINFO_MASK,
           i->text ? i->text : "(NULL)", text ? text : "(NULL)");
}

static void check_number(struct outcome *o, const struct info *i)
{
  long number = 0;
  curl_off_t large = 0;
  double real = 0;
  bool fits;
  switch((int)i->id & CURLINFO_TYPEMASK) {
  case CURLINFO_LONG:
    curl_easy_getinfo(o->easy, i->id, &number);
    fits = number == i->number;
    break;
  case CURLINFO_OFF_T:
    curl_easy_getinfo(o->easy, i->id, &large);
    fits = large == i->number;
    break;
  default:
    curl_easy_getinfo(o->easy, i->id, &real);
    fits = real >= (double)i->number;
  }
  if(fits) return;
  snprintf(o->infos, sizeof o->infos, "CURLINFO %d: expected %ld, got %ld %ld %f", (int)i->id & CURLINFO_MASK,
           (long)i->number, number, (long)large, real);
}

static void check_infos(struct outcome *o)
{
  if(o->of->inspect) o->of->inspect(o);
  for(size_t i = 0; i < sizeof o->of->infos / sizeof *o->of->infos && o->of->infos[i].id; i++) {
    const struct info *info = &o->of->infos[i];
    if(o->infos[0]) return;
    if(((int)info->id & CURLINFO_TYPEMASK) == CURLINFO_STRING)
      check_text(o, info);
    else
      check_number(o, info);
  }
}

/* ---- running ---- */

static void perform_easy(struct outcome *o)
{
  peer_start(o->peer);
  for(int i = 0; i < (o->of->times ? o->of->times : 1); i++) o->code = curl_easy_perform(o->easy);
}

/* Drive `multi` until `easy` is done; `peers` get their turns. */
static CURLcode drive(CURLM *multi, const CURL *easy, struct peer *const peers[2])
{
  for(long long until = now_ms() + 30000; now_ms() < until;) {
    int running, left;
    bool moved;
    CURLMsg *m;
    if(curl_multi_perform(multi, &running)) return CURLE_BAD_FUNCTION_ARGUMENT;
    while((m = curl_multi_info_read(multi, &left)) != NULL)
      if(m->easy_handle == easy) return m->data.result;
    moved = peer_turn(peers[0]);
    moved |= peer_turn(peers[1]);
    if(!moved) curl_multi_poll(multi, NULL, 0, 1, NULL);
  }
  return CURLE_OPERATION_TIMEDOUT;
}

static void begin_bystander(struct bystander *b, CURLM *multi, struct peer *const peers[2])
{
  peer_init(&b->peer, bystander_script);
  b->easy = curl_easy_init();
  peer_install(&b->peer, b->easy);
  curl_easy_setopt(b->easy, CURLOPT_URL, URL "bystander");
  curl_easy_setopt(b->easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(b->easy, CURLOPT_WRITEFUNCTION, collect_plain);
  curl_easy_setopt(b->easy, CURLOPT_WRITEDATA, &b->body);
  curl_multi_add_handle(multi, b->easy);
  for(int i = 0, running; i < 5000 && b->body.len < 5; i++) {
    curl_multi_perform(multi, &running);
    if(!peer_turn(&b->peer)) curl_multi_poll(multi, NULL, 0, 1, NULL);
  }
}

static void end_bystander(struct bystander *b, CURLM *multi, struct peer *const peers[2], struct outcome *o)
{
  CURLcode code;
  peer_release(&b->peer);
  code = drive(multi, b->easy, peers);
  if(code || !b->body.at || strcmp(b->body.at, "half-whole") != 0)
    snprintf(o->trouble, sizeof o->trouble, "the bystander: %s, body \"%.100s\"", curl_easy_strerror(code),
             b->body.at ? b->body.at : "");
  curl_multi_remove_handle(multi, b->easy);
  curl_easy_cleanup(b->easy);
  text_free(&b->body);
}

static void perform_multi(struct outcome *o)
{
  CURLM *multi = curl_multi_init();
  struct bystander b = { 0 };
  struct peer *peers[2] = { o->peer, &b.peer };
  const char *why;
  begin_bystander(&b, multi, peers);
  for(int i = 0; i < (o->of->times ? o->of->times : 1); i++) {
    curl_multi_add_handle(multi, o->easy);
    o->code = drive(multi, o->easy, peers);
    curl_multi_remove_handle(multi, o->easy);
  }
  o->open_after = peer_open_count(o->peer);
  check_infos(o);
  end_bystander(&b, multi, peers, o);
  curl_easy_cleanup(o->easy);
  curl_multi_cleanup(multi);
  why = peer_end(&b.peer);
  if(why[0] && !o->trouble[0]) snprintf(o->trouble, sizeof o->trouble, "the bystander's %.3900s", why);
}

static void run_mode(struct outcome *o, unsigned mode)
{
  struct peer peer;
  struct curl_slist *list;
  const char *why;
  peer_init(&peer, o->of->conn);
  peer.send_max = mode == MULTI_BYTES;
  o->peer = &peer;
  o->easy = curl_easy_init();
  assert_non_null(o->easy);
  list = prepare_easy(o);
  if(mode == EASY) {
    perform_easy(o);
    o->open_after = peer_open_count(&peer);
    check_infos(o);
    curl_easy_cleanup(o->easy);
  } else
    perform_multi(o);
  curl_slist_free_all(list);
  why = peer_end(&peer);
  if(why[0]) snprintf(o->trouble, sizeof o->trouble, "%s", why);
  if(!o->trouble[0] && peer_open_count(&peer))
    snprintf(o->trouble, sizeof o->trouble, "%d sockets were not closed", peer_open_count(&peer));
}

/* ---- judging ---- */

static void judge(const struct outcome *o)
{
  const struct exchange *e = o->of;
  size_t body_len = e->body_len ? e->body_len : e->body ? strlen(e->body) : 0;
  if(o->code != e->code && (!o->code || o->code != e->or_code))
    fail_msg("code %d (%s; \"%s\"), expected %d (%s); %s", o->code, curl_easy_strerror(o->code), o->error, e->code,
             curl_easy_strerror(e->code), o->trouble);
  if(o->trouble[0]) fail_msg("%s", o->trouble);
  if(o->infos[0]) fail_msg("%s", o->infos);
  if(o->code && !o->error[0]) fail_msg("no error text for %d", o->code);
  if(e->error && !strstr(o->error, e->error)) fail_msg("\"%s\" is not in \"%s\"", e->error, o->error);
  assert_int_equal(o->body.len, body_len);
  if(body_len) assert_memory_equal(o->body.at, e->body, body_len);
  if(e->head) assert_string_equal(o->head.at ? o->head.at : "", e->head);
  if(o->bad_line) fail_msg("the header callback got something else than one whole line");
  if(o->bad_size) fail_msg("the write callback got too many bytes at once");
  if(o->open_after != e->kept) fail_msg("%d connections are kept, expected %d", o->open_after, e->kept);
  if(e->verify) e->verify(o);
}

static void run_and_judge(const struct exchange *e, unsigned mode)
{
  struct outcome o = { .of = e };
  run_mode(&o, mode);
  judge(&o);
  text_free(&o.body);
  text_free(&o.head);
}

void run_exchange(const struct exchange *e)
{
  unsigned modes = e->modes ? e->modes : EASY | MULTI | MULTI_BYTES;
  if(modes & EASY) run_and_judge(e, EASY);
  if(modes & MULTI) run_and_judge(e, MULTI);
  if(modes & MULTI_BYTES) run_and_judge(e, MULTI_BYTES);
}
