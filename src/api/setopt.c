/* curl_easy_setopt: find the row, fetch the argument by its type, let the row's setter check and store it. */
#include "api/option.h"
#include "base/blob.h"
#include "base/mem.h"
#include <stdarg.h>
#include <string.h>

static void *place(struct Curl_easy *e, const struct option *o) { return easy_options_at(&e->set, o->at); }

/* The number, whichever type it came in. */
static curl_off_t number_of(const struct option *o, const union option_value *v)
{
  return o->shown.type == CURLOT_OFF_T ? v->offset : v->number;
}

static bool is_number(const struct option *o) { return o->shown.type <= CURLOT_OFF_T; }

CURLcode option_check_length(const char *text)
{
  return text && strnlen(text, OPTION_STRING_MAX + 1) > OPTION_STRING_MAX ? CURLE_BAD_FUNCTION_ARGUMENT : CURLE_OK;
}

CURLcode option_set_string(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  TRY(option_check_length(v->object));
  return mem_replace(place(e, o), v->object);
}

/* The members are pointers of many types; all have one representation (POSIX, dlsym). */
CURLcode option_set_pointer(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  memcpy(place(e, o), &v->object, sizeof v->object);
  return CURLE_OK;
}

CURLcode option_set_function(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  memcpy(place(e, o), &v->function, sizeof v->function);
  return CURLE_OK;
}

static CURLcode store_long(struct Curl_easy *e, const struct option *o, curl_off_t value)
{
  long number = (long)value;
  memcpy(place(e, o), &number, sizeof number);
  return CURLE_OK;
}

CURLcode option_set_long(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  if(v->number < o->min || v->number > o->max) return CURLE_BAD_FUNCTION_ARGUMENT;
  return store_long(e, o, v->number);
}

CURLcode option_set_capped(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  if(v->number < o->min) return CURLE_BAD_FUNCTION_ARGUMENT;
  return store_long(e, o, v->number > o->max ? o->max : v->number);
}

CURLcode option_set_clamped(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  curl_off_t value = v->number < o->min ? o->min : v->number;
  return store_long(e, o, value > o->max ? o->max : value);
}

CURLcode option_set_seconds(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  if(v->number < 0) return CURLE_BAD_FUNCTION_ARGUMENT;
  return store_long(e, o, v->number > OPTION_TIME_MAX_MS / 1000 ? OPTION_TIME_MAX_MS : v->number * 1000LL);
}

CURLcode option_set_offset(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  curl_off_t value = number_of(o, v);
  if(value < o->min || value > o->max) return CURLE_BAD_FUNCTION_ARGUMENT;
  memcpy(place(e, o), &value, sizeof value);
  return CURLE_OK;
}

CURLcode option_set_flag(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  *(bool *)place(e, o) = v->number;
  return CURLE_OK;
}

CURLcode option_set_unflag(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  *(bool *)place(e, o) = !v->number;
  return CURLE_OK;
}

CURLcode option_set_blob(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  const struct curl_blob *given = v->object;
  struct curl_blob **to = place(e, o), *kept = NULL;
  if(given && (!given->data || !given->len || given->len > OPTION_STRING_MAX)) return CURLE_BAD_FUNCTION_ARGUMENT;
  if(given && !(kept = blob_new(given))) return CURLE_OUT_OF_MEMORY;
  blob_unref(*to);
  *to = kept;
  return CURLE_OK;
}

CURLcode option_set_nothing(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  return o->shown.type == CURLOT_STRING ? option_check_length(v->object) : CURLE_OK;
}

/* A value that must be refused is refused as such by the build that has the feature; here it is not looked at. */
CURLcode option_set_unbuilt(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  bool is_off;
  if(is_number(o))
    is_off = number_of(o, v) >= o->min && number_of(o, v) <= o->max;
  else if(o->shown.type == CURLOT_FUNCTION)
    is_off = !v->function;
  else
    is_off = !v->object;
  return is_off ? CURLE_OK : CURLE_NOT_BUILT_IN;
}

CURLcode option_set_moot(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  return option_set_nothing(e, o, v);
}

CURLcode option_set(struct Curl_easy *e, const struct option *o, const union option_value *v)
{
  bool is_new;
  e->set.transfer.changes++;
  TRY(easy_options_need(&e->set, o->at, &is_new));
  CURLcode code = o->set(e, o, v);
  if(is_new) easy_reconfigure(e);
  return code;
}

CURLcode curl_easy_setopt(CURL *curl, CURLoption id, ...)
{
  struct Curl_easy *e = easy_of(curl);
  if(!e) return CURLE_BAD_FUNCTION_ARGUMENT;
  const struct option *o = option_find(id);
  if(!o) return CURLE_UNKNOWN_OPTION;
  union option_value v = { 0 };
  va_list args;
  va_start(args, id);
  if(o->shown.type == CURLOT_OFF_T)
    v.offset = va_arg(args, curl_off_t);
  else if(is_number(o))
    v.number = va_arg(args, long);
  else if(o->shown.type == CURLOT_FUNCTION)
    v.function = va_arg(args, void (*)(void));
  else
    v.object = va_arg(args, void *);
  va_end(args);
  return option_set(e, o, &v);
}
