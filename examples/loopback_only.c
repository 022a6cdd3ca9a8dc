/* Fetch a URL, but only from this machine: the program is asked before each socket is made. */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

static curl_socket_t only_loopback(void *data, curlsocktype purpose, struct curl_sockaddr *a)
{
  const struct sockaddr_in *ip = (const void *)&a->addr;
  if(a->family != AF_INET || ntohl(ip->sin_addr.s_addr) >> 24 != 127) return CURL_SOCKET_BAD;
  return socket(a->family, a->socktype, a->protocol);
}

int main(int argc, char **argv)
{
  CURL *handle = argc == 2 ? curl_easy_init() : NULL;
  if(!handle) return 2;
  curl_easy_setopt(handle, CURLOPT_URL, argv[1]);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, only_loopback);
  CURLcode code = curl_easy_perform(handle);
  curl_easy_cleanup(handle);
  return (int)code;
}
