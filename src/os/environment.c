#include "os/environment.h"
#include "base/mem.h"
#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#define ACCOUNT_ROOM     1024 /* bytes; it is doubled where an account needs more */
#define ACCOUNT_ROOM_MAX (1024 * 1024)

const char *environment_get(const char *name)
{
  const char *value = getenv(name);
  return value && *value ? value : NULL;
}

/* The account database may be a network's: its strings are as long as they want to be. */
static CURLcode home_of_account(char **ret)
{
  for(size_t room = ACCOUNT_ROOM; room <= ACCOUNT_ROOM_MAX; room *= 2) {
    struct passwd account, *found = NULL;
    AUTO_FREE char *strings = mem_alloc(room);
    if(!strings) return CURLE_OUT_OF_MEMORY;
    int error = getpwuid_r(geteuid(), &account, strings, room, &found);
    if(error == ERANGE) continue;
    return error || !found ? CURLE_OK : mem_replace(ret, found->pw_dir);
  }
  return CURLE_OK;
}

CURLcode environment_home(char **ret)
{
  const char *home = environment_get("HOME");
  *ret = NULL;
  return home ? mem_replace(ret, home) : home_of_account(ret);
}
