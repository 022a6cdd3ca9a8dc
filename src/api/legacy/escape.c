#include <curl/curl.h>

char *curl_escape(const char *string, int length) { return curl_easy_escape(NULL, string, length); }

char *curl_unescape(const char *string, int length) { return curl_easy_unescape(NULL, string, length, NULL); }
