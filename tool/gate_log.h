/* The gate's log: a line for each thing that happens to a socket, told by the library's callbacks.
 *
 * columns: milliseconds since the log was opened; open, setup or close; the descriptor; the verdict; the address. An
 * open whose verdict is not "allowed" has "-" for a descriptor and the system's reason for a verdict.
 */
#ifndef TOOL_GATE_LOG_H
#define TOOL_GATE_LOG_H
#include <curl/curl.h>

struct gate_log;

/* `path` is overwritten; "-" is the standard output. The log must outlive every handle that it is set on.
 * CURLE_WRITE_ERROR: it cannot be opened, and that has been told; CURLE_OUT_OF_MEMORY. */
CURLcode gate_log_open(struct gate_log **ret, const char *path);
/* NULL is legal. CURLE_WRITE_ERROR: not all of it could be written, and that has been told. */
CURLcode gate_log_close(struct gate_log *log);

/* Let the handle ask this log for its sockets. */
CURLcode gate_log_attach(struct gate_log *log, CURL *handle);

#endif
