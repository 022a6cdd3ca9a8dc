/* Public functions and callback types have the prototypes that the ABI gives them: all 100 functions of level 8.22.
 *
 * The types are written out here rather than taken from the headers. Everything is checked by the compiler; running the
 * program shows only that it was built.
 */
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#define CURL_DISABLE_DEPRECATION
#define CURL_ALLOW_OLD_MULTI_SOCKET
#include <curl/curl.h>

#define IS(name, ...) _Static_assert(__builtin_types_compatible_p(__typeof__(name), __VA_ARGS__), #name)

/* The library as a whole */
IS(curl_escape, char *(const char *, int));
IS(curl_free, void(void *));
IS(curl_getdate, time_t(const char *, const time_t *));
IS(curl_getenv, char *(const char *));
IS(curl_global_cleanup, void(void));
IS(curl_global_init, CURLcode(long));
IS(curl_global_init_mem, CURLcode(long, curl_malloc_callback, curl_free_callback, curl_realloc_callback,
                                  curl_strdup_callback, curl_calloc_callback));
IS(curl_global_sslset, CURLsslset(curl_sslbackend, const char *, const curl_ssl_backend ***));
IS(curl_global_trace, CURLcode(const char *));
IS(curl_slist_append, struct curl_slist *(struct curl_slist *, const char *));
IS(curl_slist_free_all, void(struct curl_slist *));
IS(curl_strequal, int(const char *, const char *));
IS(curl_strnequal, int(const char *, const char *, size_t));
IS(curl_unescape, char *(const char *, int));
IS(curl_version, char *(void));
IS(curl_version_info, curl_version_info_data *(CURLversion));

/* Easy */
IS(curl_easy_cleanup, void(CURL *));
IS(curl_easy_duphandle, CURL *(CURL *));
IS(curl_easy_escape, char *(CURL *, const char *, int));
IS(curl_easy_getinfo, CURLcode(CURL *, CURLINFO, ...));
IS(curl_easy_header, CURLHcode(CURL *, const char *, size_t, unsigned int, int, struct curl_header **));
IS(curl_easy_init, CURL *(void));
IS(curl_easy_nextheader, struct curl_header *(CURL *, unsigned int, int, struct curl_header *));
IS(curl_easy_option_by_id, const struct curl_easyoption *(CURLoption));
IS(curl_easy_option_by_name, const struct curl_easyoption *(const char *));
IS(curl_easy_option_next, const struct curl_easyoption *(const struct curl_easyoption *));
IS(curl_easy_pause, CURLcode(CURL *, int));
IS(curl_easy_perform, CURLcode(CURL *));
IS(curl_easy_recv, CURLcode(CURL *, void *, size_t, size_t *));
IS(curl_easy_reset, void(CURL *));
IS(curl_easy_send, CURLcode(CURL *, const void *, size_t, size_t *));
IS(curl_easy_setopt, CURLcode(CURL *, CURLoption, ...));
IS(curl_easy_ssls_export, CURLcode(CURL *, curl_ssls_export_cb *, void *));
IS(curl_easy_ssls_import, CURLcode(CURL *, const char *, const unsigned char *, size_t, const unsigned char *, size_t));
IS(curl_easy_strerror, const char *(CURLcode));
IS(curl_easy_unescape, char *(CURL *, const char *, int, int *));
IS(curl_easy_upkeep, CURLcode(CURL *));

