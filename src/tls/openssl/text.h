/* What OpenSSL has to say, as text. */
#ifndef TLS_OPENSSL_TEXT_H
#define TLS_OPENSSL_TEXT_H
#include "base/result.h"

#define TEXT_MAX 256

/* The reason of the error that this thread's queue has last, which is empty then. */
void text_of_errors(char ret[TEXT_MAX]);

/* A pem_password_cb: there is none. Without one, OpenSSL would ask at the terminal. */
int text_no_password(char *to, int room, int is_writing, void *data);

#endif
