#include "tls/openssl/text.h"
#include <openssl/err.h>
#include <string.h>

void text_of_errors(char ret[TEXT_MAX])
{
  unsigned long last = ERR_peek_last_error();
  const char *reason = ERR_reason_error_string(last);
  char system[TEXT_MAX];
  if(ERR_SYSTEM_ERROR(last)) reason = strerror_r(ERR_GET_REASON(last), system, sizeof system);
  if(reason)
    snprintf(ret, TEXT_MAX, "%s", reason);
  else
    snprintf(ret, TEXT_MAX, last ? "error %lx" : "no reason is known", last);
  ERR_clear_error();
}

int text_no_password(char *to, int room, int is_writing, void *data) { return -1; }
