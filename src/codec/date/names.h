/* The names of RFC 9110, section 5.6.7; HTTP uses their first three letters. */
#ifndef CODEC_DATE_NAMES_H
#define CODEC_DATE_NAMES_H

#define DATE_SHORT_NAME 3

extern const char date_weekdays[7][10]; /* Sunday is the first */
extern const char date_months[12][4];

#endif
