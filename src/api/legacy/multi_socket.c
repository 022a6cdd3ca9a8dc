#include <curl/curl.h>

/* The parentheses keep the macro of that name away. */

CURLMcode(curl_multi_socket)(CURLM *multi, curl_socket_t fd, int *running_handles)
{
  return curl_multi_socket_action(multi, fd, 0, running_handles);
}

CURLMcode curl_multi_socket_all(CURLM *multi, int *running_handles)
{
  return curl_multi_perform(multi, running_handles); /* which looks at each socket */
}
