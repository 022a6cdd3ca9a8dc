/* WebSocket frames (RFC 6455) on ws:// and wss:// transfers. See libcurl-ws(3).
 *
 * With CURLOPT_CONNECT_ONLY set to 2 the transfer ends after the upgrade and the program sends and receives with the
 * functions below; otherwise received data goes to the write callback, which may ask curl_ws_meta().
 */
#ifndef CURLINC_CURL_H
#include "curl.h" /* which includes this header where its types are known */
#endif

#ifndef CURLINC_WEBSOCKETS_H
#define CURLINC_WEBSOCKETS_H

#ifdef __cplusplus
extern "C" {
#endif

/* A piece of a frame. */
struct curl_ws_frame {
  int age;              /* version of this struct: 0 */
  int flags;            /* CURLWS_* */
  curl_off_t offset;    /* of this piece in the frame's payload */
  curl_off_t bytesleft; /* of the frame's payload after this piece */
  size_t len;           /* bytes in this piece */
};

/* Kind of frame; of curl_ws_frame.flags and of the flags to send with. */
#define CURLWS_TEXT   (1 << 0)
#define CURLWS_BINARY (1 << 1)
#define CURLWS_CONT   (1 << 2) /* with TEXT or BINARY: the message goes on in another frame */
#define CURLWS_CLOSE  (1 << 3)
#define CURLWS_PING   (1 << 4)
#define CURLWS_OFFSET (1 << 5) /* curl_ws_send() only: one frame sent by several calls */
#define CURLWS_PONG   (1 << 6)

/* CURLOPT_WS_OPTIONS bits. */
#define CURLWS_RAW_MODE   (1L << 0) /* callbacks see and supply the bytes on the wire; nothing is answered for them */
#define CURLWS_NOAUTOPONG (1L << 1) /* pings are not answered by the library */

/* Receive at most `buflen` bytes of one frame's payload; `*received` were read, and `*metap` describes them until the
 * next WebSocket call. CURLE_AGAIN: nothing there yet, wait for the socket; CURLE_GOT_NOTHING: closed.
 * See curl_ws_recv(3). */
CURL_EXTERN CURLcode curl_ws_recv(CURL *curl, void *buffer, size_t buflen, size_t *received,
                                  const struct curl_ws_frame **metap);

/* Send payload; `*sent` bytes were taken, and the rest must be sent by further calls. `fragsize` is 0, or with
 * CURLWS_OFFSET in the first call of a frame its whole size. CURLE_AGAIN: wait for the socket. From inside a callback
 * the call blocks. See curl_ws_send(3). */
CURL_EXTERN CURLcode curl_ws_send(CURL *curl, const void *buffer, size_t buflen, size_t *sent, curl_off_t fragsize,
                                  unsigned int flags);

/* In a read callback: begin a frame of that kind and payload length; the payload is what the callback supplies from
 * then on. Fails in raw mode and while another frame is incomplete. See curl_ws_start_frame(3). */
CURL_EXTERN CURLcode curl_ws_start_frame(CURL *curl, unsigned int flags, curl_off_t frame_len);

/* In a write callback: the frame that the data is part of. NULL elsewhere. See curl_ws_meta(3). */
CURL_EXTERN const struct curl_ws_frame *curl_ws_meta(CURL *curl);

#ifdef __cplusplus
}
#endif

#endif
