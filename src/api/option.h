/* The table of options: one row says all there is about an option, for curl_easy_setopt, curl_easy_option_by_*,
 * curl_easy_reset and curl_easy_duphandle. */
#ifndef API_OPTION_H
#define API_OPTION_H
#include "api/easy.h"
#include <limits.h>

/* curl_easy_setopt's third argument; which member it is follows from the row's type. */
union option_value {
  long number;
  curl_off_t offset;
  void *object;
  void (*function)(void);
};

struct option;
/* Check and store a value, or change nothing. The domain of the row's place is there. */
typedef CURLcode option_set_fn(struct Curl_easy *e, const struct option *o, const union option_value *v);

struct option {
  struct curl_easyoption shown;
  option_set_fn *set;
  curl_off_t min; /* the least and greatest number; what a number outside means is the setter's affair */
  curl_off_t max;
  uint16_t at; /* where in struct easy_layout */
  bool owns;   /* there is a char * that belongs to the handle */
};

/* NULL: there is no such option. */
const struct option *option_find(CURLoption id);
/* As curl_easy_setopt, for the row of its option: a domain that is not there yet is made first. */
MUST_USE CURLcode option_set(struct Curl_easy *e, const struct option *o, const union option_value *v);
/* The rows by number: NULL starts, NULL ends. */
const struct option *option_next(const struct option *o);

/* Setters that serve many rows (setopt.c). CURLE_BAD_FUNCTION_ARGUMENT refuses what is out of range. */
option_set_fn option_set_string;   /* copied; longer than OPTION_STRING_MAX is refused */
option_set_fn option_set_pointer;  /* as it is */
option_set_fn option_set_function; /* as it is */
option_set_fn option_set_long;     /* to a long; refused outside min … max */
option_set_fn option_set_capped;   /* to a long; refused below min, max for what is above */
option_set_fn option_set_clamped;  /* to a long; brought into min … max */
option_set_fn option_set_seconds;  /* to a long of milliseconds; refused below 0, capped at OPTION_TIME_MAX_MS */
option_set_fn option_set_offset;   /* to a curl_off_t, from either type of number; refused outside min … max */
option_set_fn option_set_flag;     /* to a bool: not 0 */
option_set_fn option_set_unflag;   /* to a bool: is 0 */
option_set_fn option_set_blob;     /* by its flags; without bytes, or longer than OPTION_STRING_MAX, it is refused */
option_set_fn option_set_nothing;  /* the manual page says that it has no function */
/* Not built: CURLE_NOT_BUILT_IN, but CURLE_OK for what asks for the library as it is: NULL, or a number in min … max. */
option_set_fn option_set_unbuilt;
/* It qualifies something that is refused itself, so that every value is as good. */
option_set_fn option_set_moot;

/* Setters with a will of their own (setters.c). */
option_set_fn set_http_get;
option_set_fn set_post;
option_set_fn set_no_body;
option_set_fn set_upload;
option_set_fn set_post_fields;
option_set_fn set_copy_post_fields;
option_set_fn set_post_size;
option_set_fn set_mime_post;
option_set_fn set_form_post; /* legacy/form_post.c */
option_set_fn set_http_version;
option_set_fn set_accept_encoding;
option_set_fn set_sigv4;
option_set_fn set_httpsig_algorithm;
option_set_fn set_protocols;
option_set_fn set_protocols_text;
option_set_fn set_unix_path;
option_set_fn set_abstract_path;
option_set_fn set_local_port_range;
option_set_fn set_proxy_type;
option_set_fn set_proxy_login;
option_set_fn set_socks5_auth;
option_set_fn set_ca_file;
option_set_fn set_tls_check;
option_set_fn set_tls_version;
option_set_fn set_tls_context;
option_set_fn set_engine;
option_set_fn set_engine_default;
option_set_fn set_ech;
option_set_fn set_share;
option_set_fn set_policy; /* policy.c */
option_set_fn set_hsts_file;
option_set_fn set_hsts_control;
option_set_fn set_hsts_read;
option_set_fn set_altsvc_file;
option_set_fn set_altsvc_control;
option_set_fn set_url_handle;
option_set_fn set_user_password;
option_set_fn set_auth;
option_set_fn set_cookie_file; /* cookies.c, as the next */
option_set_fn set_cookie_jar;
option_set_fn set_cookie_list;

#define OPTION_STRING_MAX 8000000
/* 68 years: what is longer is as good as for ever, and clocks in microseconds do not overflow. */
#define OPTION_TIME_MAX_MS (LONG_MAX / 1000 < INT32_MAX ? LONG_MAX : INT32_MAX * 1000LL)

/* CURLE_BAD_FUNCTION_ARGUMENT: `text` is longer than OPTION_STRING_MAX. NULL is fine. */
MUST_USE CURLcode option_check_length(const char *text);

#endif
