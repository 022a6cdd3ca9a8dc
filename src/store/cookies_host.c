#include "base/str.h"
#include "store/cookies_internal.h"

bool cookie_host_fold(struct cookie_host *ret, struct span host)
{
  if(host.len > COOKIE_HOST_MAX || !cookie_is_sound_domain(host)) return false;
  for(size_t i = 0; i < host.len; i++) ret->at[i] = (char)ascii_lower(host.at[i]);
  ret->at[host.len] = '\0';
  ret->len = host.len;
  return true;
}

bool cookie_host_is_address(const struct cookie_host *h)
{
  if(strchr(h->at, ':')) return true;
  size_t end = h->len;
  if(end && h->at[end - 1] == '.') end--;
  size_t begin = end;
  while(begin && ascii_is_digit(h->at[begin - 1])) begin--;
  return begin < end && (!begin || h->at[begin - 1] == '.');
}

bool cookie_host_is_in(const char *host, const char *above)
{
  size_t len = strlen(host), above_len = strlen(above);
  if(len < above_len || strcmp(host + len - above_len, above)) return false;
  return len == above_len || host[len - above_len - 1] == '.';
}

bool cookie_path_is_in(struct span path, struct span above)
{
  if(path.len < above.len || memcmp(path.at, above.at, above.len)) return false;
  if(path.len == above.len || above.at[above.len - 1] == '/') return true;
  return path.at[above.len] == '/';
}
