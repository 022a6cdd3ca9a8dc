#include "codec/ftp/listing.h"
#include "base/str.h"
#include <limits.h>

static const char blanks[] = " \t";

/* ---- words ---- */

/* In the line's own memory, so that it can be ended where it stands. */
struct word {
  char *at;
  size_t len;
};

static struct span span_of_word(struct word w) { return span_of(w.at, w.len); }

static const char *end_word(struct word w)
{
  w.at[w.len] = '\0';
  return w.at;
}

static char *skip_blanks(char *at) { return at + strspn(at, blanks); }

/* The next one, which is empty at the end of the line only. */
static struct word take_word(char **at)
{
  struct word w = { .at = skip_blanks(*at) };
  w.len = strcspn(w.at, blanks);
  *at = w.at + w.len;
  return w;
}

static bool is_number(struct word w, uint64_t max, uint64_t *ret) { return span_parse_u64(span_of_word(w), max, ret); }

static bool is_made_of(struct word w, const char *bytes)
{
  for(size_t i = 0; i < w.len; i++)
    if(!strchr(bytes, w.at[i])) return false;
  return w.len > 0;
}

/* ---- "-rw-r--r--   1 alice staff  1234 Jan 18 14:05 name" ---- */

static const struct {
  char mark;
  curlfiletype type;
} unix_types[] = {
  { '-', CURLFILETYPE_FILE },         { 'd', CURLFILETYPE_DIRECTORY },   { 'l', CURLFILETYPE_SYMLINK },
  { 'b', CURLFILETYPE_DEVICE_BLOCK }, { 'c', CURLFILETYPE_DEVICE_CHAR }, { 'p', CURLFILETYPE_NAMEDPIPE },
  { 's', CURLFILETYPE_SOCKET },       { 'D', CURLFILETYPE_DOOR },
};

static bool read_type(char mark, curlfiletype *ret)
{
  for(size_t i = 0; i < sizeof unix_types / sizeof *unix_types; i++) {
    if(unix_types[i].mark != mark) continue;
    *ret = unix_types[i].type;
    return true;
  }
  return false;
}

/* What a character means at each of the nine places; a small "s" or "t" has the right to execute in it, a big one not. */
static const struct {
  char mark;
  unsigned bits[9];
} unix_perms[] = {
  { '-', { 0 } },
  { 'r', { [0] = 0400, [3] = 0040, [6] = 0004 } },
  { 'w', { [1] = 0200, [4] = 0020, [7] = 0002 } },
  { 'x', { [2] = 0100, [5] = 0010, [8] = 0001 } },
  { 's', { [2] = 04100, [5] = 02010 } },
  { 'S', { [2] = 04000, [5] = 02000 } },
  { 't', { [8] = 01001 } },
  { 'T', { [8] = 01000 } },
};

static bool add_perm(char mark, size_t place, unsigned *ret)
{
  for(size_t i = 0; i < sizeof unix_perms / sizeof *unix_perms; i++) {
    if(unix_perms[i].mark != mark) continue;
    *ret |= unix_perms[i].bits[place];
    return mark == '-' || unix_perms[i].bits[place];
  }
  return false;
}

/* The first word; behind the permissions may stand a sign that there is more to them (an ACL, a label). */
static bool read_mode(struct word w, struct ftp_entry *e)
{
  if(w.len != 10 && (w.len != 11 || !strchr("+.@", w.at[10]))) return false;
  if(!read_type(*w.at, &e->type)) return false;
  for(size_t i = 0; i < 9; i++)
    if(!add_perm(w.at[1 + i], i, &e->perm)) return false;
  e->perm_text = end_word((struct word){ w.at + 1, 9 });
  return true;
}

static bool is_day(struct word w)
{
  uint64_t day;
  return w.len <= 2 && is_number(w, 31, &day) && day;
}

static bool is_month(struct word w) { return w.len >= 3 && !ascii_is_digit(*w.at); }

/* "14:05" or "2020" */
static bool is_clock_or_year(struct word w) { return w.len >= 4 && is_made_of(w, "0123456789:"); }

/* "Jan 18 14:05", and with day and month the other way round. */
static bool take_time(char **at, struct word *ret)
{
  char *end = *at;
  struct word a = take_word(&end), b = take_word(&end), c = take_word(&end);
  if(!(is_month(a) && is_day(b)) && !(is_day(a) && is_month(b))) return false;
  if(!is_clock_or_year(c)) return false;
  *ret = (struct word){ a.at, (size_t)(end - a.at) };
  *at = end;
  return true;
}

/* "1234", or "8, 1": the numbers of a device. */
static bool take_size(char **at, struct word *ret)
{
  struct word w = take_word(at);
  if(w.len > 1 && w.at[w.len - 1] == ',') {
    struct word minor = take_word(at);
    w.len = (size_t)(minor.at + minor.len - w.at);
  }
  *ret = w;
  return is_made_of(w, "0123456789, \t");
}

static bool read_size(struct word w, struct ftp_entry *e)
{
  uint64_t size;
  if(!is_number(w, INT64_MAX, &size))
    return e->type == CURLFILETYPE_DEVICE_BLOCK || e->type == CURLFILETYPE_DEVICE_CHAR;
  e->size = (curl_off_t)size;
  e->flags |= CURLFINFOFLAG_KNOWN_SIZE;
  return true;
}

