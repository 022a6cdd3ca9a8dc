/* Get and put files, all at once in one multi.
 *
 *   ftp_client [-u USER:PASSWORD] [-c CA_FILE] [-a ADDRESS] [-r] [-w BYTES] (get|put) URL FILE ...
 *
 * -c: nothing goes without TLS. -a: the server connects to us there (CURLOPT_FTPPORT). -r: go on with what is there already.
 * -w: when so many bytes of a file have passed, "reached" is written, and a byte of standard input is waited for.
 *
 * A line for each that ends, "FILE code text", and at last "longest MICROSECONDS": of one curl_multi_perform. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct wishes {
  const char *login, *ca, *address;
  int resumes;
  curl_off_t wait_at; /* 0: nowhere */
};

struct job {
  const struct wishes *wishes;
  const char *path;
  FILE *file;
  curl_off_t passed;
  char text[CURL_ERROR_SIZE];
};

static void count(struct job *j, size_t bytes)
{
  char go;
  curl_off_t before = j->passed, at = j->wishes->wait_at;
  j->passed += (curl_off_t)bytes;
  if(before >= at || j->passed < at) return;
  puts("reached");
  fflush(stdout);
  if(read(STDIN_FILENO, &go, 1) != 1) exit(3);
}

static size_t take(char *data, size_t size, size_t n, void *clientp)
{
  struct job *j = clientp;
  size_t done = fwrite(data, 1, size * n, j->file);
  count(j, done);
  return done;
}

static size_t give(char *to, size_t size, size_t n, void *clientp)
{
  struct job *j = clientp;
  size_t done = fread(to, 1, size * n, j->file);
  count(j, done);
  return done;
}

static int move_to(void *clientp, curl_off_t offset, int origin)
{
  return fseeko(((struct job *)clientp)->file, offset, origin) ? CURL_SEEKFUNC_FAIL : CURL_SEEKFUNC_OK;
}

static curl_off_t size_of(FILE *f)
{
  struct stat s;
  return fstat(fileno(f), &s) ? 0 : (curl_off_t)s.st_size;
}

/* CURLOPT_RESUME_FROM_LARGE -1: the server knows how much it has. */
static void prepare_put(CURL *easy, struct job *j)
{
  j->file = fopen(j->path, "rb");
  if(!j->file) exit(4);
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(easy, CURLOPT_READDATA, j);
  curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, move_to);
  curl_easy_setopt(easy, CURLOPT_SEEKDATA, j);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, size_of(j->file));
  if(j->wishes->resumes) curl_easy_setopt(easy, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)-1);
}

static void prepare_get(CURL *easy, struct job *j)
{
  j->file = fopen(j->path, j->wishes->resumes ? "ab" : "wb");
  if(!j->file) exit(4);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, j);
  if(j->wishes->resumes) curl_easy_setopt(easy, CURLOPT_RESUME_FROM_LARGE, size_of(j->file));
}

static CURL *prepare(const struct wishes *w, const char *verb, const char *url, const char *path)
{
  CURL *easy = curl_easy_init();
  struct job *j = calloc(1, sizeof *j);
  if(!easy || !j) exit(4);
  *j = (struct job){ .wishes = w, .path = path };
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, j);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, j->text);
  curl_easy_setopt(easy, CURLOPT_USERPWD, w->login);
  curl_easy_setopt(easy, CURLOPT_FTPPORT, w->address);
  if(w->ca) curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
  if(w->ca) curl_easy_setopt(easy, CURLOPT_CAINFO, w->ca);
  if(strcmp(verb, "put"))
    prepare_get(easy, j);
  else
    prepare_put(easy, j);
  return easy;
}

static int tell(CURLM *multi, const CURLMsg *m)
{
  struct job *j = NULL;
  CURLcode code = m->data.result;
  CURL *easy = m->easy_handle;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&j);
  fclose(j->file);
  printf("%s %d %s\n", j->path, (int)code, j->text);
  curl_multi_remove_handle(multi, easy);
  curl_easy_cleanup(easy);
  free(j);
  return code != CURLE_OK;
}

static long now_us(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (long)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* How many have failed. */
static int run(CURLM *multi)
{
  int running = 1, left, failed = 0;
  long longest = 0;
  while(running) {
    long begun = now_us();
    if(curl_multi_perform(multi, &running)) exit(5);
    long took = now_us() - begun;
    if(took > longest) longest = took;
    for(CURLMsg *m; (m = curl_multi_info_read(multi, &left)) != NULL;) failed += tell(multi, m);
    if(running && curl_multi_poll(multi, NULL, 0, 1000, NULL)) exit(5);
  }
  printf("longest %ld\n", longest);
  return failed;
}

int main(int argc, char **argv)
{
  struct wishes w = { 0 };
  CURLM *multi = curl_multi_init();
  if(!multi) return 4;
  for(int option; (option = getopt(argc, argv, "+u:c:a:rw:")) != -1;) {
    if(option == 'u') w.login = optarg;
    if(option == 'c') w.ca = optarg;
    if(option == 'a') w.address = optarg;
    if(option == 'r') w.resumes = 1;
    if(option == 'w') w.wait_at = atoll(optarg);
    if(option == '?') return 2;
  }
  for(int i = optind; i + 2 < argc; i += 3)
    curl_multi_add_handle(multi, prepare(&w, argv[i], argv[i + 1], argv[i + 2]));
  int failed = run(multi);
  curl_multi_cleanup(multi);
  return failed ? 1 : 0;
}
