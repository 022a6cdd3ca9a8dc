#include "proto/ftp/wildcard.h"
#include "base/mem.h"
#include "codec/ftp/listing.h"
#include "codec/ftp/match.h"
#include "proto/ftp/walk.h"

/* What the program is shown, and the texts in it behind. */
struct match {
  struct match *next;
  struct curl_fileinfo info;
  char texts[];
};

struct ftp_wildcard {
  struct ftp_listing listing;
  char *pattern;
  struct match *first, **last; /* those that are not done yet */
  int count;
  bool is_listed;
  bool is_chunk; /* the first one is under way, and its end is to be told */
};

bool ftp_wildcard_is_wanted(const struct ftp_session *s)
{
  const char *file = s->job.path.file;
  bool is_download = !ftp_uploads(s) && !ftp_has_no_body(s);
  return s->request->ftp->wildcard.matches && is_download && file && strpbrk(file, "*?[");
}

CURLcode ftp_wildcard_begin(struct ftp_session *s)
{
  struct ftp_wildcard *w = mem_zalloc(sizeof *w);
  if(!w) return CURLE_OUT_OF_MEMORY;
  w->listing = FTP_LISTING_INIT;
  w->last = &w->first;
  w->pattern = s->job.path.file;
  s->job.path.file = NULL;
  s->job.is_list = true;
  s->job.wildcard = w;
  return CURLE_OK;
}

static void drop_first(struct ftp_wildcard *w)
{
  struct match *m = w->first;
  w->first = m->next;
  if(!w->first) w->last = &w->first;
  w->count--;
  mem_free(m);
}

void ftp_wildcard_free(struct ftp_wildcard *w)
{
  if(!w) return;
  while(w->first) drop_first(w);
  ftp_listing_free(&w->listing);
  mem_free(w->pattern);
  mem_free(w);
}

/* ---- the list ---- */

bool ftp_wildcard_lists(const struct ftp_session *s) { return s->job.wildcard && !s->job.wildcard->is_listed; }

static size_t room_for(const char *text) { return text ? strlen(text) + 1 : 0; }

static char *put(char **at, const char *text)
{
  char *ret = *at;
  if(!text) return NULL;
  memcpy(ret, text, room_for(text));
  *at += room_for(text);
  return ret;
}

static struct match *new_match(const struct ftp_entry *e)
{
  size_t room = room_for(e->name) + room_for(e->target) + room_for(e->perm_text) + room_for(e->user) +
                room_for(e->group) + room_for(e->time_text);
  struct match *m = mem_zalloc(sizeof *m + room);
  if(!m) return NULL;
  char *at = m->texts;
  m->info.filename = put(&at, e->name);
  m->info.filetype = e->type;
  m->info.perm = e->perm;
  m->info.size = e->size;
  m->info.hardlinks = e->hardlinks;
  m->info.flags = e->flags;
  m->info.strings.target = put(&at, e->target);
  m->info.strings.perm = put(&at, e->perm_text);
  m->info.strings.user = put(&at, e->user);
  m->info.strings.group = put(&at, e->group);
  m->info.strings.time = put(&at, e->time_text);
  return m;
}

static bool is_match(struct ftp_session *s, const char *name)
{
  const struct ftp_wildcard_opts *o = &s->request->ftp->wildcard;
  const char *pattern = s->job.wildcard->pattern;
  if(!o->fnmatch) return ftp_match(pattern, name);
  CALLBACK_SCOPE(ftp_trace(s)->guard);
  return o->fnmatch(o->fnmatch_data, pattern, name) == CURL_FNMATCHFUNC_MATCH;
}

static CURLcode take_entry(struct ftp_session *s, const struct ftp_entry *e)
{
  struct ftp_wildcard *w = s->job.wildcard;
  if(w->count == INT_MAX || !is_match(s, e->name)) return CURLE_OK;
  struct match *m = new_match(e);
  if(!m) return CURLE_OUT_OF_MEMORY;
  *w->last = m;
  w->last = &m->next;
  w->count++;
  return CURLE_OK;
}

static CURLcode tell(struct ftp_session *s, CURLcode code)
{
  return code == CURLE_FTP_BAD_FILE_LIST ? trace_fail(ftp_trace(s), code, "The list of files cannot be read") : code;
}

CURLcode ftp_wildcard_take(struct ftp_session *s, struct span bytes)
{
  struct cursor in = cursor_of(bytes);
  struct ftp_entry e;
  bool has;
  do {
    TRY(tell(s, ftp_listing_decode(&s->job.wildcard->listing, &in, &e, &has)));
    if(has) TRY(take_entry(s, &e));
  } while(has);
  return CURLE_OK;
}

CURLcode ftp_wildcard_end_list(struct ftp_session *s)
{
  struct ftp_entry e;
  bool has;
  TRY(tell(s, ftp_listing_end(&s->job.wildcard->listing, &e, &has)));
  return has ? take_entry(s, &e) : CURLE_OK;
}

/* ---- the files ---- */

static CURLcode fail_chunk(struct ftp_session *s)
{
  return ftp_refuse(s, CURLE_CHUNK_FAILED, "The program's chunk callback has failed");
}

static CURLcode end_chunk(struct ftp_session *s)
{
  const struct ftp_wildcard_opts *o = &s->request->ftp->wildcard;
  struct ftp_wildcard *w = s->job.wildcard;
  w->is_chunk = false;
  drop_first(w);
  if(!o->end) return CURLE_OK;
  CALLBACK_SCOPE(ftp_trace(s)->guard);
  return o->end(o->chunk_data) == CURL_CHUNK_END_FUNC_OK ? CURLE_OK : fail_chunk(s);
}

static long begin_chunk(struct ftp_session *s, const struct match *m)
{
  const struct ftp_wildcard_opts *o = &s->request->ftp->wildcard;
  s->job.wildcard->is_chunk = true;
  if(!o->begin) return CURL_CHUNK_BGN_FUNC_OK;
  CALLBACK_SCOPE(ftp_trace(s)->guard);
  return o->begin(&m->info, o->chunk_data, s->job.wildcard->count);
}

static CURLcode fetch(struct ftp_session *s, const struct match *m)
{
  TRY(mem_replace(&s->job.path.file, m->info.filename));
  s->job.is_list = false;
  s->job.size = m->info.flags & CURLFINFOFLAG_KNOWN_SIZE ? m->info.size : -1;
  s->job.moved = 0;
  s->job.final_code = 0;
  s->job.may_read = false;
  return ftp_go(s, FTP_OPEN);
}

/* The list has come, or a file has. */
CURLcode ftp_begin_next_match(struct ftp_session *s)
{
  struct ftp_wildcard *w = s->job.wildcard;
  if(w->is_chunk) TRY(end_chunk(s));
  if(!w->is_listed && !w->first) return ftp_refuse(s, CURLE_REMOTE_FILE_NOT_FOUND, "No file matches %s", w->pattern);
  w->is_listed = true;
  while(w->first) {
    long said = begin_chunk(s, w->first);
    if(said == CURL_CHUNK_BGN_FUNC_OK && w->first->info.filetype == CURLFILETYPE_FILE) return fetch(s, w->first);
    if(said != CURL_CHUNK_BGN_FUNC_OK && said != CURL_CHUNK_BGN_FUNC_SKIP) return fail_chunk(s);
    TRY(end_chunk(s));
  }
  return ftp_go_quote(s, FTP_POSTQUOTE);
}
