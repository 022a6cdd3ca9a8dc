/* What the process was started with. */
#ifndef OS_ENVIRONMENT_H
#define OS_ENVIRONMENT_H

/* The value of a variable; NULL: it is not set, or empty. It stands until the program changes its environment, which no
 * other thread may do meanwhile (getenv(3)). */
const char *environment_get(const char *name);

#endif
