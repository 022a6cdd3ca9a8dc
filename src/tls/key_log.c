#include "tls/key_log.h"
#include "os/environment.h"
#include <stdio.h>

bool tls_key_log_is_wanted(void) { return environment_get("SSLKEYLOGFILE"); }

/* Several processes may write: each line is one write at the end. */
void tls_key_log(const char *line)
{
  const char *path = environment_get("SSLKEYLOGFILE");
  FILE *to = path ? fopen(path, "ae") : NULL;
  if(!to) return;
  fprintf(to, "%s\n", line);
  fclose(to);
}
