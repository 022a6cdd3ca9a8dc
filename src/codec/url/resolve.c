#include "codec/url/internal.h"

/* What RFC 3986, section 5.2.3, keeps of the base's path: all up to its last '/'. */
static struct span directory_of(struct span path)
{
  while(path.len && path.at[path.len - 1] != '/') path.len--;
  return path.len ? path : span_text("/");
}

/* `text` has no scheme and no authority. */
static CURLUcode resolve_path(struct url_draft *d, struct span text)
{
  struct span base_path = d->part[CURLUPART_PATH];
  struct span base_query = d->part[CURLUPART_QUERY];
  struct cursor c = cursor_of(text);
  d->part[CURLUPART_QUERY] = d->part[CURLUPART_FRAGMENT] = (struct span){ 0 };
  d->fresh = 1u << CURLUPART_PATH | 1u << CURLUPART_QUERY | 1u << CURLUPART_FRAGMENT;
  url_draft_split_path(d, &c);
  struct span path = d->part[CURLUPART_PATH];
  if(!path.len) {
    d->path_before = base_path;
    if(d->part[CURLUPART_QUERY].at) return CURLUE_OK;
    d->part[CURLUPART_QUERY] = base_query;
    d->fresh &= ~(1u << CURLUPART_QUERY);
  } else if(*path.at != '/')
    d->path_before = directory_of(base_path);
  return CURLUE_OK;
}

/* "//host/path" takes only the scheme of its base. */
static CURLUcode resolve_authority(struct url_draft *d, struct span text, unsigned flags)
{
  struct cursor c = cursor_of(text);
  struct url_draft other = { .known = d->known, .guessed_scheme = d->guessed_scheme };
  other.part[CURLUPART_SCHEME] = d->part[CURLUPART_SCHEME];
  other.fresh = ~(1u << CURLUPART_SCHEME);
  TRY_URL(url_draft_split_rest(&other, &c, flags));
  *d = other;
  return CURLUE_OK;
}

CURLUcode url_resolve(struct url *u, const struct url *base, const char *reference, unsigned flags)
{
  struct span text;
  TRY_URL(url_text_check(reference, flags, &text));
  if(url_scheme_length(text, flags)) return url_parse(u, reference, flags);
  struct url_draft d = url_draft_of(base);
  if(!base->scheme && flags & CURLU_DEFAULT_SCHEME) {
    d.part[CURLUPART_SCHEME] = span_text("https");
    d.known = url_scheme_find(d.part[CURLUPART_SCHEME]);
  }
  bool is_local = d.known && d.known->flags & URL_SCHEME_LOCAL;
  if(!d.part[CURLUPART_SCHEME].at || (!d.part[CURLUPART_HOST].at && !is_local)) return CURLUE_MALFORMED_INPUT;
  if(text.len > 1 && text.at[0] == '/' && text.at[1] == '/')
    TRY_URL(resolve_authority(&d, text, flags));
  else if(base->user && flags & CURLU_DISALLOW_USER)
    return CURLUE_USER_NOT_ALLOWED;
  else
    TRY_URL(resolve_path(&d, text));
  return url_draft_write(&d, flags, u);
}
