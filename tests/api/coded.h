/* A text in each coding, and the heads that say so. */
#ifndef API_CODED_H
#define API_CODED_H
#include "exchange.h"

#define PLAIN "hello world, hello world\n"
#define GZIP                                 \
  "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03" \
  "\xcb\x48\xcd\xc9\xc9\x57\x28\xcf\x2f\xca\x49\xd1\x51\xc8\x40\x70\xb8\x00\xc3\xca\x08\x2e\x19\x00\x00\x00" /* 36 */
#define GZIP_GZIP                                                                                                \
  "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x93\xef\xe6\x60\x00\x01\x26\xe6\xd3\x1e\x67\x4f\x9e\x0c\xd7\x38\xaf" \
  "\x7f\xca\xf3\x62\xe0\x09\x87\x82\x1d\x0c\x87\x4f\x71\xe8\x49\x02\xe5\x00\xf6\xef\xf7\x4e\x24\x00\x00\x00"    /* 53 */
#define ZLIB "\x78\x9c\xcb\x48\xcd\xc9\xc9\x57\x28\xcf\x2f\xca\x49\xd1\x51\xc8\x40\x70\xb8\x00\x79\x8f\x09\x0f" /* 24 */
#define BARE "\xcb\x48\xcd\xc9\xc9\x57\x28\xcf\x2f\xca\x49\xd1\x51\xc8\x40\x70\xb8\x00"                         /* 18 */
#define BR   "\x1b\x18\x00\x00\x24\x41\x14\x58\x7a\x10\x45\x16\x81\x46\x36\x93\xc7\xd3\xa9\x8f\x01"             /* 21 */
#define ZSTD                                                                                                 \
  "\x28\xb5\x2f\xfd\x04\x58\xa5\x00\x00\x70\x68\x65\x6c\x6c\x6f\x20\x77\x6f\x72\x6c\x64\x2c\x20\x0a\x01\x00" \
  "\x60\xcc\x2f\x91\x63\xad\x4e" /* 33 */

#define ALL           TEXT(CURLOPT_ACCEPT_ENCODING, "")
#define TE            LONG(CURLOPT_TRANSFER_ENCODING, 1)
#define GET(fields)   "GET / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n" fields "\r\n"
#define GET_ALL       EXPECT(GET("Accept-Encoding: deflate, gzip, br, zstd\r\n"))
#define GET_TE        EXPECT(GET("TE: gzip\r\nConnection: TE\r\n"))
#define OK(fields)    "HTTP/1.1 200 OK\r\n" fields "\r\n"
#define CODED(coding) "Content-Encoding: " coding "\r\n"
#define LENGTH(len)   "Content-Length: " len "\r\n"
#define MOVED(coding) "Transfer-Encoding: " coding "\r\n"
#define IN_CHUNKS     MOVED("chunked")

#endif
