/* Transfers of one handle, one after the other, against one script. */
#ifndef API_TURNS_H
#define API_TURNS_H
#include "exchange.h"
#include <stdio.h>

/* Its options stay set for those that follow. */
struct turn {
  const char *url; /* NULL: as before */
  struct option options[8];
  CURLcode code; /* expected */
  void (*before)(void);
};
#define TURN(where, ...)                     \
  {                                          \
    .url = where, .options = { __VA_ARGS__ } \
  }
#define GO_TO(where) \
  {                  \
    .url = where     \
  }
#define ONCE_MORE \
  {               \
    .url = NULL   \
  }

static inline size_t drop_all(char *data, size_t size, size_t count, void *clientp) { return size * count; }

static inline void run_turn(CURL *easy, const struct turn *t, int number)
{
  char error[CURL_ERROR_SIZE] = "";
  if(t->before) t->before();
  for(size_t i = 0; i < sizeof t->options / sizeof *t->options && t->options[i].id; i++)
    set_option(easy, &t->options[i]);
  if(t->url) curl_easy_setopt(easy, CURLOPT_URL, t->url);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
  CURLcode code = curl_easy_perform(easy);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, NULL);
  if(code != t->code) fail_msg("turn %d: code %d (%s)", number, (int)code, error);
}

static inline void run_turns(const struct step (*script)[PEER_STEPS_MAX], const struct turn *turns, size_t count)
{
  static struct peer peer;
  CURL *easy = curl_easy_init();
  peer_init(&peer, script);
  peer_start(&peer);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop_all);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 20000L);
  for(size_t i = 0; i < count; i++) run_turn(easy, &turns[i], (int)i);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
  assert_int_equal(peer_open_count(&peer), 0);
}
#define RUN_TURNS(script, turns) run_turns(script, turns, sizeof(turns) / sizeof *(turns))

#endif
