/* Carry a transfer over a socket that the program has connected itself.
 *
 *   supplied_socket ADDRESS PORT URL      supplied_socket 127.0.0.1 8080 http://192.0.2.1/file
 *
 * The program connects to ADDRESS and PORT; the library sends the URL's request over that socket, and connects nowhere.
 * So a tunnel, a socket that a parent process handed down, or a test's own server can stand in for any host.
 */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A socket connected to the address, or CURL_SOCKET_BAD. */
static curl_socket_t connect_to(const char *address, unsigned long port)
{
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((in_port_t)port) };
  if(!port || port > 65535 || inet_pton(AF_INET, address, &to.sin_addr) != 1) return CURL_SOCKET_BAD;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if(fd < 0) return CURL_SOCKET_BAD;
  if(connect(fd, (const struct sockaddr *)&to, sizeof(to))) {
    close(fd);
    return CURL_SOCKET_BAD;
  }
  return fd;
}

/* Hand the socket over, once: should the library ask again, there is no second one. */
static curl_socket_t hand_over(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
  curl_socket_t *held = data, fd = *held;
  *held = CURL_SOCKET_BAD;
  return fd;
}

static int say_connected(void *data, curl_socket_t fd, curlsocktype purpose) { return CURL_SOCKOPT_ALREADY_CONNECTED; }

static int close_socket(void *data, curl_socket_t fd)
{
  fprintf(stderr, "closed descriptor %d\n", fd);
  return close(fd);
}

static CURLcode fetch(const char *url, curl_socket_t *held)
{
  char why[CURL_ERROR_SIZE] = "";
  CURL *handle = curl_easy_init();
  if(!handle) return CURLE_OUT_OF_MEMORY;
  curl_easy_setopt(handle, CURLOPT_URL, url);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, why);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, hand_over);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, held);
  curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, say_connected);
  curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
  CURLcode code = curl_easy_perform(handle);
  if(code) fprintf(stderr, "%s\n", *why ? why : curl_easy_strerror(code));
  curl_easy_cleanup(handle);
  return code;
}

int main(int argc, char **argv)
{
  if(argc != 4) {
    fprintf(stderr, "usage: supplied_socket ADDRESS PORT URL\n");
    return CURLE_FAILED_INIT;
  }
  curl_socket_t held = connect_to(argv[1], strtoul(argv[2], NULL, 10));
  if(held == CURL_SOCKET_BAD) {
    perror("supplied_socket: cannot connect");
    return CURLE_COULDNT_CONNECT;
  }
  CURLcode code = fetch(argv[3], &held);
  if(held != CURL_SOCKET_BAD) close(held);
  return (int)code;
}
