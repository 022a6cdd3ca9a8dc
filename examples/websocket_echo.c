/* Send a message to a WebSocket server that echoes, and print what comes back.
 *
 *   websocket_echo URL MESSAGE [CA_FILE]      websocket_echo wss://localhost:8443/ hello ca.pem
 *
 * The library makes the connection and asks for the upgrade; then the connection is the program's, which waits by itself.
 */
#include <curl/curl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define PATIENCE_MS 10000

/* CURLE_AGAIN was the answer: wait until it may be another. */
static CURLcode wait_for(CURL *handle, short events)
{
  curl_socket_t fd = CURL_SOCKET_BAD;
  if(curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &fd)) return CURLE_BAD_FUNCTION_ARGUMENT;
  struct pollfd socket = { .fd = fd, .events = events };
  return poll(&socket, 1, PATIENCE_MS) == 1 ? CURLE_OK : CURLE_OPERATION_TIMEDOUT;
}

static CURLcode send_message(CURL *handle, const char *bytes, size_t len, unsigned kind)
{
  CURLcode code;
  size_t sent = 0;
  do {
    code = curl_ws_send(handle, bytes, len, &sent, 0, kind);
    bytes += sent;
    len -= sent;
    if(code == CURLE_AGAIN) {
      code = wait_for(handle, POLLOUT);
      if(!code) continue;
    }
  } while(!code && len);
  return code;
}

/* A piece of a frame. A message is over with the last piece of a frame that no other one continues. */
static CURLcode receive_piece(CURL *handle, char *to, size_t room, size_t *len, const struct curl_ws_frame **frame)
{
  CURLcode code;
  while((code = curl_ws_recv(handle, to, room, len, frame)) == CURLE_AGAIN) {
    code = wait_for(handle, POLLIN);
    if(code) break;
  }
  return code;
}

static CURLcode print_message(CURL *handle)
{
  char bytes[16384];
  const struct curl_ws_frame *frame;
  size_t len;
  CURLcode code = CURLE_OK;
  for(bool goes_on = true; !code && goes_on;) {
    code = receive_piece(handle, bytes, sizeof bytes, &len, &frame);
    if(code) break;
    if(frame->flags & CURLWS_CLOSE) return CURLE_GOT_NOTHING;
    if(!(frame->flags & (CURLWS_TEXT | CURLWS_BINARY))) continue; /* a pong that nobody has asked for */
    fwrite(bytes, 1, len, stdout);
    goes_on = frame->bytesleft || frame->flags & CURLWS_CONT;
  }
  return code;
}

/* Both sides say that they have nothing more to say (RFC 6455, section 7.1.2): 1000 is a normal end. */
static CURLcode close_down(CURL *handle)
{
  char bytes[125];
  const struct curl_ws_frame *frame;
  size_t len;
  CURLcode code = send_message(handle, "\x03\xe8", 2, CURLWS_CLOSE);
  while(!code) {
    code = receive_piece(handle, bytes, sizeof bytes, &len, &frame);
    if(!code && frame->flags & CURLWS_CLOSE) return CURLE_OK;
  }
  return code;
}

static CURLcode echo(CURL *handle, const char *message)
{
  CURLcode code = curl_easy_perform(handle);
  if(!code) code = send_message(handle, message, strlen(message), CURLWS_TEXT);
  if(!code) code = print_message(handle);
  return code ? code : close_down(handle);
}

int main(int argc, char **argv)
{
  char why[CURL_ERROR_SIZE] = "";
  if(argc < 3 || argc > 4) {
    fprintf(stderr, "usage: websocket_echo URL MESSAGE [CA_FILE]\n");
    return CURLE_FAILED_INIT;
  }
  CURL *handle = curl_easy_init();
  if(!handle) return CURLE_OUT_OF_MEMORY;
  curl_easy_setopt(handle, CURLOPT_URL, argv[1]);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, why);
  curl_easy_setopt(handle, CURLOPT_CONNECT_ONLY, 2L);
  if(argc == 4) curl_easy_setopt(handle, CURLOPT_CAINFO, argv[3]);
  CURLcode code = echo(handle, argv[2]);
  if(code) fprintf(stderr, "%s\n", *why ? why : curl_easy_strerror(code));
  curl_easy_cleanup(handle);
  return (int)code;
}
