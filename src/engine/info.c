#include "engine/info.h"
#include "base/mem.h"
#include "base/slist.h"
#include "conn/conn.h"

void transfer_info_drop_certs(struct transfer_info *i)
{
  for(int n = 0; n < i->certs.num_of_certs; n++) slist_free(i->certs.certinfo[n]);
  mem_free(i->certs.certinfo);
  i->certs = (struct curl_certinfo){ 0 };
}

void transfer_info_reset(struct transfer_info *i)
{
  mem_free(i->effective_url);
  mem_free(i->http.kept_type);
  mem_free(i->http.redirect_url);
  mem_free(i->http.referer);
  mem_free(i->http.method);
  mem_free(i->ftp.entry_path);
  conn_ends_unref(i->ends);
  transfer_info_drop_certs(i);
  *i = (struct transfer_info){ .request.filetime = -1,
                               .length_up = -1,
                               .length_down = -1,
                               .conn_id = -1,
                               .xfer_id = -1,
                               .primary_ip = "",
                               .local_ip = "",
                               .primary_port = -1,
                               .local_port = -1 };
}

void transfer_info_use(struct transfer_info *i, const struct conn *c)
{
  struct conn_ends *before = i->ends;
  i->ends = conn_ends_ref(c->ends);
  conn_ends_unref(before);
  i->conn_id = c->id;
  i->primary_ip = c->ends->primary_ip;
  i->local_ip = c->ends->local_ip;
  i->primary_port = c->ends->primary_port;
  i->local_port = c->ends->local_port;
}
