/* What the process has set up once. */
#ifndef API_GLOBAL_H
#define API_GLOBAL_H

/* curl_global_init for a program that has not called it. */
void global_ensure(void);

#endif
