#include "proto/proto.h"
#include "proto/file/file.h"
#include "proto/ftp/ftp.h"
#include "proto/http/http.h"
#include "proto/http/ws.h"

const struct proto_ops *const proto_table[] = { &proto_file,  &proto_ftp, &proto_ftps, &proto_http,
                                                &proto_https, &proto_ws,  &proto_wss,  NULL };

const struct proto_ops *proto_find(const char *scheme)
{
  for(const struct proto_ops *const *p = proto_table; *p; p++)
    if(!strcmp((*p)->scheme, scheme)) return *p;
  return NULL;
}
