/* What the field and the file have in common. */
#ifndef CODEC_ALTSVC_NAMES_H
#define CODEC_ALTSVC_NAMES_H
#include "codec/altsvc/altsvc.h"

/* ALTSVC_NONE: another one. Names are compared with case (RFC 7301, section 3.1). */
enum altsvc_alpn altsvc_alpn_of(struct span name);
extern const char *const altsvc_alpn_names[];
/* Can it be a host: a name, or what stands between the brackets of IPv6? */
bool altsvc_is_host(struct span host);
/* A port that can be connected to. */
bool altsvc_parse_port(struct span text, uint16_t *ret);

#endif
