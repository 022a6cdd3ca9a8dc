/* A client's session against any bytes of a server, in pieces, beginning with a ticket of any bytes. Nothing but an error,
 * an end or waiting for more may come of it. Input: the length of a piece, two bytes of the ticket's length, the ticket, and
 * what the server says. */
#include "base/mem.h"
#include "tls/openssl/session.h"
#include <stdlib.h>

struct server {
  struct cursor left;
  size_t piece;
};

static CURLcode read_server(void *below, struct trace *t, void *to, size_t room, size_t *got)
{
  struct server *s = below;
  size_t len = cursor_left(&s->left);
  if(len > s->piece) len = s->piece;
  if(len > room) len = room;
  if(len) memcpy(to, cursor_take(&s->left, len).at, len);
  *got = len; /* 0: it has ended its side */
  return CURLE_OK;
}

static CURLcode swallow(void *below, struct trace *t, const void *from, size_t len, size_t *sent)
{
  *sent = len;
  return CURLE_OK;
}

static void check(bool holds)
{
  if(!holds) abort();
}

/* Every turn takes something from the server, or is the last. */
static void run(struct tls_session *s)
{
  enum tls_wants wants;
  char bytes[64];
  size_t n;
  if(tls_engine.early_room && tls_engine.early_room(s)) (void)tls_engine.write_early(s, NULL, "GET", 3, &n, &wants);
  CURLcode code;
  do {
    code = tls_engine.handshake(s, &wants, NULL);
    check(code != CURLE_AGAIN || wants == TLS_WANTS_READ);
  } while(code == CURLE_AGAIN);
  check(code != CURLE_OK); /* nobody can guess the keys */
  check(tls_engine.read(s, NULL, bytes, sizeof bytes, &n, &wants) != CURLE_OK);
  check(tls_engine.write(s, NULL, "x", 1, &n, &wants) != CURLE_OK);
  if(tls_engine.absorb) check(!tls_engine.absorb(s));
  (void)tls_engine.close(s, NULL);
}

static const char *const alpn[] = { "http/1.1", NULL };

static struct tls_session *begin(struct server *server, struct tls_tickets *tickets, struct tls_opts *opts,
                                 struct tls_peer *peer)
{
  const struct tls_transport under = { read_server, swallow, server };
  struct tls_session *s;
  *opts = TLS_OPTS_INIT;
  opts->trusts_system = false;
  *peer = (struct tls_peer){ .host = "host.example",
                             .port = 443,
                             .alpn = alpn,
                             .early_alpn = alpn[0],
                             .key = SPAN_LITERAL("key"),
                             .tickets = tickets };
  check(!tls_engine.session_new(&s, opts, peer, &under, 1, NULL));
  return s;
}

/* Of all sessions here: a first one tells. */
static struct tls_ticket_owner owner_of_all(void)
{
  static uint8_t key[TLS_TICKET_KEY_LEN];
  static bool is_known;
  struct tls_ticket_owner o = { .where = SPAN_LITERAL("host.example:443") };
  if(!is_known) {
    struct server nobody = { .piece = 1 };
    struct tls_opts opts;
    struct tls_peer peer;
    struct tls_tickets *tickets = tls_tickets_new();
    struct tls_session *s = begin(&nobody, tickets, &opts, &peer);
    memcpy(key, s->owner.key, sizeof key);
    tls_engine.free(s);
    tls_tickets_unref(tickets);
    is_known = true;
  }
  memcpy(o.key, key, sizeof key);
  return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if(size < 3) return 0;
  struct cursor c = cursor_of(span_of(data + 3, size - 3));
  size_t ticket_len = (size_t)(data[1] << 8 | data[2]);
  if(ticket_len > cursor_left(&c)) ticket_len = cursor_left(&c);
  struct tls_ticket_owner owner = owner_of_all();
  struct ticket_record r = { .until_s = INT64_MAX, .bytes = cursor_take(&c, ticket_len) };
  struct tls_tickets *tickets = tls_tickets_new();
  check(tickets != NULL);
  if(r.bytes.len) tls_tickets_put(tickets, &owner, &r, false);
  struct server server = { c, data[0] ? data[0] : 1 };
  struct tls_opts opts;
  struct tls_peer peer;
  struct tls_session *s = begin(&server, tickets, &opts, &peer);
  run(s);
  tls_engine.free(s);
  tls_tickets_unref(tickets);
  return 0;
}
