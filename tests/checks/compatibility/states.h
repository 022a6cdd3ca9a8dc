/* Prints a line for each row: what it is, its name or number, and its state. */
#ifndef CHECKS_COMPATIBILITY_STATES_H
#define CHECKS_COMPATIBILITY_STATES_H

void print_infos(void);

#endif