/* Multi */
IS(curl_multi_add_handle, CURLMcode(CURLM *, CURL *));
IS(curl_multi_assign, CURLMcode(CURLM *, curl_socket_t, void *));
IS(curl_multi_cleanup, CURLMcode(CURLM *));
IS(curl_multi_fdset, CURLMcode(CURLM *, fd_set *, fd_set *, fd_set *, int *));
IS(curl_multi_get_handles, CURL **(CURLM *));
IS(curl_multi_get_offt, CURLMcode(CURLM *, CURLMinfo_offt, curl_off_t *));
IS(curl_multi_info_read, CURLMsg *(CURLM *, int *));
IS(curl_multi_init, CURLM *(void));
IS(curl_multi_notify_disable, CURLMcode(CURLM *, unsigned int));
IS(curl_multi_notify_enable, CURLMcode(CURLM *, unsigned int));
IS(curl_multi_perform, CURLMcode(CURLM *, int *));
IS(curl_multi_poll, CURLMcode(CURLM *, struct curl_waitfd *, unsigned int, int, int *));
IS(curl_multi_remove_handle, CURLMcode(CURLM *, CURL *));
IS(curl_multi_setopt, CURLMcode(CURLM *, CURLMoption, ...));
IS(curl_multi_socket, CURLMcode(CURLM *, curl_socket_t, int *));
IS(curl_multi_socket_action, CURLMcode(CURLM *, curl_socket_t, int, int *));
IS(curl_multi_socket_all, CURLMcode(CURLM *, int *));
IS(curl_multi_strerror, const char *(CURLMcode));
IS(curl_multi_timeout, CURLMcode(CURLM *, long *));
IS(curl_multi_wait, CURLMcode(CURLM *, struct curl_waitfd *, unsigned int, int, int *));
IS(curl_multi_waitfds, CURLMcode(CURLM *, struct curl_waitfd *, unsigned int, unsigned int *));
IS(curl_multi_wakeup, CURLMcode(CURLM *));
IS(curl_pushheader_byname, char *(struct curl_pushheaders *, const char *));
IS(curl_pushheader_bynum, char *(struct curl_pushheaders *, size_t));

/* Share */
IS(curl_share_cleanup, CURLSHcode(CURLSH *));
IS(curl_share_init, CURLSH *(void));
IS(curl_share_setopt, CURLSHcode(CURLSH *, CURLSHoption, ...));
IS(curl_share_strerror, const char *(CURLSHcode));

/* URL */
IS(curl_url, CURLU *(void));
IS(curl_url_cleanup, void(CURLU *));
IS(curl_url_dup, CURLU *(const CURLU *));
IS(curl_url_get, CURLUcode(const CURLU *, CURLUPart, char **, unsigned int));
IS(curl_url_set, CURLUcode(CURLU *, CURLUPart, const char *, unsigned int));
IS(curl_url_strerror, const char *(CURLUcode));

/* MIME and forms */
IS(curl_formadd, CURLFORMcode(struct curl_httppost **, struct curl_httppost **, ...));
IS(curl_formfree, void(struct curl_httppost *));
IS(curl_formget, int(struct curl_httppost *, void *, curl_formget_callback));
IS(curl_mime_addpart, curl_mimepart *(curl_mime *));
IS(curl_mime_data, CURLcode(curl_mimepart *, const char *, size_t));
IS(curl_mime_data_cb,
   CURLcode(curl_mimepart *, curl_off_t, curl_read_callback, curl_seek_callback, curl_free_callback, void *));
IS(curl_mime_encoder, CURLcode(curl_mimepart *, const char *));
IS(curl_mime_filedata, CURLcode(curl_mimepart *, const char *));
IS(curl_mime_filename, CURLcode(curl_mimepart *, const char *));
IS(curl_mime_free, void(curl_mime *));
IS(curl_mime_headers, CURLcode(curl_mimepart *, struct curl_slist *, int));
IS(curl_mime_init, curl_mime *(CURL *));
IS(curl_mime_name, CURLcode(curl_mimepart *, const char *));
IS(curl_mime_subparts, CURLcode(curl_mimepart *, curl_mime *));
IS(curl_mime_type, CURLcode(curl_mimepart *, const char *));

/* WebSocket */
IS(curl_ws_meta, const struct curl_ws_frame *(CURL *));
IS(curl_ws_recv, CURLcode(CURL *, void *, size_t, size_t *, const struct curl_ws_frame **));
IS(curl_ws_send, CURLcode(CURL *, const void *, size_t, size_t *, curl_off_t, unsigned int));
IS(curl_ws_start_frame, CURLcode(CURL *, unsigned int, curl_off_t));

