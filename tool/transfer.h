/* One handle that runs the command line's transfers, one after the other. */
#ifndef TOOL_TRANSFER_H
#define TOOL_TRANSFER_H
#include "gate_log.h"
#include "options.h"

/* Set on the handle what holds for every URL. `log` may be NULL. Each error has been told. */
CURLcode transfer_prepare(CURL *handle, const struct options *o, struct gate_log *log);

/* Transfer the URL with this index. Errors are told on standard error, as --silent and --show-error have it. */
CURLcode transfer_run(CURL *handle, const struct options *o, size_t index);

#endif
