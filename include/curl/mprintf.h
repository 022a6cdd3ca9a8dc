/* printf functions with the same behaviour everywhere. See curl_mprintf(3).
 *
 * They return the number of bytes that belong to the output, without a terminating NUL, or -1. New code is better
 * served by the system's.
 */
#ifndef CURLINC_CURL_H
#include "curl.h" /* which includes this header where its types are known */
#endif

#ifndef CURLINC_MPRINTF_H
#define CURLINC_MPRINTF_H

#include <stdarg.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Let the compiler check arguments against the format (C99 and later); a program may turn it off with
 * CURL_NO_FMT_CHECKS. */
#ifndef CURL_TEMP_PRINTF
#if defined(__GNUC__) && defined(__STDC_VERSION__) && (__STDC_VERSION__ >= 199901L) && !defined(CURL_NO_FMT_CHECKS)
#define CURL_TEMP_PRINTF(format_arg, first_arg) __attribute__((format(printf, format_arg, first_arg)))
#else
#define CURL_TEMP_PRINTF(format_arg, first_arg)
#endif
#endif

/* To stdout, to a stream. */
CURL_EXTERN int curl_mprintf(const char *format, ...) CURL_TEMP_PRINTF(1, 2);
CURL_EXTERN int curl_mvprintf(const char *format, va_list args) CURL_TEMP_PRINTF(1, 0);
CURL_EXTERN int curl_mfprintf(FILE *fd, const char *format, ...) CURL_TEMP_PRINTF(2, 3);
CURL_EXTERN int curl_mvfprintf(FILE *fd, const char *format, va_list args) CURL_TEMP_PRINTF(2, 0);

/* To a buffer that must be large enough: avoid. */
CURL_EXTERN int curl_msprintf(char *buffer, const char *format, ...) CURL_TEMP_PRINTF(2, 3);
CURL_EXTERN int curl_mvsprintf(char *buffer, const char *format, va_list args) CURL_TEMP_PRINTF(2, 0);

/* To a buffer of `maxlength` bytes, always terminated unless that is 0. Unlike the standard's, they return the length
 * of what was stored. */
CURL_EXTERN int curl_msnprintf(char *buffer, size_t maxlength, const char *format, ...) CURL_TEMP_PRINTF(3, 4);
CURL_EXTERN int curl_mvsnprintf(char *buffer, size_t maxlength, const char *format, va_list args)
    CURL_TEMP_PRINTF(3, 0);

/* To a new string, to be freed with curl_free(). NULL: out of memory. */
CURL_EXTERN char *curl_maprintf(const char *format, ...) CURL_TEMP_PRINTF(1, 2);
CURL_EXTERN char *curl_mvaprintf(const char *format, va_list args) CURL_TEMP_PRINTF(1, 0);

#undef CURL_TEMP_PRINTF

#ifdef __cplusplus
}
#endif

#endif