/* printf */
IS(curl_maprintf, char *(const char *, ...));
IS(curl_mfprintf, int(FILE *, const char *, ...));
IS(curl_mprintf, int(const char *, ...));
IS(curl_msnprintf, int(char *, size_t, const char *, ...));
IS(curl_msprintf, int(char *, const char *, ...));
IS(curl_mvaprintf, char *(const char *, va_list));
IS(curl_mvfprintf, int(FILE *, const char *, va_list));
IS(curl_mvprintf, int(const char *, va_list));
IS(curl_mvsnprintf, int(char *, size_t, const char *, va_list));
IS(curl_mvsprintf, int(char *, const char *, va_list));

/* Callback types */
IS(curl_calloc_callback, void *(*)(size_t, size_t));
IS(curl_chunk_bgn_callback, long (*)(const void *, void *, int));
IS(curl_chunk_end_callback, long (*)(void *));
IS(curl_closesocket_callback, int (*)(void *, curl_socket_t));
IS(curl_conv_callback, CURLcode (*)(char *, size_t));
IS(curl_debug_callback, int (*)(CURL *, curl_infotype, char *, size_t, void *));
IS(curl_fnmatch_callback, int (*)(void *, const char *, const char *));
IS(curl_formget_callback, size_t (*)(void *, const char *, size_t));
IS(curl_free_callback, void (*)(void *));
IS(curl_hstsread_callback, CURLSTScode (*)(CURL *, struct curl_hstsentry *, void *));
IS(curl_hstswrite_callback, CURLSTScode (*)(CURL *, struct curl_hstsentry *, struct curl_index *, void *));
IS(curl_ioctl_callback, curlioerr (*)(CURL *, int, void *));
IS(curl_lock_function, void (*)(CURL *, curl_lock_data, curl_lock_access, void *));
IS(curl_malloc_callback, void *(*)(size_t));
IS(curl_multi_timer_callback, int (*)(CURLM *, long, void *));
IS(curl_notify_callback, void (*)(CURLM *, unsigned int, CURL *, void *));
IS(curl_opensocket_callback, curl_socket_t (*)(void *, curlsocktype, struct curl_sockaddr *));
IS(curl_prereq_callback, int (*)(void *, char *, char *, int, int));
IS(curl_progress_callback, int (*)(void *, double, double, double, double));
IS(curl_push_callback, int (*)(CURL *, CURL *, size_t, struct curl_pushheaders *, void *));
IS(curl_read_callback, size_t (*)(char *, size_t, size_t, void *));
IS(curl_realloc_callback, void *(*)(void *, size_t));
IS(curl_resolver_start_callback, int (*)(void *, void *, void *));
IS(curl_seek_callback, int (*)(void *, curl_off_t, int));
IS(curl_socket_callback, int (*)(CURL *, curl_socket_t, int, void *, void *));
IS(curl_sockopt_callback, int (*)(void *, curl_socket_t, curlsocktype));
IS(curl_sshhostkeycallback, int (*)(void *, int, const char *, size_t));
IS(curl_sshkeycallback,
   int (*)(CURL *, const struct curl_khkey *, const struct curl_khkey *, enum curl_khmatch, void *));
IS(curl_ssl_ctx_callback, CURLcode (*)(CURL *, void *, void *));
IS(curl_ssls_export_cb, CURLcode(CURL *, void *, const char *, const unsigned char *, size_t, const unsigned char *,
                                 size_t, curl_off_t, int, const char *, size_t));
IS(curl_strdup_callback, char *(*)(const char *));
IS(curl_trailer_callback, int (*)(struct curl_slist **, void *));
IS(curl_unlock_function, void (*)(CURL *, curl_lock_data, void *));
IS(curl_write_callback, size_t (*)(char *, size_t, size_t, void *));
IS(curl_xferinfo_callback, int (*)(void *, curl_off_t, curl_off_t, curl_off_t, curl_off_t));

int main(void) { return 0; }
