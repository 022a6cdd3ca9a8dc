/* Tells the state of every option and info: of the easy ones from the library's own tables, of the others by trying. */
#include "states.h"
#include "api/option.h"
#include <stdio.h>

/* Some values of a working option may still be refused as not built. */
static bool refuses_some(CURL *easy, const struct option *o)
{
  if(o->shown.type > CURLOT_VALUES) return false;
  for(int bit = 0; bit < 32; bit++) {
    if(option_set(easy, o, &(union option_value){ .number = 1L << bit }) == CURLE_NOT_BUILT_IN) return true;
    if(option_set(easy, o, &(union option_value){ .number = bit }) == CURLE_NOT_BUILT_IN) return true;
  }
  return false;
}

static const char *state_of(CURL *easy, const struct option *o)
{
  if(o->set == option_set_unbuilt) return "refused";
  if(o->set == option_set_moot) return "moot";
  if(o->set == option_set_nothing) return "nothing";
  return refuses_some(easy, o) ? "partly" : "works";
}

static void print_options(CURL *easy)
{
  for(const struct option *o = NULL; (o = option_next(o));) printf("option %s %s\n", o->shown.name, state_of(easy, o));
}

static int ignore(void) { return 0; }

/* One number of each type of argument: those that take something else than nothing work. */
static void print_multi_options(CURLM *multi)
{
  static char object;
  for(int number = 1; number < 100; number++) {
    CURLMoption of_long = (CURLMoption)(CURLOPTTYPE_LONG + number);
    CURLMoption of_object = (CURLMoption)(CURLOPTTYPE_OBJECTPOINT + number);
    CURLMoption of_function = (CURLMoption)(CURLOPTTYPE_FUNCTIONPOINT + number);
    if(!curl_multi_setopt(multi, of_long, 1L)) printf("multi %d works\n", of_long);
    if(!curl_multi_setopt(multi, of_object, &object)) printf("multi %d works\n", of_object);
    if(!curl_multi_setopt(multi, of_function, (void (*)(void))ignore)) printf("multi %d works\n", of_function);
  }
}

static void print_shared_data(CURLSH *share)
{
  for(int kind = 0; kind < 100; kind++) {
    if(!curl_share_setopt(share, CURLSHOPT_SHARE, kind)) printf("share %d works\n", kind);
  }
}

int main(void)
{
  CURL *easy = curl_easy_init();
  CURLM *multi = curl_multi_init();
  CURLSH *share = curl_share_init();
  if(!easy || !multi || !share) return 1;
  print_options(easy);
  print_infos();
  print_multi_options(multi);
  print_shared_data(share);
  return 0; /* the handles, which were set up with nonsense, end with the program */
}
