/* Dates as text: the three forms of HTTP (RFC 9110, section 5.6.7) and the mixes that curl_getdate(3) understands.
 * Seconds are since 1970, in UTC, without leap seconds. */
#ifndef CODEC_DATE_DATE_H
#define CODEC_DATE_DATE_H
#include "base/cursor.h"

/* Items in any order, each kind at most once, between them any bytes that are no letters or digits: a day of the month,
 * a month's first three letters, a year (or all three as YYYYMMDD), "hour:minute" or "hour:minute:second", a zone by
 * name, military letter or "+hhmm", a day of the week, which is not checked. Once all six kinds are known, what follows
 * is not looked at. The time of day may be missing, the zone may (UTC), the date may not.
 *
 * Zones are upper case, other names in any case. Of two digits a year is 1971 to 2070. A day that its month does not
 * have, up to 31, counts on into the next month.
 *
 * False: no date, or a year before 1583, where the calendar begins, or beyond INT32_MAX. */
bool date_parse(struct span text, int64_t *ret);

/* "Sun, 06 Nov 1994 08:49:37 GMT" with its NUL: the form to be sent. False: a year outside 1 … 9999, which it cannot
 * tell. */
#define DATE_HTTP_ROOM 30
bool date_write_http(int64_t seconds, char to[DATE_HTTP_ROOM]);

/* "19941106T084937Z" with its NUL: the basic form of ISO 8601. False: as above. */
#define DATE_BASIC_ROOM 17
bool date_write_basic(int64_t seconds, char to[DATE_BASIC_ROOM]);

/* "19941106 08:49:37": in the files in which a program keeps what it remembers. Reading it, a day that its month does not
 * have counts on into the next. False: another form, or outside the years 1 … 9999. */
#define DATE_STAMP_ROOM 18
#define DATE_STAMP_LAST INT64_C(253402300799) /* 9999-12-31 23:59:59 */
bool date_write_stamp(int64_t seconds, char to[DATE_STAMP_ROOM]);
bool date_parse_stamp(struct span text, int64_t *ret);
/* "19941106084937", with a fraction or without, blanks around it: as FTP tells times (RFC 3659, section 2.3). False as
 * above. */
bool date_parse_digits(struct span text, int64_t *ret);

#endif
