/* The one error type inside the library: CURLcode, which must be looked at. */
#ifndef BASE_RESULT_H
#define BASE_RESULT_H
#include <curl/curl.h>

#define MUST_USE                 __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* Hand an error on to the caller. A function writes its outputs only when it returns CURLE_OK. */
#define TRY(call)                 \
  do {                            \
    CURLcode try_code = (call);   \
    if(try_code) return try_code; \
  } while(0)

/* The object that embeds `member` at `pointer`. */
#define CONTAINER_OF(pointer, type, member) ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#endif
