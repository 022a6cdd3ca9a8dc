/* `sluice policy check ADDRESS...`: what the preset "public only" says of addresses. */
#ifndef TOOL_POLICY_H
#define TOOL_POLICY_H
#include <stdbool.h>

/* The arguments are this command's and not a transfer's. */
bool policy_is_command(int argc, char **argv);
/* A line for each address: itself, "passes" or "denied", and why. The exit code: 0 all pass, 1 one is denied, 2 wrong usage
 * (no address, or one that is none, which has been told), 27 out of memory. */
int policy_run(int argc, char **argv);

#endif
