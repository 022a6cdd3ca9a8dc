/* Compiled against an installed copy. Prints what the library says of itself: version, protocols, features. */
#include <curl/curl.h>
#include <stdio.h>

static void print_list(const char *title, const char *const *names)
{
  printf("%s:", title);
  for(; names && *names; names++) printf(" %s", *names);
  printf("\n");
}

int main(void)
{
  const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
  printf("version: %s %06x\n", info->version, info->version_num);
  print_list("protocols", info->protocols);
  print_list("features", info->feature_names);
  return 0;
}
