/* The printf family of curl_mprintf(3): between its files.
 *
 * The system's functions would not do: positional arguments, at most 128 conversions, "(nil)" for a NULL string, unknown
 * conversions that stand for themselves, formats that are refused as a whole, and floating point fields of at most 325
 * bytes are all promised. The digits themselves come from snprintf.
 *
 * A format is read once into a list of pieces, which tells the type of every argument; then the arguments are fetched in
 * their order; then the pieces are written.
 */
#ifndef API_MPRINTF_FORMAT_H
#define API_MPRINTF_FORMAT_H
#include "base/cursor.h"

#define MPRINTF_PIECES_MAX    128 /* conversions, "%%" included */
#define MPRINTF_ARGUMENTS_MAX 128

enum mprintf_flag { FLAG_LEFT = 1, FLAG_PLUS = 2, FLAG_SPACE = 4, FLAG_ALTERNATE = 8, FLAG_ZERO = 16 };

enum mprintf_type {
  TYPE_NONE,
  TYPE_INT,
  TYPE_CHAR,
  TYPE_SHORT,
  TYPE_LONG,
  TYPE_LONG_LONG,
  TYPE_SIZE,
  TYPE_DOUBLE,
  TYPE_LONG_DOUBLE,
  TYPE_POINTER
};

/* Literal text, and then, unless `conversion` is 0, one conversion. */
struct mprintf_piece {
  struct span text;
  char conversion;
  unsigned flags;
  enum mprintf_type modifier;
  int argument; /* index of the value; likewise the next two, or -1: not an argument */
  int width_argument;
  int precision_argument;
  int width;
  int precision; /* -1: none */
};

union mprintf_argument {
  long long integer;
  double number;
  long double long_number;
  void *pointer;
};

enum mprintf_style { UNDECIDED, IN_ORDER, BY_POSITION };

struct mprintf_format {
  struct mprintf_piece piece[MPRINTF_PIECES_MAX + 1];
  size_t piece_count;
  enum mprintf_type type[MPRINTF_ARGUMENTS_MAX];
  int argument_count; /* one more than the highest index in use */
  int next;           /* index of the next argument in order */
  enum mprintf_style style;
};

/* Take the format apart. False: it is refused, and `f` is undefined. */
bool mprintf_read(struct mprintf_format *f, const char *text);

/* Where the output goes, embedded in what it needs for that. */
struct mprintf_sink {
  size_t (*write)(struct mprintf_sink *s, const char *bytes, size_t len); /* how many it took; fewer: it is full */
  size_t written;                                                         /* in all */
};

/* Write one piece. False: the sink takes no more. */
bool mprintf_write_piece(struct mprintf_sink *s, struct mprintf_piece *p, const union mprintf_argument *arguments);

#endif
