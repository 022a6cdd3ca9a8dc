/* The table of infos is the library's own, which is why its file is included. */
#include "api/getinfo.c"
#include "states.h"
#include <stdio.h>

static const char *state_of(const struct info *row)
{
  static info_get_fn *const constant[] = { get_no_text, get_no_long, get_no_list };
  for(size_t i = 0; i < sizeof constant / sizeof *constant; i++) {
    if(row->get == constant[i]) return "constant";
  }
  return "works";
}

void print_infos(void)
{
  for(size_t i = 0; i < sizeof infos / sizeof *infos; i++)
    printf("info %d %s\n", (int)infos[i].id, state_of(&infos[i]));
}
