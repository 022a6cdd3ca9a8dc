/* What the process was started with, and the user it runs as. */
#ifndef OS_ENVIRONMENT_H
#define OS_ENVIRONMENT_H
#include "base/result.h"

/* A variable's value; NULL: it is not set, or empty. It is the environment's: a program that changes its environment while another
 * thread is in here has undefined behaviour, as getenv(3) says. */
const char *environment_get(const char *name);

/* `*ret` is a new string: the folder that $HOME names, or else the user's own by the system's accounts; NULL: neither is
 * known. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode environment_home(char **ret);

#endif