/* Of "staff 1234 Jan 18 14:05", where "staff" may be missing or several words: it ends where a size and a time follow. */
static bool take_group_size_time(char **at, struct word *group, struct word *size, struct word *time)
{
  *group = (struct word){ .at = skip_blanks(*at) };
  for(char *next = *at; *next;) {
    char *end = next;
    if(take_size(&end, size) && take_time(&end, time)) {
      *at = end;
      return true;
    }
    struct word w = take_word(&next);
    group->len = (size_t)(w.at + w.len - group->at);
  }
  return false;
}

/* A slash would make a path of it, in the server's tree or in the program's. */
static bool read_name(const char *name, struct ftp_entry *e)
{
  e->name = name;
  e->flags |= CURLFINFOFLAG_KNOWN_FILENAME | CURLFINFOFLAG_KNOWN_FILETYPE;
  return *name && !strchr(name, '/');
}

/* "name -> target" */
static bool read_link(char *text, struct ftp_entry *e)
{
  static const char mark[] = " -> ";
  char *arrow = strstr(text, mark);
  if(!arrow) return read_name(text, e);
  e->target = arrow + sizeof mark - 1;
  *arrow = '\0';
  return *e->target && read_name(text, e);
}

static bool read_unix(char *at, struct ftp_entry *e)
{
  uint64_t hardlinks;
  struct word group, size, time;
  struct word mode = take_word(&at), links = take_word(&at), user = take_word(&at);
  if(!read_mode(mode, e) || !is_number(links, LONG_MAX, &hardlinks)) return false;
  if(!take_group_size_time(&at, &group, &size, &time) || !read_size(size, e)) return false;
  at = skip_blanks(at);
  e->hardlinks = (long)hardlinks;
  e->flags |= CURLFINFOFLAG_KNOWN_PERM | CURLFINFOFLAG_KNOWN_HLINKCOUNT;
  e->user = end_word(user);
  if(group.len) e->group = end_word(group);
  e->time_text = end_word(time);
  return e->type == CURLFILETYPE_SYMLINK ? read_link(at, e) : read_name(at, e);
}

/* ---- "01-18-20  02:05PM       <DIR>          name" ---- */

static bool read_dos(char *at, struct ftp_entry *e)
{
  struct word date = take_word(&at), clock = take_word(&at), size = take_word(&at);
  if(!is_made_of(date, "0123456789-") || !is_made_of(clock, "0123456789:APMapm")) return false;
  if(span_is(span_of_word(size), "<DIR>"))
    e->type = CURLFILETYPE_DIRECTORY;
  else if(!read_size(size, e))
    return false;
  at = skip_blanks(at);
  e->time_text = end_word((struct word){ date.at, (size_t)(clock.at + clock.len - date.at) });
  return read_name(at, e);
}

/* ---- lines ---- */

/* "total 20" */
static bool is_total(char *at)
{
  uint64_t blocks;
  struct word total = take_word(&at), count = take_word(&at);
  return span_is(span_of_word(total), "total") && is_number(count, UINT64_MAX, &blocks) && !*at;
}

/* A whole line, from which its end has been taken. */
static CURLcode read_text(char *text, struct ftp_entry *ret, bool *has)
{
  struct ftp_entry e = { .type = CURLFILETYPE_FILE };
  if(!*text || is_total(text)) return CURLE_OK;
  if(!(ascii_is_digit(*text) ? read_dos : read_unix)(text, &e)) return CURLE_FTP_BAD_FILE_LIST;
  *ret = e;
  *has = true;
  return CURLE_OK;
}

static CURLcode read_line(struct ftp_listing *l, struct ftp_entry *ret, bool *has)
{
  struct buf *line = &l->line;
  if(line->len && line->at[line->len - 1] == '\n') line->len--;
  if(line->len && line->at[line->len - 1] == '\r') line->len--;
  CURLcode code = buf_terminate(line);
  if(code) return code == CURLE_TOO_LARGE ? CURLE_FTP_BAD_FILE_LIST : code;
  if(memchr(line->at, '\0', line->len) || memchr(line->at, '\r', line->len)) return CURLE_FTP_BAD_FILE_LIST;
  TRY(read_text((char *)line->at, ret, has));
  l->is_told = true;
  return CURLE_OK;
}

/* Up to the end of a line, or all there is. */
static CURLcode take_line(struct ftp_listing *l, struct cursor *in, bool *is_whole)
{
  if(l->is_told) buf_reset(&l->line);
  l->is_told = false;
  const uint8_t *end = memchr(in->at, '\n', cursor_left(in));
  *is_whole = end;
  CURLcode code = buf_add_span(&l->line, cursor_take(in, end ? (size_t)(end + 1 - in->at) : cursor_left(in)));
  return code == CURLE_TOO_LARGE ? CURLE_FTP_BAD_FILE_LIST : code;
}

CURLcode ftp_listing_decode(struct ftp_listing *l, struct cursor *in, struct ftp_entry *ret, bool *has)
{
  bool is_whole;
  *has = false;
  while(!*has && cursor_left(in)) {
    TRY(take_line(l, in, &is_whole));
    if(is_whole) TRY(read_line(l, ret, has));
  }
  return CURLE_OK;
}

CURLcode ftp_listing_end(struct ftp_listing *l, struct ftp_entry *ret, bool *has)
{
  *has = false;
  return l->is_told ? CURLE_OK : read_line(l, ret, has);
}

void ftp_listing_free(struct ftp_listing *l) { buf_free(&l->line); }
