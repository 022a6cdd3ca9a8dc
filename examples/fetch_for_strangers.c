/* Fetch a URL that somebody else wrote (SSRF): only from the public internet, redirects included. */
#include <curl/curl.h>
#include <sluice/sluice.h>
#include <stdio.h>

int main(int argc, char **argv)
{
  char error[CURL_ERROR_SIZE] = "";
  CURL *handle = argc == 2 ? curl_easy_init() : NULL;
  sluice_policy *policy = handle ? sluice_policy_public_only() : NULL;
  if(!policy) return 2;
  /* a policy that is not there is no policy: without this, nothing may be fetched */
  CURLcode code = curl_easy_setopt(handle, SLUICEOPT_POLICY, policy);
  sluice_policy_free(policy); /* the handle has its own reference */
  curl_easy_setopt(handle, CURLOPT_URL, argv[1]);
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, error);
  if(code == CURLE_OK) code = curl_easy_perform(handle);
  if(code != CURLE_OK) fprintf(stderr, "%s\n", *error ? error : curl_easy_strerror(code));
  curl_easy_cleanup(handle);
  return (int)code;
}
