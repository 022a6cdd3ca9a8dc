/* The easy interface: one handle, one transfer at a time. See libcurl-easy(3).
 *
 * A handle may be used by one thread at a time. It may run many transfers in a row; connections are kept and reused.
 */
#ifndef CURLINC_CURL_H
#include "curl.h" /* which includes this header where its types are known */
#endif

#ifndef CURLINC_EASY_H
#define CURLINC_EASY_H

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes handed to a CURLOPT_*_BLOB option. */
struct curl_blob {
  void *data;
  size_t len;         /* bytes */
  unsigned int flags; /* CURL_BLOB_* */
};
#define CURL_BLOB_NOCOPY 0 /* the data stays the caller's and must outlive its use by the handle */
#define CURL_BLOB_COPY   1 /* setopt makes a copy; the caller's data may go at once */

/* A new handle with default options, freed with curl_easy_cleanup(). Calls curl_global_init() when nobody has.
 * NULL: out of memory, or that initialisation failed. See curl_easy_init(3). */
CURL_EXTERN CURL *curl_easy_init(void);

/* Set one option; its argument is a long, a curl_off_t or a pointer, as told by the option's page. Strings are copied
 * except where the page says otherwise. CURLE_UNKNOWN_OPTION: no such option; CURLE_NOT_BUILT_IN: known, but this
 * library was built without it; CURLE_BAD_FUNCTION_ARGUMENT: value refused. See curl_easy_setopt(3). */
CURL_EXTERN CURLcode curl_easy_setopt(CURL *curl, CURLoption option, ...);

/* Run the transfer and return when it has ended, with its outcome. Not to be called from a callback, or while the
 * handle is in a multi handle. See curl_easy_perform(3). */
CURL_EXTERN CURLcode curl_easy_perform(CURL *curl);

/* Free a handle and its connections, writing cookie, HSTS and Alt-Svc files that were asked for. NULL is ignored. Not
 * to be called from a callback. See curl_easy_cleanup(3). */
CURL_EXTERN void curl_easy_cleanup(CURL *curl);

/* Read one fact about the latest transfer into the object that the third argument points to: `char *`, long, double,
 * curl_off_t, `struct curl_slist *`, curl_socket_t or a pointer, by CURLINFO type. Strings belong to the handle.
 * CURLE_UNKNOWN_OPTION: no such fact. See curl_easy_getinfo(3). */
CURL_EXTERN CURLcode curl_easy_getinfo(CURL *curl, CURLINFO info, ...);

/* A new handle with the same options (and cookies), without connections or transfer state. Data that was given by
 * pointer is shared, not copied. NULL: out of memory. See curl_easy_duphandle(3). */
CURL_EXTERN CURL *curl_easy_duphandle(CURL *curl);

/* Back to default options; connections, DNS cache, TLS sessions, cookies and shares are kept.
 * See curl_easy_reset(3). */
CURL_EXTERN void curl_easy_reset(CURL *curl);

/* Receive at most `buflen` bytes over a connection made with CURLOPT_CONNECT_ONLY. `*n` bytes were read; 0 means that
 * the peer closed. CURLE_AGAIN: nothing there yet, wait for CURLINFO_ACTIVESOCKET to be readable;
 * CURLE_UNSUPPORTED_PROTOCOL: no such connection. See curl_easy_recv(3). */
CURL_EXTERN CURLcode curl_easy_recv(CURL *curl, void *buffer, size_t buflen, size_t *n);

/* Send over a connection made with CURLOPT_CONNECT_ONLY. `*n` bytes were taken, maybe fewer than `buflen`.
 * CURLE_AGAIN: wait for the socket to be writable; CURLE_UNSUPPORTED_PROTOCOL: no such connection.
 * See curl_easy_send(3). */
CURL_EXTERN CURLcode curl_easy_send(CURL *curl, const void *buffer, size_t buflen, size_t *n);

/* Do what keeps idle connections alive (an HTTP/2 ping, say) where CURLOPT_UPKEEP_INTERVAL_MS has passed.
 * See curl_easy_upkeep(3). */
CURL_EXTERN CURLcode curl_easy_upkeep(CURL *curl);

#ifdef __cplusplus
}
#endif

#endif
