#include "base/str.h"
#include "codec/date/calendar.h"
#include "codec/date/date.h"
#include "codec/date/names.h"

#define FIRST_YEAR 1583

/* The kinds of items. */
enum { WEEKDAY = 1, DAY = 2, MONTH = 4, YEAR = 8, TIME = 16, ZONE = 32, DATE = DAY | MONTH | YEAR, ALL = 63 };

struct found {
  unsigned kinds;
  struct calendar_day date;
  int64_t time; /* seconds of the day */
  int64_t zone; /* seconds that its clocks are ahead of UTC */
};

/* RFC 5322's, and those that programs have always been understood to mean; in hours. Where an acronym has several
 * meanings today, it keeps the one it had first. */
static const struct {
  char name[5];
  int16_t hours;
} zones[] = {
  { "UTC", 0 },  { "GMT", 0 },    { "UT", 0 },    { "WET", 0 },   { "CET", 1 },   { "MET", 1 },    { "MEWT", 1 },
  { "FWT", 1 },  { "BST", 1 },    { "CEST", 2 },  { "MEST", 2 },  { "MESZ", 2 },  { "FST", 2 },    { "EET", 2 },
  { "WAST", 7 }, { "WADT", 8 },   { "CCT", 8 },   { "JST", 9 },   { "GST", 10 },  { "EAST", 10 },  { "EADT", 11 },
  { "NZT", 12 }, { "NZST", 12 },  { "IDLE", 12 }, { "NZDT", 13 }, { "WAT", -1 },  { "ADT", -3 },   { "AST", -4 },
  { "EDT", -4 }, { "EST", -5 },   { "CDT", -5 },  { "CST", -6 },  { "MDT", -6 },  { "MST", -7 },   { "PDT", -7 },
  { "PST", -8 }, { "YDT", -8 },   { "YST", -9 },  { "HDT", -9 },  { "HST", -10 }, { "AHST", -10 }, { "CAT", -10 },
  { "NT", -11 }, { "IDLW", -12 },
};

/* A to M without J are one to twelve hours ahead, N to Y as many behind, Z is none. */
static bool find_military_zone(uint8_t letter, int *hours)
{
  static const char ahead[] = "ABCDEFGHIKLM", behind[] = "NOPQRSTUVWXY";
  const char *at;
  if(letter == 'Z')
    *hours = 0;
  else if(letter && (at = strchr(ahead, letter)))
    *hours = (int)(at - ahead) + 1;
  else if(letter && (at = strchr(behind, letter)))
    *hours = -(int)(at - behind) - 1;
  else
    return false;
  return true;
}

static bool find_zone(struct span word, int *hours)
{
  if(word.len == 1) return find_military_zone(*word.at, hours);
  for(size_t i = 0; i < sizeof zones / sizeof *zones; i++)
    if(span_equal(word, span_text(zones[i].name))) {
      *hours = zones[i].hours;
      return true;
    }
  return false;
}

static bool is_weekday(struct span word)
{
  for(size_t i = 0; i < 7; i++) {
    struct span name = span_text(date_weekdays[i]);
    if(span_equal_nocase(word, name) || span_equal_nocase(word, span_of(name.at, DATE_SHORT_NAME))) return true;
  }
  return false;
}

static bool find_month(struct span word, int *month)
{
  for(*month = 1; *month <= 12; ++*month)
    if(span_is(word, date_months[*month - 1])) return true;
  return false;
}

static size_t count(const struct cursor *c, bool (*is_one)(int byte))
{
  size_t len = 0;
  while(len < cursor_left(c) && is_one(c->at[len])) len++;
  return len;
}

static bool take_word(struct found *f, struct cursor *c)
{
  struct span word = cursor_take(c, count(c, ascii_is_alpha));
  int hours;
  if(!(f->kinds & WEEKDAY) && is_weekday(word)) {
    f->kinds |= WEEKDAY;
  } else if(!(f->kinds & MONTH) && find_month(word, &f->date.month)) {
    f->kinds |= MONTH;
  } else if(!(f->kinds & ZONE) && find_zone(word, &hours)) {
    f->zone = hours * 3600;
    f->kinds |= ZONE;
  } else
    return false;
  return true;
}

