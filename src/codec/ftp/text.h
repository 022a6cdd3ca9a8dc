/* What stands in the text of FTP's replies, and in the arguments of its commands.
 *
 * Functions that read return false for what is not of the form; outputs are written only on success.
 */
#ifndef CODEC_FTP_TEXT_H
#define CODEC_FTP_TEXT_H
#include "base/address.h"
#include "base/buf.h"

/* "Entering Passive Mode (192,0,2,1,4,1)" (RFC 959, section 4.1.2): the six numbers, wherever they stand (RFC 1123,
 * section 4.1.2.6). */
MUST_USE bool ftp_read_227(struct span text, uint8_t ip[4], uint16_t *port);
/* "Entering Extended Passive Mode (|||1025|)" (RFC 2428, section 3): any delimiter from 33 to 126. */
MUST_USE bool ftp_read_229(struct span text, uint16_t *port);
/* The arguments of PORT and EPRT (RFC 2428, section 2). `a` is IPv4 for the former, IPv4 or IPv6 for the latter. */
MUST_USE CURLcode ftp_write_port(struct buf *to, const struct address *a);
MUST_USE CURLcode ftp_write_eprt(struct buf *to, const struct address *a);

/* The directory of a 257 (RFC 959, appendix II): between quotes, of which two stand for one. `*dir` is emptied first.
 * CURLE_WEIRD_SERVER_REPLY: no quotes, or a control byte; `*dir` is empty. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode ftp_read_257(struct span text, struct buf *dir);
/* The size of a 213 answer to SIZE (RFC 3659, section 4): its last number, because some servers put words before it. */
MUST_USE bool ftp_read_size(struct span text, curl_off_t *size);
/* The size of "Opening BINARY mode data connection for file (1234 bytes)": the number before the last " bytes",
 * because a name may stand before it. */
MUST_USE bool ftp_read_150_size(struct span text, curl_off_t *size);
/* The name of the system of a 215 answer to SYST: its first word. */
struct span ftp_read_system(struct span text);

/* What CURLOPT_FTPPORT(3) says: `[host][:first[-last]]`, host an IPv4 or IPv6 address (the latter also in brackets), a name,
 * an interface, or "-" and "" for the address of the control connection. */
struct ftp_port_text {
  struct span host;               /* empty: the control connection's */
  uint16_t first_port, last_port; /* 0: any */
};
/* False: no such text. A span lives as long as `text`. */
MUST_USE bool ftp_read_port_text(const char *text, struct ftp_port_text *ret);

#endif
