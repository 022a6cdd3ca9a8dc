/* Find out at run time which options curl_easy_setopt() knows. See curl_easy_option_next(3). */
#ifndef CURLINC_CURL_H
#include "curl.h" /* which includes this header where its types are known */
#endif

#ifndef CURLINC_OPTIONS_H
#define CURLINC_OPTIONS_H

#ifdef __cplusplus
extern "C" {
#endif

/* What an option takes. */
typedef enum {
  CURLOT_LONG = 0,    /* long: a number, or 0 and 1 */
  CURLOT_VALUES = 1,  /* long: named values or bits */
  CURLOT_OFF_T = 2,   /* curl_off_t */
  CURLOT_OBJECT = 3,  /* pointer, see the option's page */
  CURLOT_STRING = 4,  /* const char *, NUL-terminated */
  CURLOT_SLIST = 5,   /* struct curl_slist * */
  CURLOT_CBPTR = 6,   /* void *, handed to a callback as it is */
  CURLOT_BLOB = 7,    /* struct curl_blob * */
  CURLOT_FUNCTION = 8 /* function pointer */
} curl_easytype;

/* The name is an older one for the same id. */
#define CURLOT_FLAG_ALIAS (1 << 0)

struct curl_easyoption {
  const char *name; /* without "CURLOPT_" */
  CURLoption id;
  curl_easytype type;
  unsigned int flags; /* CURLOT_FLAG_* */
};

/* The option of that name (ASCII case does not matter), or of that id (never an alias). Static; NULL for none.
 * See curl_easy_option_by_name(3), curl_easy_option_by_id(3). */
CURL_EXTERN const struct curl_easyoption *curl_easy_option_by_name(const char *name);
CURL_EXTERN const struct curl_easyoption *curl_easy_option_by_id(CURLoption id);

/* The option after `prev`, the first for NULL; NULL after the last. See curl_easy_option_next(3). */
CURL_EXTERN const struct curl_easyoption *curl_easy_option_next(const struct curl_easyoption *prev);

#ifdef __cplusplus
}
#endif

#endif
