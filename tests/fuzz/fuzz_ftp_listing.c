/* A listing, read whole and in pieces of the size that the first byte says: both must end alike, after the same entries. */
#include "codec/ftp/listing.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
  CURLcode code;
  struct buf entries;
};

static void check(bool holds)
{
  if(!holds) abort();
}

static void note_text(struct outcome *o, const char *text)
{
  if(text) check(!strpbrk(text, "\r\n"));
  check(!buf_addf(&o->entries, "|%s", text ? text : ""));
}

static void note(struct outcome *o, const struct ftp_entry *e)
{
  check(*e->name && !strchr(e->name, '/') && e->type < CURLFILETYPE_UNKNOWN);
  check(e->size >= 0 && e->hardlinks >= 0 && e->perm <= 07777);
  check(!e->perm_text || strlen(e->perm_text) == 9);
  check(!e->target || (*e->target && e->type == CURLFILETYPE_SYMLINK));
  check(
      !buf_addf(&o->entries, "\n%d %x %o %lld %ld", (int)e->type, e->flags, e->perm, (long long)e->size, e->hardlinks));
  note_text(o, e->name);
  note_text(o, e->target);
  note_text(o, e->perm_text);
  note_text(o, e->user);
  note_text(o, e->group);
  note_text(o, e->time_text);
}

static void decode(struct span text, size_t step, struct outcome *o)
{
  struct ftp_listing l = FTP_LISTING_INIT;
  struct ftp_entry e;
  bool has;
  for(size_t done = 0; done < text.len && !o->code;) {
    size_t n = text.len - done < step ? text.len - done : step;
    uint8_t *piece = malloc(n);
    check(piece);
    memcpy(piece, text.at + done, n);
    struct cursor in = { piece, piece + n };
    while(!(o->code = ftp_listing_decode(&l, &in, &e, &has)) && has) note(o, &e);
    check(o->code ? o->code == CURLE_FTP_BAD_FILE_LIST : !cursor_left(&in));
    done += n;
    free(piece);
  }
  if(!o->code && !(o->code = ftp_listing_end(&l, &e, &has)) && has) note(o, &e);
  ftp_listing_free(&l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if(size < 2) return 0;
  struct span text = span_of(data + 1, size - 1);
  struct outcome whole = { .entries = BUF_INIT(256u << 20) }, split = { .entries = BUF_INIT(256u << 20) };
  decode(text, text.len, &whole);
  decode(text, data[0] + 1u, &split);
  check(whole.code == split.code && span_equal(buf_span(&whole.entries), buf_span(&split.entries)));
  buf_free(&whole.entries);
  buf_free(&split.entries);
  return 0;
}
