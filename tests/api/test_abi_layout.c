/* Public structs have the layout, and public types the size, that the ABI gives them on a 64-bit (LP64) platform.
 *
 * The numbers are measured on the headers of libcurl 7.88.1; those of what is newer, on those of 8.22. Everything is
 * checked by the compiler; running the program shows only that it was built.
 */
#include <limits.h>
#include <stddef.h>

#define CURL_DISABLE_DEPRECATION
#include <curl/curl.h>

#define SIZE(type, size, align)                             \
  _Static_assert(sizeof(type) == (size), "size of " #type); \
  _Static_assert(_Alignof(type) == (align), "alignment of " #type)
#define AT(type, member, offset) _Static_assert(offsetof(type, member) == (offset), #type "." #member)

#if LONG_MAX > 2147483647L
SIZE(struct curl_slist, 16, 8);
AT(struct curl_slist, data, 0);
AT(struct curl_slist, next, 8);

SIZE(struct curl_blob, 24, 8);
AT(struct curl_blob, data, 0);
AT(struct curl_blob, len, 8);
AT(struct curl_blob, flags, 16);

SIZE(struct curl_sockaddr, 32, 4);
AT(struct curl_sockaddr, family, 0);
AT(struct curl_sockaddr, socktype, 4);
AT(struct curl_sockaddr, protocol, 8);
AT(struct curl_sockaddr, addrlen, 12);
AT(struct curl_sockaddr, addr, 16);

SIZE(struct curl_fileinfo, 128, 8);
AT(struct curl_fileinfo, filename, 0);
AT(struct curl_fileinfo, filetype, 8);
AT(struct curl_fileinfo, time, 16);
AT(struct curl_fileinfo, perm, 24);
AT(struct curl_fileinfo, uid, 28);
AT(struct curl_fileinfo, gid, 32);
AT(struct curl_fileinfo, size, 40);
AT(struct curl_fileinfo, hardlinks, 48);
AT(struct curl_fileinfo, strings, 56);
AT(struct curl_fileinfo, flags, 96);
AT(struct curl_fileinfo, b_data, 104);
AT(struct curl_fileinfo, b_size, 112);
AT(struct curl_fileinfo, b_used, 120);
AT(struct curl_fileinfo, strings.time, 56);
AT(struct curl_fileinfo, strings.perm, 64);
AT(struct curl_fileinfo, strings.user, 72);
AT(struct curl_fileinfo, strings.group, 80);
AT(struct curl_fileinfo, strings.target, 88);

SIZE(struct curl_khkey, 24, 8);
AT(struct curl_khkey, key, 0);
AT(struct curl_khkey, len, 8);
AT(struct curl_khkey, keytype, 16);

SIZE(struct curl_hstsentry, 40, 8);
AT(struct curl_hstsentry, name, 0);
AT(struct curl_hstsentry, namelen, 8); /* includeSubDomains is the lowest bit of the byte at 16 */
AT(struct curl_hstsentry, expire, 17);

SIZE(struct curl_index, 16, 8);
AT(struct curl_index, index, 0);
AT(struct curl_index, total, 8);

SIZE(struct curl_httppost, 112, 8);
AT(struct curl_httppost, next, 0);
AT(struct curl_httppost, name, 8);
AT(struct curl_httppost, namelength, 16);
AT(struct curl_httppost, contents, 24);
AT(struct curl_httppost, contentslength, 32);
AT(struct curl_httppost, buffer, 40);
AT(struct curl_httppost, bufferlength, 48);
AT(struct curl_httppost, contenttype, 56);
AT(struct curl_httppost, contentheader, 64);
AT(struct curl_httppost, more, 72);
AT(struct curl_httppost, flags, 80);
AT(struct curl_httppost, showfilename, 88);
AT(struct curl_httppost, userp, 96);
AT(struct curl_httppost, contentlen, 104);

SIZE(struct curl_forms, 16, 8);
AT(struct curl_forms, option, 0);
AT(struct curl_forms, value, 8);

SIZE(struct curl_ssl_backend, 16, 8);
AT(struct curl_ssl_backend, id, 0);
AT(struct curl_ssl_backend, name, 8);

SIZE(struct curl_certinfo, 16, 8);
AT(struct curl_certinfo, num_of_certs, 0);
AT(struct curl_certinfo, certinfo, 8);

SIZE(struct curl_tlssessioninfo, 16, 8);
AT(struct curl_tlssessioninfo, backend, 0);
AT(struct curl_tlssessioninfo, internals, 8);

SIZE(struct curl_version_info_data, 216, 8); /* CURLVERSION_TWELFTH */
AT(struct curl_version_info_data, age, 0);
AT(struct curl_version_info_data, version, 8);
AT(struct curl_version_info_data, version_num, 16);
AT(struct curl_version_info_data, host, 24);
AT(struct curl_version_info_data, features, 32);
AT(struct curl_version_info_data, ssl_version, 40);
AT(struct curl_version_info_data, ssl_version_num, 48);
AT(struct curl_version_info_data, libz_version, 56);
AT(struct curl_version_info_data, protocols, 64);
AT(struct curl_version_info_data, ares, 72);
AT(struct curl_version_info_data, ares_num, 80);
AT(struct curl_version_info_data, libidn, 88);
AT(struct curl_version_info_data, iconv_ver_num, 96);
AT(struct curl_version_info_data, libssh_version, 104);
AT(struct curl_version_info_data, brotli_ver_num, 112);
AT(struct curl_version_info_data, brotli_version, 120);
AT(struct curl_version_info_data, nghttp2_ver_num, 128);
AT(struct curl_version_info_data, nghttp2_version, 136);
AT(struct curl_version_info_data, quic_version, 144);
AT(struct curl_version_info_data, cainfo, 152);
AT(struct curl_version_info_data, capath, 160);
AT(struct curl_version_info_data, zstd_ver_num, 168);
AT(struct curl_version_info_data, zstd_version, 176);
AT(struct curl_version_info_data, hyper_version, 184);
AT(struct curl_version_info_data, gsasl_version, 192);
AT(struct curl_version_info_data, feature_names, 200);
AT(struct curl_version_info_data, rtmp_version, 208);

SIZE(struct CURLMsg, 24, 8);
AT(struct CURLMsg, msg, 0);
AT(struct CURLMsg, easy_handle, 8);
AT(struct CURLMsg, data, 16);
AT(struct CURLMsg, data.whatever, 16);
AT(struct CURLMsg, data.result, 16);

SIZE(struct curl_waitfd, 8, 4);
AT(struct curl_waitfd, fd, 0);
AT(struct curl_waitfd, events, 4);
AT(struct curl_waitfd, revents, 6);

SIZE(struct curl_easyoption, 24, 8);
AT(struct curl_easyoption, name, 0);
AT(struct curl_easyoption, id, 8);
AT(struct curl_easyoption, type, 12);
AT(struct curl_easyoption, flags, 16);

SIZE(struct curl_header, 48, 8);
AT(struct curl_header, name, 0);
AT(struct curl_header, value, 8);
AT(struct curl_header, amount, 16);
AT(struct curl_header, index, 24);
AT(struct curl_header, origin, 32);
AT(struct curl_header, anchor, 40);

SIZE(struct curl_ws_frame, 32, 8);
AT(struct curl_ws_frame, age, 0);
AT(struct curl_ws_frame, flags, 4);
AT(struct curl_ws_frame, offset, 8);
AT(struct curl_ws_frame, bytesleft, 16);
AT(struct curl_ws_frame, len, 24);

/* Integers and enumerations. */
SIZE(curl_off_t, 8, 8);
SIZE(curl_socket_t, 4, 4);
SIZE(curl_socklen_t, 4, 4);
SIZE(curl_closepolicy, 4, 4);
SIZE(curl_easytype, 4, 4);
SIZE(curl_ftpauth, 4, 4);
SIZE(curl_ftpccc, 4, 4);
SIZE(curl_ftpcreatedir, 4, 4);
SIZE(curl_ftpmethod, 4, 4);
SIZE(curl_infotype, 4, 4);
SIZE(curl_lock_access, 4, 4);
SIZE(curl_lock_data, 4, 4);
SIZE(curl_proxytype, 4, 4);
SIZE(curl_sslbackend, 4, 4);
SIZE(curl_TimeCond, 4, 4);
SIZE(curl_usessl, 4, 4);
SIZE(CURLcode, 4, 4);
SIZE(curlfiletype, 4, 4);
SIZE(CURLFORMcode, 4, 4);
SIZE(CURLformoption, 4, 4);
SIZE(CURLHcode, 4, 4);
SIZE(CURLINFO, 4, 4);
SIZE(curliocmd, 4, 4);
SIZE(curlioerr, 4, 4);
SIZE(CURLMcode, 4, 4);
SIZE(CURLMinfo_offt, 4, 4);
SIZE(CURLMoption, 4, 4);
SIZE(CURLMSG, 4, 4);
SIZE(CURLoption, 4, 4);
SIZE(CURLproxycode, 4, 4);
SIZE(CURLSHcode, 4, 4);
SIZE(CURLSHoption, 4, 4);
SIZE(curlsocktype, 4, 4);
SIZE(CURLsslset, 4, 4);
SIZE(CURLSTScode, 4, 4);
SIZE(CURLUcode, 4, 4);
SIZE(CURLUPart, 4, 4);
SIZE(CURLversion, 4, 4);
SIZE(enum curl_khtype, 4, 4);
SIZE(enum curl_khstat, 4, 4);
SIZE(enum curl_khmatch, 4, 4);
SIZE(enum CURL_NETRC_OPTION, 4, 4);
SIZE(enum CURL_TLSAUTH, 4, 4);
#endif

/* Types that are arithmetic or opaque by contract. */
_Static_assert((curl_off_t)-1 < 0, "curl_off_t is signed");
_Static_assert(__builtin_types_compatible_p(CURL, void), "CURL");
_Static_assert(__builtin_types_compatible_p(CURLM, void), "CURLM");
_Static_assert(__builtin_types_compatible_p(CURLSH, void), "CURLSH");
_Static_assert(__builtin_types_compatible_p(CURLU, struct Curl_URL), "CURLU");

int main(void) { return 0; }
