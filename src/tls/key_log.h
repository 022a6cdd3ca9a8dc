/* SSLKEYLOGFILE, in NSS' format, for tools that read recorded traffic. */
#ifndef TLS_KEY_LOG_H
#define TLS_KEY_LOG_H
#include <stdbool.h>

bool tls_key_log_is_wanted(void);
/* A line without its end. Nothing fails for it. */
void tls_key_log(const char *line);

#endif
