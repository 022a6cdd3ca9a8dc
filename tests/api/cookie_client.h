/* A handle whose every request is answered at once, and can be looked at afterwards. No port, no thread. */
#ifndef API_COOKIE_CLIENT_H
#define API_COOKIE_CLIENT_H
#include "check.h"
#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER_END "Connection: close\r\nContent-Length: 0\r\n\r\n"

static const char *answer; /* to the next request: a whole head, or NULL for the shortest */
static int far_end = -1;   /* of the last connection */
static struct curl_slist to_peer = { .data = (char *)(uintptr_t) "::192.0.2.1:80" };

static inline curl_socket_t answer_socket(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  int pair[2];
  const char *text = answer ? answer : "HTTP/1.1 200 OK\r\n" ANSWER_END;
  if(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) return CURL_SOCKET_BAD;
  if(far_end >= 0) close(far_end);
  far_end = pair[1];
  answer = NULL;
  if(write(far_end, text, strlen(text)) != (ssize_t)strlen(text)) abort();
  return pair[0];
}

static inline int already_connected(void *clientp, curl_socket_t fd, curlsocktype purpose)
{
  return CURL_SOCKOPT_ALREADY_CONNECTED;
}

static inline size_t take_all(char *data, size_t size, size_t count, void *clientp) { return size * count; }

static inline void prepare_client(CURL *easy)
{
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, answer_socket);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, already_connected);
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, &to_peer);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 20000L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_all);
}

static inline CURL *new_client(void)
{
  CURL *easy = curl_easy_init();
  assert_non_null(easy);
  prepare_client(easy);
  return easy;
}

/* The values of all Cookie lines of the last request, '|' between them; "" for none. */
static inline const char *cookies_sent(void)
{
  static char request[65536], found[65536];
  size_t len = 0;
  for(ssize_t got; (got = read(far_end, request + len, sizeof request - 1 - len)) > 0;) len += (size_t)got;
  request[len] = '\0';
  found[0] = '\0';
  char *state = NULL;
  for(char *line = strtok_r(request, "\r\n", &state); line; line = strtok_r(NULL, "\r\n", &state)) {
    if(strncmp(line, "Cookie:", 7) != 0) continue;
    if(found[0]) strcat(found, "|");
    strcat(found, line + 7 + (line[7] == ' '));
  }
  return found;
}

/* GET `url`, answered by `head` (NULL: the shortest); what cookies went with it. */
static inline const char *get(CURL *easy, const char *url, const char *head)
{
  answer = head;
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_URL, url), CURLE_OK);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  return cookies_sent();
}
#define OK_WITH(fields)             "HTTP/1.1 200 OK\r\n" fields ANSWER_END
#define GETS(easy, url, head, what) assert_string_equal(get(easy, url, head), what)
#define SET(easy, id, value)        assert_int_equal(curl_easy_setopt(easy, CURLOPT_##id, value), CURLE_OK)

/* CURLINFO_COOKIELIST, '\n' behind each. */
static inline const char *listed(CURL *easy)
{
  static char text[65536];
  struct curl_slist *list = NULL;
  text[0] = '\0';
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_COOKIELIST, &list), CURLE_OK);
  for(struct curl_slist *item = list; item; item = item->next) strcat(strcat(text, item->data), "\n");
  curl_slist_free_all(list);
  return text;
}
#define LISTS(easy, what) assert_string_equal(listed(easy), what)

/* A line for a.test. */
#define LINE(name, value)         "a.test\tFALSE\t/\tFALSE\t0\t" name "\t" value
#define LASTING_LINE(name, value) "a.test\tFALSE\t/\tFALSE\t9999999999\t" name "\t" value

static CURL *easy;

static inline int set_up(void **state)
{
  easy = new_client();
  return !easy;
}

static inline int tear_down(void **state)
{
  curl_easy_cleanup(easy);
  if(far_end >= 0) close(far_end);
  far_end = -1;
  answer = NULL;
  return 0;
}

#define COOKIE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
