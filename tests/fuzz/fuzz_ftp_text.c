/* Any text of a reply, and any of CURLOPT_FTPPORT: what is read is in its bounds, and reads alike once it is written. */
#include "codec/ftp/text.h"
#include <stdlib.h>

static void check(bool holds)
{
  if(!holds) abort();
}

static void read_227(struct span text)
{
  uint8_t ip[4], again[4];
  uint16_t port, port_again;
  struct buf written = BUF_INIT(64);
  struct address a = { .len = sizeof(struct sockaddr_in), .addr.ss_family = AF_INET };
  if(!ftp_read_227(text, ip, &port)) return;
  memcpy(&((struct sockaddr_in *)&a.addr)->sin_addr, ip, sizeof ip);
  address_set_port(&a, port);
  check(!ftp_write_port(&written, &a) && ftp_read_227(buf_span(&written), again, &port_again));
  check(!memcmp(ip, again, sizeof ip) && port == port_again);
  buf_free(&written);
}

/* Quotes doubled, it must be the same directory again. */
static void read_257(struct span text)
{
  struct buf dir = BUF_INIT(1u << 20), written = BUF_INIT(4u << 20), again = BUF_INIT(1u << 20);
  if(!ftp_read_257(text, &dir)) {
    check(dir.len + 2 <= text.len && !buf_add_char(&written, '"'));
    for(size_t i = 0; i < dir.len; i++) {
      check(dir.at[i] >= ' ');
      check(!buf_addf(&written, dir.at[i] == '"' ? "\"%c" : "%c", dir.at[i]));
    }
    check(!buf_add_text(&written, "\" again") && !ftp_read_257(buf_span(&written), &again));
    check(span_equal(buf_span(&dir), buf_span(&again)));
  } else {
    check(!dir.len);
  }
  buf_free(&dir);
  buf_free(&written);
  buf_free(&again);
}

static void read_facts(struct span text)
{
  curl_off_t number;
  uint16_t port;
  if(ftp_read_229(text, &port)) check(port);
  if(ftp_read_size(text, &number)) check(number >= 0);
  if(ftp_read_150_size(text, &number)) check(number >= 0);
  struct span system = ftp_read_system(text);
  check(system.len <= text.len && !memchr(system.at ? (const char *)system.at : "", ' ', system.len));
}

static void read_port_text(struct span text)
{
  struct ftp_port_text t;
  char *copy = malloc(text.len + 1);
  check(copy);
  if(text.len) memcpy(copy, text.at, text.len);
  copy[text.len] = '\0';
  if(ftp_read_port_text(copy, &t)) {
    check(t.first_port <= t.last_port && t.host.len <= strlen(copy));
    check((const char *)t.host.at >= copy && (const char *)t.host.at + t.host.len <= copy + strlen(copy));
  }
  free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct span text = span_of(data, size);
  read_227(text);
  read_257(text);
  read_facts(text);
  read_port_text(text);
  return 0;
}
