/* A SOCKS 5 proxy that wants GSSAPI (RFC 1961), over the acceptor's side of the system's library: an opinion of those
 * messages that is not the library's own.
 *
 * usage: socks_gssapi_proxy PORT LEVEL [nec] [open]
 *
 * LEVEL: of protection, which it insists on, or '-': the client's. nec: levels are told unprotected. open: clients that do
 * not offer GSSAPI need not log in. What it sees is told on stderr. The key of its service is in KRB5_KTNAME.
 */
#include <arpa/inet.h>
#include <gssapi/gssapi.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TOKEN = 1, LEVEL = 2, DATA = 3 };

static gss_ctx_id_t context = GSS_C_NO_CONTEXT;
static unsigned level; /* agreed upon; 0: what follows is in clear */

static _Noreturn void give_up(const char *why)
{
  fprintf(stderr, "give up: %s\n", why);
  exit(0);
}

static void read_all(int fd, void *to, size_t len)
{
  for(size_t done = 0; done < len;) {
    ssize_t n = read(fd, (char *)to + done, len - done);
    if(n <= 0) give_up("the client has gone");
    done += (size_t)n;
  }
}

static void write_all(int fd, const void *from, size_t len)
{
  for(size_t done = 0; done < len;) {
    ssize_t n = write(fd, (const char *)from + done, len - done);
    if(n <= 0) give_up("nobody takes it");
    done += (size_t)n;
  }
}

/* ---- messages of RFC 1961 ---- */

static void send_message(int fd, int type, const gss_buffer_desc *token)
{
  uint8_t head[] = { 1, (uint8_t)type, (uint8_t)(token->length >> 8), (uint8_t)token->length };
  if(token->length > UINT16_MAX) give_up("a long token");
  write_all(fd, head, sizeof head);
  write_all(fd, token->value, token->length);
}

/* Into a block of static storage. */
static gss_buffer_desc read_message(int fd, int type)
{
  static char block[UINT16_MAX];
  uint8_t head[4];
  read_all(fd, head, sizeof head);
  if(head[0] != 1 || head[1] != type) give_up("a wrong message");
  gss_buffer_desc token = { (size_t)head[2] << 8 | head[3], block };
  read_all(fd, block, token.length);
  return token;
}

static gss_buffer_desc wrap(const void *bytes, size_t len)
{
  OM_uint32 minor;
  gss_buffer_desc in = { len, (void *)(uintptr_t)bytes }, out = GSS_C_EMPTY_BUFFER;
  if(GSS_ERROR(gss_wrap(&minor, context, level == 2, GSS_C_QOP_DEFAULT, &in, NULL, &out))) give_up("wrap");
  return out;
}

static gss_buffer_desc unwrap(gss_buffer_desc in)
{
  OM_uint32 minor;
  int is_encrypted = 0;
  gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
  if(GSS_ERROR(gss_unwrap(&minor, context, &in, &out, &is_encrypted, NULL))) give_up("unwrap");
  if(level != 3 && is_encrypted != (level == 2)) give_up("not as it was agreed upon");
  return out;
}

static void accept_context(int fd)
{
  OM_uint32 major, minor;
  do {
    gss_buffer_desc in = read_message(fd, TOKEN), out = GSS_C_EMPTY_BUFFER;
    gss_name_t client = GSS_C_NO_NAME;
    major = gss_accept_sec_context(&minor, &context, GSS_C_NO_CREDENTIAL, &in, GSS_C_NO_CHANNEL_BINDINGS, &client, NULL,
                                   &out, NULL, NULL, NULL);
    if(GSS_ERROR(major)) {
      write_all(fd, "\1\xff", 2);
      give_up("the token");
    }
    gss_buffer_desc name = GSS_C_EMPTY_BUFFER;
    if(client && !gss_display_name(&minor, client, &name, NULL))
      fprintf(stderr, "client %.*s\n", (int)name.length, (char *)name.value);
    if(out.length) send_message(fd, TOKEN, &out);
  } while(major & GSS_S_CONTINUE_NEEDED);
}

