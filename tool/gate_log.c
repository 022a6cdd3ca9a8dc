#include "gate_log.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define ADDRESS_MAX 128 /* longer than "[IPv6%zone]:port" and than a Unix path */

/* A socket that is open, with the address that it was opened for. */
struct logged_socket {
  struct logged_socket *next;
  curl_socket_t fd;
  char address[ADDRESS_MAX];
};

struct gate_log {
  FILE *file;
  struct timespec opened;
  struct logged_socket *sockets;
};

static void format_unix(char *to, const struct sockaddr_un *un, size_t len)
{
  size_t before = offsetof(struct sockaddr_un, sun_path);
  int path_len = len > before ? (int)(len - before) : 0;
  /* A leading NUL is the mark of an abstract name; "@" is how it is commonly written. */
  if(path_len && !un->sun_path[0])
    snprintf(to, ADDRESS_MAX, "unix:@%.*s", path_len - 1, un->sun_path + 1);
  else
    snprintf(to, ADDRESS_MAX, "unix:%.*s", path_len, un->sun_path);
}

static void format_address(char *to, const struct curl_sockaddr *address)
{
  char ip[INET6_ADDRSTRLEN] = "?";
  struct sockaddr_storage copy;
  size_t len = address->addrlen < sizeof(copy) ? address->addrlen : sizeof(copy);
  memset(&copy, 0, sizeof(copy));
  memcpy(&copy, &address->addr, len);
  if(address->family == AF_INET) {
    const struct sockaddr_in *in = (const void *)&copy;
    inet_ntop(AF_INET, &in->sin_addr, ip, sizeof(ip));
    snprintf(to, ADDRESS_MAX, "%s:%u", ip, ntohs(in->sin_port));
  } else if(address->family == AF_INET6) {
    const struct sockaddr_in6 *in6 = (const void *)&copy;
    inet_ntop(AF_INET6, &in6->sin6_addr, ip, sizeof(ip));
    snprintf(to, ADDRESS_MAX, "[%s]:%u", ip, ntohs(in6->sin6_port));
  } else if(address->family == AF_UNIX)
    format_unix(to, (const void *)&copy, len);
  else
    snprintf(to, ADDRESS_MAX, "family %d", address->family);
}

static void write_line(const struct gate_log *log, const char *event, curl_socket_t fd, const char *verdict,
                       const char *address)
{
  struct timespec now;
  char number[16] = "-";
  clock_gettime(CLOCK_MONOTONIC, &now);
  double ms = (double)(now.tv_sec - log->opened.tv_sec) * 1e3 + (double)(now.tv_nsec - log->opened.tv_nsec) / 1e6;
  if(fd != CURL_SOCKET_BAD) snprintf(number, sizeof(number), "%d", fd);
  fprintf(log->file, "%10.3f  %-5s  %4s  %-8s  %s\n", ms, event, number, verdict, address);
}

static struct logged_socket **find(struct gate_log *log, curl_socket_t fd)
{
  struct logged_socket **at = &log->sockets;
  while(*at && (*at)->fd != fd) at = &(*at)->next;
  return at;
}

static curl_socket_t on_open(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
  struct gate_log *log = data;
  struct logged_socket *entry = calloc(1, sizeof(*entry));
  if(!entry) return CURL_SOCKET_BAD;
  format_address(entry->address, address);
  entry->fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if(entry->fd < 0) {
    write_line(log, "open", CURL_SOCKET_BAD, strerror(errno), entry->address);
    free(entry);
    return CURL_SOCKET_BAD;
  }
  write_line(log, "open", entry->fd, "allowed", entry->address);
  entry->next = log->sockets;
  log->sockets = entry;
  return entry->fd;
}

static int on_setup(void *data, curl_socket_t fd, curlsocktype purpose)
{
  struct gate_log *log = data;
  const struct logged_socket *entry = *find(log, fd);
  write_line(log, "setup", fd, "allowed", entry ? entry->address : "?");
  return CURL_SOCKOPT_OK;
}

static int on_close(void *data, curl_socket_t fd)
{
  struct gate_log *log = data;
  struct logged_socket **at = find(log, fd);
  struct logged_socket *entry = *at;
  write_line(log, "close", fd, "-", entry ? entry->address : "?");
  if(entry) {
    *at = entry->next;
    free(entry);
  }
  return close(fd);
}

CURLcode gate_log_open(struct gate_log **ret, const char *path)
{
  struct gate_log *log = calloc(1, sizeof(*log));
  if(!log) return CURLE_OUT_OF_MEMORY;
  clock_gettime(CLOCK_MONOTONIC, &log->opened);
  log->file = strcmp(path, "-") ? fopen(path, "w") : stdout;
  if(!log->file) {
    fprintf(stderr, "sluice: cannot write to %s: %s\n", path, strerror(errno));
    free(log);
    return CURLE_WRITE_ERROR;
  }
  fprintf(log->file, "%10s  %-5s  %4s  %-8s  %s\n", "ms", "event", "fd", "verdict", "address");
  *ret = log;
  return CURLE_OK;
}

CURLcode gate_log_close(struct gate_log *log)
{
  if(!log) return CURLE_OK;
  while(log->sockets) {
    struct logged_socket *entry = log->sockets;
    log->sockets = entry->next;
    free(entry);
  }
  bool bad = ferror(log->file);
  bad |= (log->file == stdout ? fflush(log->file) : fclose(log->file)) != 0;
  if(bad) fprintf(stderr, "sluice: cannot write the gate's log\n");
  free(log);
  return bad ? CURLE_WRITE_ERROR : CURLE_OK;
}

CURLcode gate_log_attach(struct gate_log *log, CURL *handle)
{
  CURLcode code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, on_open);
  if(!code) code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, log);
  if(!code) code = curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, on_setup);
  if(!code) code = curl_easy_setopt(handle, CURLOPT_SOCKOPTDATA, log);
  if(!code) code = curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, on_close);
  if(!code) code = curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, log);
  return code;
}
