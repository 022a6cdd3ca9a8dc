#include "proto/http/ws_opening.h"
#include "base/str.h"
#include "codec/http1/encode.h"
#include "proto/http/http_opts.h"
#include "proto/http/own_lines.h"

static struct ws_opening *opening_of(const struct proto_request *r)
{
  return CONTAINER_OF(r->upgrade, struct ws_opening, upgrade);
}

static CURLcode write(struct http_upgrade *u, struct buf *to, const struct proto_request *r)
{
  const struct {
    const char *name, *value;
  } lines[] = { { "Upgrade", "websocket" },
                { "Sec-WebSocket-Version", "13" },
                { "Sec-WebSocket-Key", opening_of(r)->key } };
  for(size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    if(http_has_own_line(r->http->headers, lines[i].name)) continue;
    TRY(h1_encode_field(to, span_text(lines[i].name), span_text(lines[i].value)));
  }
  return CURLE_OK;
}

/* Has the program asked for this member of a list in a line of its own? */
static bool has_asked_for(const struct proto_request *r, const char *name, struct span member)
{
  struct own_line line;
  struct span wanted;
  for(const struct curl_slist *own = r->http->headers; own; own = own->next) {
    if(!own_line_parse(own->data, &line) || !line.is_sent || !span_is(line.name, name)) continue;
    while(span_next_member(&line.value, &wanted))
      if(span_equal(wanted, member)) return true;
  }
  return false;
}

static CURLcode take_upgrade(const struct proto_request *r, struct span value)
{
  opening_of(r)->upgrade.has_upgrade |= span_is(value, "websocket");
  return CURLE_OK;
}

static CURLcode take_connection(const struct proto_request *r, struct span value)
{
  opening_of(r)->upgrade.has_connection |= span_list_has(value, "upgrade");
  return CURLE_OK;
}

static CURLcode take_accept(const struct proto_request *r, struct span value)
{
  char expected[WS_ACCEPT_LEN + 1];
  struct span own = http_own_header(r->http->headers, "Sec-WebSocket-Key");
  TRY(ws_write_accept(own.at ? own : span_text(opening_of(r)->key), expected));
  if(!span_equal(value, span_text(expected)))
    opening_of(r)->why = "WebSocket: the server's Sec-WebSocket-Accept is wrong";
  opening_of(r)->has_accept = true;
  return CURLE_OK;
}

static CURLcode take_protocol(const struct proto_request *r, struct span value)
{
  if(!has_asked_for(r, "Sec-WebSocket-Protocol", value))
    opening_of(r)->why = "WebSocket: the server has chosen a subprotocol that was not asked for";
  return CURLE_OK;
}

/* None is built in. A program that asks for one deals with what that makes of the frames. */
static CURLcode take_extensions(const struct proto_request *r, struct span value)
{
  if(value.len && !http_own_header(r->http->headers, "Sec-WebSocket-Extensions").at)
    opening_of(r)->why = "WebSocket: the server uses an extension that was not asked for";
  return CURLE_OK;
}

static const struct {
  const char *name;
  CURLcode (*take)(const struct proto_request *r, struct span value);
} fields[] = {
  { "Upgrade", take_upgrade },
  { "Connection", take_connection },
  { "Sec-WebSocket-Accept", take_accept },
  { "Sec-WebSocket-Protocol", take_protocol },
  { "Sec-WebSocket-Extensions", take_extensions },
};

static CURLcode take(struct http_upgrade *u, const struct proto_request *r, struct span name, struct span value)
{
  for(size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if(span_is(name, fields[i].name)) return fields[i].take(r, value);
  return CURLE_OK;
}

static CURLcode judge(struct http_upgrade *u, const struct proto_request *r, int status, struct trace *t)
{
  struct ws_opening *o = opening_of(r);
  const char *why = o->why;
  if(status != 101)
    return trace_fail(t, CURLE_HTTP_RETURNED_ERROR, "WebSocket: the server refuses the upgrade with status %d", status);
  if(!o->has_accept) why = "WebSocket: the server's answer has no Sec-WebSocket-Accept";
  if(!u->has_connection) why = "WebSocket: the server's answer has no Connection: Upgrade";
  if(!u->has_upgrade) why = "WebSocket: the server's answer has no Upgrade: websocket";
  u->is_accepted = !why;
  return why ? trace_fail(t, CURLE_WEIRD_SERVER_REPLY, "%s", why) : CURLE_OK;
}

static const struct http_upgrade_ops ws_upgrade = {
  .connection = "Upgrade", .write = write, .take = take, .judge = judge
};

CURLcode ws_opening_init(struct ws_opening *o, const struct system_ops *system)
{
  uint8_t nonce[WS_NONCE_LEN];
  *o = (struct ws_opening){ .upgrade.ops = &ws_upgrade };
  TRY(system->random(nonce, sizeof nonce));
  return ws_write_key(nonce, o->key);
}
