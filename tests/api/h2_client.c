#include "h2_client.h"
#include "https.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

CURLM *h2_multi;
struct h2_peer h2_peer;
const struct h2_setup h2_served = { 0 }, h2_said = { .is_raw = true };

static struct h2_transfer transfers[H2_TRANSFERS_MAX];
static size_t transfer_count;

/* ---- callbacks ---- */

static size_t take_body(char *data, size_t size, size_t count, void *clientp)
{
  struct h2_transfer *t = clientp;
  if(t->pause_after && !t->is_paused && t->body.len + count >= t->pause_after) {
    t->is_paused = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  text_add(&t->body, data, size * count);
  return size * count;
}

static size_t take_head(char *data, size_t size, size_t count, void *clientp)
{
  struct h2_transfer *t = clientp;
  text_add(&t->head, data, size * count);
  return size * count;
}

size_t h2_give(char *to, size_t size, size_t count, void *clientp)
{
  struct h2_transfer *t = clientp;
  size_t len = size * count < t->upload_len - t->sent ? size * count : t->upload_len - t->sent;
  for(size_t i = 0; i < len; i++) to[i] = t->upload ? t->upload[t->sent + i] : h2_byte_at(t->sent + i);
  t->sent += len;
  t->calls++;
  return len;
}

static int seek(void *clientp, curl_off_t offset, int origin)
{
  struct h2_transfer *t = clientp;
  t->sent = (size_t)offset;
  return CURL_SEEKFUNC_OK;
}

/* ---- life ---- */

void h2_begin_with(const struct h2_setup *setups, size_t count, const struct h2_page *pages)
{
  transfer_count = 0;
  h2_peer_init(&h2_peer, setups, count, pages);
  h2_multi = curl_multi_init();
  assert_non_null(h2_multi);
}

static void end_transfer(struct h2_transfer *t)
{
  if(t->easy && h2_multi) curl_multi_remove_handle(h2_multi, t->easy);
  curl_easy_cleanup(t->easy);
  curl_slist_free_all(t->fields);
  text_free(&t->body);
  text_free(&t->head);
}

void h2_end(void)
{
  for(size_t i = 0; i < transfer_count; i++) end_transfer(&transfers[i]);
  transfer_count = 0;
  if(h2_multi) assert_int_equal(curl_multi_cleanup(h2_multi), CURLM_OK);
  h2_multi = NULL;
  assert_string_equal(h2_peer_end(&h2_peer), "");
}

static void set_names(CURL *easy)
{
  static struct curl_slist names[] = {
    { (char *)(uintptr_t) "*:443:192.0.2.1", &names[1] },
    { (char *)(uintptr_t) "*:80:192.0.2.1", NULL },
  };
  curl_easy_setopt(easy, CURLOPT_RESOLVE, names);
}

struct h2_transfer *h2_new(const char *url)
{
  char whole[1024];
  const bool is_tls = strncmp(url, "https:", 6) == 0;
  assert_true(transfer_count < H2_TRANSFERS_MAX);
  struct h2_transfer *t = &transfers[transfer_count++];
  *t = (struct h2_transfer){ .easy = curl_easy_init(), .code = CURLE_OK };
  assert_non_null(t->easy);
  h2_peer_install(&h2_peer, t->easy);
  snprintf(whole, sizeof whole, "%s%s", url[0] == '/' ? H2_URL : "", url);
  curl_easy_setopt(t->easy, CURLOPT_URL, whole);
  curl_easy_setopt(t->easy, CURLOPT_PROXY, "");
  curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, 20000L);
  curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->error);
  curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
  curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
  curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, take_head);
  curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
  long version = is_tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
  assert_int_equal(curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION, version), CURLE_OK);
  set_names(t->easy);
  if(is_tls) https_set_cert(t->easy, CURLOPT_CAINFO_BLOB, &https_ca);
  return t;
}

void h2_add(struct h2_transfer *t)
{
  t->is_done = false;
  assert_int_equal(curl_multi_add_handle(h2_multi, t->easy), CURLM_OK);
}