static void agree_on_level(int fd, const char *wanted, bool is_nec)
{
  gss_buffer_desc in = read_message(fd, LEVEL);
  if(!is_nec) in = unwrap(in);
  if(in.length != 1) give_up("no level");
  uint8_t chosen = *(uint8_t *)in.value;
  fprintf(stderr, "level asked for %d\n", chosen);
  if(*wanted != '-') chosen = (uint8_t)atoi(wanted);
  gss_buffer_desc out = { 1, &chosen };
  if(!is_nec) out = wrap(&chosen, 1);
  send_message(fd, LEVEL, &out);
  level = chosen;
}

/* ---- SOCKS 5, in clear or not ---- */

/* The client's next bytes. */
static size_t receive(int fd, char *to, size_t room)
{
  OM_uint32 minor;
  if(!level) {
    ssize_t n = read(fd, to, room);
    return n < 0 ? 0 : (size_t)n;
  }
  char peeked;
  if(recv(fd, &peeked, 1, MSG_PEEK) <= 0) return 0;
  gss_buffer_desc data = unwrap(read_message(fd, DATA));
  size_t len = data.length;
  if(len > room) give_up("a long message");
  memcpy(to, data.value, len);
  gss_release_buffer(&minor, &data);
  return len;
}

static void deliver(int fd, const char *from, size_t len)
{
  OM_uint32 minor;
  if(!level) {
    write_all(fd, from, len);
    return;
  }
  gss_buffer_desc data = wrap(from, len);
  send_message(fd, DATA, &data);
  gss_release_buffer(&minor, &data);
}

static bool greet(int fd, bool is_open)
{
  uint8_t head[2], methods[255], offers = 0;
  read_all(fd, head, 2);
  read_all(fd, methods, head[1]);
  fprintf(stderr, "methods");
  for(int i = 0; i < head[1]; i++) {
    fprintf(stderr, " %d", methods[i]);
    offers |= methods[i] == 1;
  }
  fprintf(stderr, "\n");
  write_all(fd, offers ? "\5\1" : is_open ? "\5\0" : "\5\xff", 2);
  if(!offers && !is_open) give_up("no GSSAPI");
  return offers;
}

/* An IPv4 address is all it understands. */
static int connect_to(int fd)
{
  uint8_t request[512];
  size_t len = receive(fd, (char *)request, sizeof request);
  if(len != 10 || memcmp(request, "\5\1\0\1", 4) != 0) give_up("the request");
  struct sockaddr_in to = { .sin_family = AF_INET };
  memcpy(&to.sin_addr, request + 4, 4);
  memcpy(&to.sin_port, request + 8, 2);
  int s = socket(AF_INET, SOCK_STREAM, 0);
  bool failed = connect(s, (struct sockaddr *)&to, sizeof to);
  deliver(fd, failed ? "\5\5\0\1\0\0\0\0\0\0" : "\5\0\0\1\0\0\0\0\0\0", 10);
  if(failed) give_up("nobody listens");
  return s;
}

static void relay(int client, int server)
{
  static char block[UINT16_MAX];
  struct pollfd fds[] = { { .fd = client, .events = POLLIN }, { .fd = server, .events = POLLIN } };
  while(poll(fds, 2, -1) > 0) {
    if(fds[0].revents) {
      size_t n = receive(client, block, sizeof block);
      if(!n) return;
      write_all(server, block, n);
    }
    if(fds[1].revents) {
      ssize_t n = read(server, block, 30000);
      if(n <= 0) return;
      deliver(client, block, (size_t)n);
    }
  }
}

int main(int argc, char **argv)
{
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  bool is_nec = false, is_open = false;
  if(argc < 3) return 2;
  for(int i = 3; i < argc; i++) *(strcmp(argv[i], "nec") ? &is_open : &is_nec) = true;
  at.sin_port = htons((uint16_t)atoi(argv[1]));
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if(bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 64)) return 1;
  signal(SIGCHLD, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  for(int fd; (fd = accept(listener, NULL, NULL)) >= 0; close(fd)) {
    if(fork()) continue;
    if(greet(fd, is_open)) {
      accept_context(fd);
      agree_on_level(fd, argv[2], is_nec);
    }
    relay(fd, connect_to(fd));
    return 0;
  }
  return 1;
}
