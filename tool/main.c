/* sluice: transfers URLs. A program on the public headers, like any other. */
#include "policy.h"
#include "transfer.h"
#include <stdio.h>

static CURLcode run_all(const struct options *o, struct gate_log *log)
{
  CURL *handle = curl_easy_init();
  if(!handle) return CURLE_OUT_OF_MEMORY;
  CURLcode code = transfer_prepare(handle, o, log);
  bool ready = !code;
  for(size_t i = 0; ready && i < o->url_count; i++) code = transfer_run(handle, o, i);
  curl_easy_cleanup(handle);
  return code;
}

static CURLcode run(const struct options *o)
{
  struct gate_log *log = NULL;
  CURLcode code = o->gate_log ? gate_log_open(&log, o->gate_log) : CURLE_OK;
  if(!code) code = run_all(o, log);
  CURLcode closed = gate_log_close(log);
  return code ? code : closed;
}

static int transfer(int argc, char **argv)
{
  struct options options = { 0 };
  CURLcode code = options_parse(&options, argc, argv);
  if(!code && options.help)
    options_print_help(stdout);
  else if(!code && options.version)
    printf("sluice %s\n", curl_version());
  else if(!code)
    code = run(&options);
  options_free(&options);
  return (int)code;
}

int main(int argc, char **argv)
{
  int code = (int)curl_global_init(CURL_GLOBAL_DEFAULT);
  if(!code) code = policy_is_command(argc, argv) ? policy_run(argc, argv) : transfer(argc, argv);
  if(code == CURLE_OUT_OF_MEMORY) fputs("sluice: out of memory\n", stderr);
  curl_global_cleanup();
  return code;
}
