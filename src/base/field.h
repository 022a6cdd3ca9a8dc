/* A field of a message's head, whoever owns its bytes. */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H
#include "base/cursor.h"

struct field {
  struct span name;
  struct span value;
};

#endif
