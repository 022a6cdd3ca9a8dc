/* A folder of the test's own, and the URLs of what is in it. */
#ifndef API_FOLDER_H
#define API_FOLDER_H
#include <stddef.h>

void folder_make(void);
void folder_drop(void); /* with all that is in it */
/* The path of an entry, and its URL: each lives for 64 further calls. "": the folder itself. */
const char *folder_path(const char *name);
const char *folder_url(const char *name);
/* Make a file, of a time that all of them have: FOLDER_TIME, which is FOLDER_DATE. */
#define FOLDER_TIME 1577934245
#define FOLDER_DATE "Thu, 02 Jan 2020 03:04:05 GMT"
void folder_put(const char *name, const char *bytes, size_t len);
void folder_remove(const char *name); /* legal where it is not there */
void folder_expect(const char *name, const char *text);
/* A pipe that somebody is at the other end of, who does not wait: its descriptor. `flags`: O_RDONLY or O_WRONLY. */
void folder_put_pipe(const char *name);
int folder_open_pipe(const char *name, int flags);

#endif
