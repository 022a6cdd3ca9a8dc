#include "proto/file/file.h"
#include "base/mem.h"
#include "base/percent.h"
#include "proto/file/file_in.h"
#include "proto/file/file_out.h"

/* What is not ready tells nobody when it is: it is asked again, soon at first and then less often. */
#define WAIT_FIRST_US INT64_C(1000)
#define WAIT_MOST_US  INT64_C(50000)

struct file_exchange {
  struct exchange exchange;
  const struct file_side *side;
  const struct proto_request *request;
  struct xfer *xfer;
  char *path;
  struct file_in in;
  struct file_out out;
  bool is_open;
  int64_t wait_us;  /* before it is asked again next time */
  int64_t again_us; /* when it is; INT64_MAX: something else is waited for */
};

/* The two directions: file_in.h and file_out.h. */
struct file_side {
  CURLcode (*open)(struct file_exchange *f);
  CURLcode (*run)(struct file_exchange *f, bool *more, bool *waits);
};

static CURLcode open_in(struct file_exchange *f) { return file_in_open(&f->in, f->path, f->request, f->xfer); }

static CURLcode run_in(struct file_exchange *f, bool *more, bool *waits)
{
  return file_in_run(&f->in, f->xfer, more, waits);
}

static CURLcode open_out(struct file_exchange *f) { return file_out_open(&f->out, f->path, f->request, f->xfer); }

static CURLcode run_out(struct file_exchange *f, bool *more, bool *waits)
{
  return file_out_run(&f->out, f->request, f->xfer, more, waits);
}

static const struct file_side reading = { open_in, run_in }, writing = { open_out, run_out };

static struct file_exchange *file_of(const struct exchange *x)
{
  return CONTAINER_OF((uintptr_t)x, struct file_exchange, exchange);
}

static void free_file(struct file_exchange *f)
{
  if(!f) return;
  file_in_close(&f->in);
  file_out_close(&f->out);
  mem_free(f->path);
  mem_free(f);
}

static CURLcode go_on(struct file_exchange *f, bool *more, bool *waits)
{
  if(!f->is_open) {
    CURLcode code = f->side->open(f);
    *waits = code == CURLE_AGAIN;
    TRY(code);
    f->is_open = true;
  }
  return f->side->run(f, more, waits);
}

static CURLcode run(struct exchange *x, unsigned events, int64_t now, bool *more)
{
  struct file_exchange *f = file_of(x);
  bool waits = false;
  CURLcode code = go_on(f, more, &waits);
  f->again_us = waits ? now + f->wait_us : INT64_MAX;
  f->wait_us = !waits ? WAIT_FIRST_US : f->wait_us < WAIT_MOST_US / 2 ? f->wait_us * 2 : WAIT_MOST_US;
  return code;
}

static int64_t deadline(const struct exchange *x) { return file_of(x)->again_us; }

static struct exchange_end end(struct exchange *x)
{
  free_file(file_of(x));
  return (struct exchange_end){ .next = EXCHANGE_LAST };
}

static const struct exchange_ops file_exchange = { .run = run, .deadline = deadline, .end = end };

/* A NUL would end the name somewhere else than who has checked the URL thinks. */
static CURLcode decode_path(const char *path, struct trace *t, char **ret)
{
  char *name = mem_strdup(path);
  if(!name) return CURLE_OUT_OF_MEMORY;
  size_t len = percent_decode(name, span_text(path));
  name[len] = '\0';
  *ret = name;
  return strlen(name) == len ? CURLE_OK : trace_fail(t, CURLE_URL_MALFORMAT, "The path of the file has a NUL in it");
}

static CURLcode begin(struct exchange **ret, struct conn *c, const struct proto_request *r, struct xfer *x)
{
  bool is_upload = r->has_upload && r->opts->kind == REQUEST_PUT; /* a form is nothing that a file takes */
  struct file_exchange *f = mem_alloc(sizeof *f);
  if(!f) return CURLE_OUT_OF_MEMORY;
  *f = (struct file_exchange){
    .exchange.ops = &file_exchange,
    .side = is_upload ? &writing : &reading,
    .request = r,
    .xfer = x,
    .in = FILE_IN_INIT,
    .out = FILE_OUT_INIT,
    .wait_us = WAIT_FIRST_US,
    .again_us = INT64_MAX,
  };
  CURLcode code = decode_path(r->url->path, &x->trace, &f->path);
  if(code)
    free_file(f);
  else
    *ret = &f->exchange;
  return code;
}

/* The options that say what is wanted of a file are those of a request, whatever its protocol. */
const struct proto_ops proto_file = { .scheme = "file", .bit = CURLPROTO_FILE, .is_local = true, .begin = begin };
