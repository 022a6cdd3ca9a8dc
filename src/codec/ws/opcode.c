#include "codec/ws/opcode.h"
#include <stddef.h>

/* RFC 6455, section 11.8. */
static const struct {
  unsigned opcode, flag;
} opcodes[] = {
  { 0x0, 0 },           { 0x1, CURLWS_TEXT }, { 0x2, CURLWS_BINARY }, { 0x8, CURLWS_CLOSE },
  { 0x9, CURLWS_PING }, { 0xa, CURLWS_PONG },
};
#define OPCODES (sizeof opcodes / sizeof *opcodes)

bool ws_flag_of(unsigned opcode, unsigned *flag)
{
  for(size_t i = 0; i < OPCODES; i++) {
    if(opcodes[i].opcode != opcode) continue;
    *flag = opcodes[i].flag;
    return true;
  }
  return false;
}

bool ws_opcode_of(unsigned flag, unsigned *opcode)
{
  for(size_t i = 1; i < OPCODES; i++) {
    if(opcodes[i].flag != flag) continue;
    *opcode = opcodes[i].opcode;
    return true;
  }
  return false;
}
