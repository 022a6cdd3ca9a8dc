#include "stream/peer_text.h"
#include <stdio.h>

static void text_unix(const struct address *peer, char text[PEER_TEXT_MAX])
{
  struct sockaddr_un un;
  const size_t head = offsetof(struct sockaddr_un, sun_path);
  memcpy(&un, &peer->addr, sizeof un);
  size_t len = peer->len > head ? peer->len - head : 0;
  if(len > sizeof un.sun_path) len = sizeof un.sun_path;
  bool is_abstract = len && !un.sun_path[0];
  const char *path = un.sun_path + is_abstract;
  len = strnlen(path, len - is_abstract);
  snprintf(text, PEER_TEXT_MAX, "%s%.*s", is_abstract ? "@" : "", (int)len, path);
}

static void text_any(const struct address *peer, char text[PEER_TEXT_MAX], const char *ipv4, const char *ipv6)
{
  char name[ADDRESS_TEXT_MAX];
  int family = peer->addr.ss_family;
  if(family == AF_UNIX) {
    text_unix(peer, text);
    return;
  }
  address_text((const struct sockaddr *)&peer->addr, peer->len, name);
  unsigned port = address_port((const struct sockaddr *)&peer->addr, peer->len);
  if(!*name)
    snprintf(text, PEER_TEXT_MAX, "an address of family %d", family);
  else if(family == AF_INET6)
    snprintf(text, PEER_TEXT_MAX, ipv6, name, port);
  else
    snprintf(text, PEER_TEXT_MAX, ipv4, name, port);
}

void peer_text(const struct address *peer, char text[PEER_TEXT_MAX]) { text_any(peer, text, "%s:%u", "[%s]:%u"); }

void peer_words(const struct address *peer, char text[PEER_TEXT_MAX])
{
  text_any(peer, text, "%s port %u", "%s port %u");
}
