#include "engine/info.h"
#include "base/mem.h"

void transfer_info_reset(struct transfer_info *i)
{
  mem_free(i->effective_url);
  mem_free(i->http.content_type);
  mem_free(i->http.redirect_url);
  mem_free(i->http.method);
  *i = (struct transfer_info){ .http.filetime = -1, .length_up = -1, .length_down = -1, .conn_id = -1, .xfer_id = -1 };
}