void h2_remove(struct h2_transfer *t) { assert_int_equal(curl_multi_remove_handle(h2_multi, t->easy), CURLM_OK); }

struct h2_transfer *h2_get(const char *url)
{
  struct h2_transfer *t = h2_new(url);
  h2_add(t);
  return t;
}

void h2_set_field(struct h2_transfer *t, const char *line)
{
  t->fields = curl_slist_append(t->fields, line);
  curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->fields);
}

void h2_set_upload(struct h2_transfer *t, const char *text)
{
  t->upload = text;
  if(text) t->upload_len = strlen(text);
  curl_easy_setopt(t->easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(t->easy, CURLOPT_READFUNCTION, h2_give);
  curl_easy_setopt(t->easy, CURLOPT_READDATA, t);
  curl_easy_setopt(t->easy, CURLOPT_SEEKFUNCTION, seek);
  curl_easy_setopt(t->easy, CURLOPT_SEEKDATA, t);
  curl_easy_setopt(t->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->upload_len);
}

/* ---- turns ---- */

void h2_take_messages(void)
{
  CURLMsg *m;
  for(int left; (m = curl_multi_info_read(h2_multi, &left)) != NULL;) {
    struct h2_transfer *t = NULL;
    curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&t);
    if(!t) continue; /* a pushed one, say */
    assert_false(t->is_done);
    t->is_done = true;
    t->code = m->data.result;
  }
}

static int running;

bool h2_turn(void)
{
  int ready = 0;
  assert_int_equal(curl_multi_perform(h2_multi, &running), CURLM_OK);
  h2_take_messages();
  bool moved = h2_peer_turn(&h2_peer);
  if(!moved) assert_int_equal(curl_multi_poll(h2_multi, NULL, 0, 1, &ready), CURLM_OK);
  return moved || ready;
}

void h2_settle(void)
{
  for(int quiet = 0; quiet < 10;) quiet = h2_turn() ? 0 : quiet + 1;
}

void h2_run(void)
{
  running = 1;
  for(long long until = now_ms() + 25000; running && now_ms() < until;) h2_turn();
  if(running) fail_msg("%d transfers did not end; connection 0:\n%s", running, h2_frames_list(&h2_peer.conn[0].frames));
}

const struct h2_frame *h2_await(size_t conn, int type, int32_t stream, size_t count)
{
  const struct h2_frames *f = &h2_peer.conn[conn].frames;
  for(long long until = now_ms() + 10000; now_ms() < until; h2_turn()) {
    const struct h2_frame *found = h2_frames_find(f, type, stream, count - 1);
    if(found) return found;
  }
  fail_msg("no %zu frames of type %d on stream %d came:\n%s%s", count, type, stream, h2_frames_list(f),
           h2_peer.trouble);
  return NULL;
}

void h2_await_request(size_t conn, int32_t stream)
{
  h2_await(conn, NGHTTP2_HEADERS, stream, 1);
  h2_greet(&h2_peer.conn[conn]);
}

/* ---- judging ---- */

void h2_expect(const struct h2_transfer *t, CURLcode code, const char *body)
{
  if(!t->is_done) fail_msg("it has not ended");
  if(t->code != code)
    fail_msg("code %d (%s; \"%s\"), expected %d; %s", t->code, curl_easy_strerror(t->code), t->error, code,
             h2_peer.trouble);
  if(code && !t->error[0]) fail_msg("no error text for %d", code);
  if(body) assert_string_equal(t->body.at ? t->body.at : "", body);
}

void h2_expect_fill(const struct h2_transfer *t, size_t len)
{
  h2_expect(t, CURLE_OK, NULL);
  assert_int_equal(t->body.len, len);
  for(size_t i = 0; i < len; i++)
    if(t->body.at[i] != h2_byte_at(i)) fail_msg("byte %zu of the body is another", i);
}

long h2_long(const struct h2_transfer *t, CURLINFO id)
{
  long value = -1;
  assert_int_equal(curl_easy_getinfo(t->easy, id, &value), CURLE_OK);
  return value;
}
