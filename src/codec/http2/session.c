#include "base/mem.h"
#include "codec/http2/internal.h"
#include <stdio.h>

#define SETTINGS_COUNT 3
#define OUT_MAX        (128 * 1024) /* OUT_ENOUGH of send.c, and a frame */
/* Enough for HTTP2_HEAD_MAX in frames of 16 KiB, and for peers that make smaller ones. */
#define CONTINUATIONS_MAX 32

/* nghttp2 makes an INTERNAL_ERROR of an allocation that fails while it packs a head: what it was is remembered here. */
static void *noted(void *block, void *user)
{
  struct http2 *h = user;
  if(!block) h->has_lacked_memory = true;
  return block;
}

static void *allocate(size_t size, void *user) { return noted(mem_alloc(size), user); }
static void release(void *block, void *user) { mem_free(block); }
static void *allocate_array(size_t count, size_t size, void *user)
{
  return noted(mem_zalloc_array(count, size), user);
}
static void *reallocate(void *block, size_t size, void *user) { return noted(mem_realloc(block, size), user); }

void http2_fail(struct http2 *h, CURLcode code, uint32_t error, const char *why)
{
  if(error == NGHTTP2_INTERNAL_ERROR && h->has_lacked_memory) code = CURLE_OUT_OF_MEMORY;
  if(h->failed == CURLE_OUT_OF_MEMORY || (h->failed && code != CURLE_OUT_OF_MEMORY)) return;
  h->failed = code;
  h->error = error;
  h->is_going_away = true;
  snprintf(h->why, sizeof h->why, "%s%s%s", http2_error_name(error), why && *why ? ": " : "", why ? why : "");
  if(code == CURLE_HTTP2 && nghttp2_session_terminate_session(h->session, error) == NGHTTP2_ERR_NOMEM)
    h->failed = CURLE_OUT_OF_MEMORY;
}

void http2_check(struct http2 *h, int result)
{
  if(!nghttp2_is_fatal(result)) return;
  if(result == NGHTTP2_ERR_NOMEM)
    http2_fail(h, CURLE_OUT_OF_MEMORY, NGHTTP2_INTERNAL_ERROR, NULL);
  else if(result == NGHTTP2_ERR_FLOODED)
    http2_fail(h, CURLE_HTTP2, NGHTTP2_ENHANCE_YOUR_CALM, "too many frames to acknowledge");
  else
    http2_fail(h, CURLE_HTTP2, NGHTTP2_INTERNAL_ERROR, nghttp2_strerror(result));
}

int http2_callback_result(const struct http2 *h) { return h->failed ? NGHTTP2_ERR_CALLBACK_FAILURE : 0; }

static bool takes_pushes(const struct http2_config *config) { return config->events->push && config->takes_pushes; }

/* What libcurl says, in its order: there are peers that know clients by that. */
static size_t list_settings(const struct http2_config *config, nghttp2_settings_entry to[SETTINGS_COUNT])
{
  const nghttp2_settings_entry all[SETTINGS_COUNT] = {
    { NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, config->max_streams },
    { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, config->stream_window },
    { NGHTTP2_SETTINGS_ENABLE_PUSH, takes_pushes(config) },
  };
  memcpy(to, all, sizeof all);
  return SETTINGS_COUNT;
}

CURLcode http2_upgrade_settings(const struct http2_config *config, uint8_t to[HTTP2_SETTINGS_ROOM], size_t *len)
{
  nghttp2_settings_entry settings[SETTINGS_COUNT];
  ssize_t n = nghttp2_pack_settings_payload(to, HTTP2_SETTINGS_ROOM, settings, list_settings(config, settings));
  if(n < 0) return CURLE_BAD_FUNCTION_ARGUMENT;
  *len = (size_t)n;
  return CURLE_OK;
}

static void set_options(nghttp2_option *to, const struct http2_config *config)
{
  nghttp2_option_set_no_auto_window_update(to, 1);
  nghttp2_option_set_no_closed_streams(to, 1);
  nghttp2_option_set_max_reserved_remote_streams(to, takes_pushes(config) ? config->max_streams : 0);
  nghttp2_option_set_max_continuations(to, CONTINUATIONS_MAX);
  nghttp2_option_set_max_send_header_block_length(to, HTTP2_REQUEST_MAX + 1024); /* it counts a little else */
  /* blanks around a value are malformed (section 8.2.1), but peers that translate HTTP/1 send them: they are taken off */
  nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation(to, 1);
}