static bool is_next(const struct cursor *c, size_t ahead, uint8_t byte)
{
  return cursor_left(c) > ahead && c->at[ahead] == byte;
}

static bool digit_is_next(const struct cursor *c, size_t ahead)
{
  return cursor_left(c) > ahead && ascii_is_digit(c->at[ahead]);
}

/* One or two digits. */
static bool take_part_of_time(struct cursor *c, uint64_t most, int64_t *ret)
{
  uint64_t number;
  size_t len = count(c, ascii_is_digit);
  if(len > 2 || !span_parse_u64(cursor_take(c, len), most, &number)) return false;
  *ret = (int64_t)number;
  return true;
}

static bool take_time(struct found *f, struct cursor *c)
{
  int64_t hour, minute, second = 0;
  if(f->kinds & TIME || !take_part_of_time(c, 23, &hour)) return false;
  c->at++;
  if(!take_part_of_time(c, 59, &minute)) return false;
  if(is_next(c, 0, ':') && digit_is_next(c, 1)) {
    c->at++;
    if(!take_part_of_time(c, 60, &second)) return false; /* 60: a leap second */
  }
  f->time = hour * 3600 + minute * 60 + second;
  f->kinds |= TIME;
  return true;
}

static void set_compact_date(struct found *f, int64_t number)
{
  f->date = (struct calendar_day){ number / 10000, (int)(number / 100 % 100), (int)(number % 100) };
  f->kinds |= DATE;
}

static void set_zone(struct found *f, int64_t number, bool is_behind)
{
  int64_t ahead = (number / 100 * 60 + number % 100) * 60;
  f->zone = is_behind ? -ahead : ahead;
  f->kinds |= ZONE;
}

static void set_year(struct found *f, int64_t number)
{
  f->date.year = number;
  if(number < 100) f->date.year += number > 70 ? 1900 : 2000;
  f->kinds |= YEAR;
}

/* `before` is the byte in front of the digits: '-' in "06-Nov-94" is no sign, so that a zone is told by its four digits
 * and its size. */
static bool take_number(struct found *f, struct cursor *c, uint8_t before)
{
  size_t len = count(c, ascii_is_digit);
  uint64_t digits;
  if(is_next(c, len, ':') && digit_is_next(c, len + 1)) return take_time(f, c);
  if(!span_parse_u64(cursor_take(c, len), INT32_MAX, &digits)) return false;
  int64_t number = (int64_t)digits;
  bool has_sign = before == '+' || before == '-';
  if(has_sign && len == 4 && number <= 1400 && !(f->kinds & ZONE))
    set_zone(f, number, before == '-');
  else if(len == 8 && !(f->kinds & DATE))
    set_compact_date(f, number);
  else if(!(f->kinds & DAY) && number >= 1 && number <= 31) {
    f->date.day = (int)number;
    f->kinds |= DAY;
  } else if(!(f->kinds & YEAR))
    set_year(f, number);
  else
    return false;
  return true;
}

static bool take_items(struct found *f, struct cursor *c)
{
  for(uint8_t before = 0; cursor_left(c) && f->kinds != ALL; before = c->at[-1]) {
    if(ascii_is_alpha(*c->at)) {
      if(!take_word(f, c)) return false;
    } else if(ascii_is_digit(*c->at)) {
      if(!take_number(f, c, before)) return false;
    } else
      c->at++;
  }
  return true;
}

bool date_parse(struct span text, int64_t *ret)
{
  struct found f = { 0 };
  struct cursor c = cursor_of(text);
  if(!take_items(&f, &c) || (f.kinds & DATE) != DATE) return false;
  const struct calendar_day *d = &f.date;
  if(d->year < FIRST_YEAR || d->month < 1 || d->month > 12 || d->day < 1 || d->day > 31) return false;
  *ret = calendar_days(*d) * DAY_S + f.time - f.zone;
  return true;
}
