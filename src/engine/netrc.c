#include "engine/netrc.h"
#include "base/mem.h"
#include "codec/netrc/netrc.h"
#include "os/environment.h"
#include "os/file.h"
#include <limits.h>

/* `*ret` is a new string; NULL: there is no home where it could be. */
static CURLcode choose_file(const struct netrc_opts *opts, char **ret)
{
  const char *named = opts->file ? opts->file : environment_get("NETRC");
  if(named && *named) return mem_replace(ret, named);
  AUTO_FREE char *home = NULL;
  TRY(environment_home(&home));
  if(!home) return CURLE_OK;
  struct buf path = BUF_INIT(PATH_MAX);
  CURLcode code = buf_addf(&path, "%s/.netrc", home);
  if(!code && !(*ret = buf_take_string(&path))) code = CURLE_OUT_OF_MEMORY;
  buf_free(&path);
  return code == CURLE_TOO_LARGE ? CURLE_OK : code; /* no such file can be */
}

static CURLcode search(const char *path, const char *host, const char *wanted, struct netrc_login *ret,
                       const char **why)
{
  struct buf file = BUF_INIT(NETRC_FILE_MAX);
  CURLcode code = path ? file_load(path, &file) : CURLE_READ_ERROR;
  if(code) {
    *why = code == CURLE_TOO_LARGE ? "is too large" : "cannot be read";
  } else {
    code = netrc_find_login(buf_span(&file), host, wanted, ret);
    *why = "has a quoted string without an end, or one that is too long";
  }
  buf_free(&file);
  return code;
}

CURLcode netrc_find(const struct netrc_opts *opts, const char *host, const char *wanted, struct trace *t, char **user,
                    char **password)
{
  const char *why;
  struct netrc_login login = { 0 };
  AUTO_FREE char *path = NULL;
  if(opts->level != CURL_NETRC_IGNORED) {
    TRY(choose_file(opts, &path));
    CURLcode code = search(path, host, wanted, &login, &why);
    if(code == CURLE_OUT_OF_MEMORY) return code;
    if(code && opts->level == CURL_NETRC_REQUIRED)
      return trace_fail(t, CURLE_READ_ERROR, "The netrc file %s %s", path ? path : "", why);
    if(code) trace_text(t, "The netrc file %s %s: not used", path ? path : "", why);
  }
  *user = login.user;
  *password = login.password;
  return CURLE_OK;
}