/* The two objects that nghttp2 has for this take no allocator: they are the C library's, and gone before http2_new returns. */
static CURLcode open_session(struct http2 *h, const struct http2_config *config)
{
  nghttp2_mem mem = { h, allocate, release, allocate_array, reallocate };
  nghttp2_session_callbacks *callbacks = NULL;
  nghttp2_option *options = NULL;
  int result = nghttp2_session_callbacks_new(&callbacks);
  if(!result) result = nghttp2_option_new(&options);
  if(!result) {
    http2_receive_callbacks(callbacks);
    http2_send_callbacks(callbacks);
    set_options(options, config);
    result = nghttp2_session_client_new3(&h->session, callbacks, h, options, &mem);
  }
  nghttp2_option_del(options);
  nghttp2_session_callbacks_del(callbacks);
  return result ? CURLE_OUT_OF_MEMORY : CURLE_OK;
}

static CURLcode begin(struct http2 *h, const struct http2_config *config)
{
  h->events = config->events;
  h->owner = config->owner;
  h->stream_window = config->stream_window;
  h->out = BUF_INIT(OUT_MAX);
  h->promise.text = BUF_INIT(HTTP2_HEAD_MAX);
  h->promise.fields = BUF_INIT(HTTP2_FIELDS_MAX * sizeof(struct field));
  hash_init(&h->streams, 0); /* ids come in order: a peer cannot choose them */
  http2_flood_init(h);
  return open_session(h, config);
}

/* The connection's window has no setting: it is a WINDOW_UPDATE (RFC 9113, section 6.9.2). */
static CURLcode open_window(struct http2 *h, const struct http2_config *config)
{
  int32_t size = config->connection_window > INT32_MAX ? INT32_MAX : (int32_t)config->connection_window;
  int result = nghttp2_session_set_local_window_size(h->session, NGHTTP2_FLAG_NONE, 0, size);
  return result ? CURLE_OUT_OF_MEMORY : CURLE_OK;
}

static CURLcode submit_settings(struct http2 *h, const struct http2_config *config)
{
  nghttp2_settings_entry settings[SETTINGS_COUNT];
  int result = nghttp2_submit_settings(h->session, NGHTTP2_FLAG_NONE, settings, list_settings(config, settings));
  if(result == NGHTTP2_ERR_INVALID_ARGUMENT) return CURLE_BAD_FUNCTION_ARGUMENT; /* a window over 2^31-1 */
  return result ? CURLE_OUT_OF_MEMORY : open_window(h, config);
}

static CURLcode hand_over(struct http2 *h, CURLcode code, struct http2 **ret)
{
  if(code)
    http2_free(h);
  else
    *ret = h;
  return code;
}

CURLcode http2_new(struct http2 **ret, const struct http2_config *config)
{
  struct http2 *h = mem_zalloc(sizeof *h);
  if(!h) return CURLE_OUT_OF_MEMORY;
  CURLcode code = begin(h, config);
  if(!code) code = submit_settings(h, config);
  return hand_over(h, code, ret);
}

/* nghttp2 queues the settings once more, as the connection's first frame. */
static CURLcode upgrade(struct http2 *h, const struct http2_config *config, struct span settings, bool is_head,
                        void *user)
{
  struct stream *s;
  int result = nghttp2_session_upgrade2(h->session, settings.at, settings.len, is_head, NULL);
  if(result) return result == NGHTTP2_ERR_NOMEM ? CURLE_OUT_OF_MEMORY : CURLE_BAD_FUNCTION_ARGUMENT;
  TRY(http2_stream_add(h, 1, user, &s));
  s->is_sent = true;
  h->requests_open = 1;
  return open_window(h, config);
}

CURLcode http2_new_upgraded(struct http2 **ret, const struct http2_config *config, struct span settings, bool is_head,
                            void *user, uint32_t *id)
{
  struct http2 *h = mem_zalloc(sizeof *h);
  if(!h) return CURLE_OUT_OF_MEMORY;
  CURLcode code = begin(h, config);
  if(!code) code = upgrade(h, config, settings, is_head, user);
  if(!code) *id = 1;
  return hand_over(h, code, ret);
}

void http2_free(struct http2 *h)
{
  if(!h) return;
  for(struct hash_node *n = hash_next(&h->streams, NULL), *next; n; n = next) {
    next = hash_next(&h->streams, n);
    http2_stream_remove(CONTAINER_OF(n, struct stream, node));
  }
  nghttp2_session_del(h->session); /* a stream that nghttp2 closes now is known no more */
  hash_free(&h->streams);
  buf_free(&h->out);
  buf_free(&h->promise.text);
  buf_free(&h->promise.fields);
  mem_free(h);
}
