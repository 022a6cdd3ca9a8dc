/* The libcurl interface, level 8.22: types, constants and functions. Including this header includes them all.
 *
 * Names, values, layouts and prototypes are frozen; a program built for libcurl runs on this library unchanged. The
 * comments state the contract in brief; the manual page named with each declaration states it in full.
 *
 * Strings are NUL-terminated bytes. Times are in the unit the name tells (_MS, _T for microseconds), else in seconds.
 * Sizes and offsets are in bytes.
 *
 * A program may define, before it includes this:
 *   CURL_NO_OLDIES            leave out the names of old
 *   CURL_DISABLE_DEPRECATION  no warnings for what is deprecated
 *   CURL_STATICLIB            the library is linked statically
 */
#ifndef CURLINC_CURL_H
#define CURLINC_CURL_H

#include "curlver.h"
#include "system.h"

#include <limits.h>
#include <stdio.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Decorations --- */

/* CURL_DEPRECATED(since, "what to do instead") marks a declaration or an enumerator. Only where the compiler accepts
 * the attribute on enumerators and a pragma inside a macro's argument, and never inside the library.
 *
 * CURL_IGNORE_DEPRECATION(statements) compiles statements that use such names on purpose. */
#if !defined(CURL_DISABLE_DEPRECATION) && !defined(BUILDING_LIBCURL) && !defined(__INTEL_COMPILER) && \
    (defined(__clang__) || (defined(__GNUC__) && __GNUC__ * 100 + __GNUC_MINOR__ >= 1201))
#define CURL_DEPRECATED(version, message) __attribute__((deprecated("since " #version ": " message)))
/* clang-format off */
#define CURL_IGNORE_DEPRECATION(statements) \
  _Pragma("GCC diagnostic push") \
  _Pragma("GCC diagnostic ignored \"-Wdeprecated-declarations\"") \
  statements \
  _Pragma("GCC diagnostic pop")
/* clang-format on */
#else
#define CURL_DEPRECATED(version, message)
#define CURL_IGNORE_DEPRECATION(statements) statements
#endif

/* Exported by the shared library. */
#if defined(__GNUC__) && __GNUC__ >= 4 && !defined(CURL_STATICLIB)
#define CURL_EXTERN __attribute__((visibility("default")))
#else
#define CURL_EXTERN
#endif

/* Kept for programs that test for them: no decoration by __declspec, and CURL is void for everyone. */
#define CURL_HAS_DECLSPEC_ATTRIBUTE(x) 0
#ifdef CURL_NO_OLDIES
#define CURL_STRICTER
#endif

/* --- Handles and basic types --- */

/* An easy handle, see easy.h; a share handle, see curl_share_init(). Opaque. */
typedef void CURL;
typedef void CURLSH;

/* A socket, and the value that is none. A program with its own idea of them defines curl_socket_typedef first. */
#ifndef curl_socket_typedef
typedef int curl_socket_t;
#define CURL_SOCKET_BAD (-1)
#define curl_socket_typedef
#endif

/* A list of strings, made by curl_slist_append(); may be read and walked by anyone. */
struct curl_slist {
  char *data;
  struct curl_slist *next; /* NULL at the end */
};

/* Stands for a size: "measure the string yourself". */
#define CURL_ZERO_TERMINATED ((size_t)-1)

/* Largest piece of body handed to a write callback, largest CURLOPT_BUFFERSIZE, largest header line. */
#ifndef CURL_MAX_WRITE_SIZE
#define CURL_MAX_WRITE_SIZE 16384
#endif
#ifndef CURL_MAX_READ_SIZE
#define CURL_MAX_READ_SIZE (10 * 1024 * 1024)
#endif
#ifndef CURL_MAX_HTTP_HEADER
#define CURL_MAX_HTTP_HEADER (100 * 1024)
#endif

/* Room that a CURLOPT_ERRORBUFFER must have, terminating NUL included. */
#define CURL_ERROR_SIZE 256

/* --- Results --- */

/* How a call or a transfer ended. New codes may be added; values never change. See libcurl-errors(3). */
typedef enum {
  CURLE_OK = 0,
  CURLE_UNSUPPORTED_PROTOCOL = 1,   /* scheme unknown, not built in, or not allowed */
  CURLE_FAILED_INIT = 2,            /* early initialisation failed */
  CURLE_URL_MALFORMAT = 3,          /* not a valid URL */
  CURLE_NOT_BUILT_IN = 4,           /* this library was built without what was asked for */
  CURLE_COULDNT_RESOLVE_PROXY = 5,  /* no address for the proxy's name */
  CURLE_COULDNT_RESOLVE_HOST = 6,   /* no address for the host's name */
  CURLE_COULDNT_CONNECT = 7,        /* to host or proxy */
  CURLE_WEIRD_SERVER_REPLY = 8,     /* an answer that makes no sense */
  CURLE_REMOTE_ACCESS_DENIED = 9,   /* the server refused access to the resource (not a login failure) */
  CURLE_FTP_ACCEPT_FAILED = 10,     /* active FTP: the server's data connection failed */
  CURLE_FTP_WEIRD_PASS_REPLY = 11,  /* unexpected answer to PASS */
  CURLE_FTP_ACCEPT_TIMEOUT = 12,    /* active FTP: the server did not connect in time */
  CURLE_FTP_WEIRD_PASV_REPLY = 13,  /* unexpected answer to PASV or EPSV */
  CURLE_FTP_WEIRD_227_FORMAT = 14,  /* PASV's answer has no address in it */
  CURLE_FTP_CANT_GET_HOST = 15,     /* no address for the host in PASV's answer */
  CURLE_HTTP2 = 16,                 /* HTTP/2 framing, for the whole connection */
  CURLE_FTP_COULDNT_SET_TYPE = 17,  /* TYPE refused */
  CURLE_PARTIAL_FILE = 18,          /* not as many bytes as announced */
  CURLE_FTP_COULDNT_RETR_FILE = 19, /* RETR refused, or nothing came */
  CURLE_OBSOLETE20 = 20,
  CURLE_QUOTE_ERROR = 21,         /* a quoted command was refused */
  CURLE_HTTP_RETURNED_ERROR = 22, /* status 400 or above, and CURLOPT_FAILONERROR is set */
  CURLE_WRITE_ERROR = 23,         /* the write callback did not take everything, or writing a file failed */
  CURLE_OBSOLETE24 = 24,
  CURLE_UPLOAD_FAILED = 25, /* the server refused to start an upload */
  CURLE_READ_ERROR = 26,    /* the read callback failed, or reading a file did */
  CURLE_OUT_OF_MEMORY = 27,
  CURLE_OPERATION_TIMEDOUT = 28, /* a time limit passed */
  CURLE_OBSOLETE29 = 29,
  CURLE_FTP_PORT_FAILED = 30,      /* PORT or EPRT failed */
  CURLE_FTP_COULDNT_USE_REST = 31, /* REST refused */
  CURLE_OBSOLETE32 = 32,
  CURLE_RANGE_ERROR = 33, /* the server does not do ranges */
  CURLE_OBSOLETE34 = 34,
  CURLE_SSL_CONNECT_ERROR = 35,      /* TLS handshake; the error buffer tells more */
  CURLE_BAD_DOWNLOAD_RESUME = 36,    /* offset outside of the file */
  CURLE_FILE_COULDNT_READ_FILE = 37, /* file: cannot be opened */
  CURLE_LDAP_CANNOT_BIND = 38,
  CURLE_LDAP_SEARCH_FAILED = 39,
  CURLE_OBSOLETE40 = 40,
  CURLE_OBSOLETE41 = 41,
  CURLE_ABORTED_BY_CALLBACK = 42,   /* a callback said so */
  CURLE_BAD_FUNCTION_ARGUMENT = 43, /* an argument that a function does not accept */
  CURLE_OBSOLETE44 = 44,
  CURLE_INTERFACE_FAILED = 45, /* CURLOPT_INTERFACE cannot be used */
  CURLE_OBSOLETE46 = 46,
  CURLE_TOO_MANY_REDIRECTS = 47,   /* more than CURLOPT_MAXREDIRS */
  CURLE_UNKNOWN_OPTION = 48,       /* no such option */
  CURLE_SETOPT_OPTION_SYNTAX = 49, /* an option's string cannot be understood */
  CURLE_OBSOLETE50 = 50,
  CURLE_OBSOLETE51 = 51,
  CURLE_GOT_NOTHING = 52,         /* the server closed without a word */
  CURLE_SSL_ENGINE_NOTFOUND = 53, /* no such crypto engine */
  CURLE_SSL_ENGINE_SETFAILED = 54,
  CURLE_SEND_ERROR = 55, /* sending failed */
  CURLE_RECV_ERROR = 56, /* receiving failed */
  CURLE_OBSOLETE57 = 57,
  CURLE_SSL_CERTPROBLEM = 58,          /* the client certificate */
  CURLE_SSL_CIPHER = 59,               /* no such cipher */
  CURLE_PEER_FAILED_VERIFICATION = 60, /* the peer's certificate or SSH key is not to be trusted */
  CURLE_BAD_CONTENT_ENCODING = 61,     /* unknown, or the data is broken */
  CURLE_OBSOLETE62 = 62,
  CURLE_FILESIZE_EXCEEDED = 63, /* more than CURLOPT_MAXFILESIZE */
  CURLE_USE_SSL_FAILED = 64,    /* CURLOPT_USE_SSL demands TLS and there is none */
  CURLE_SEND_FAIL_REWIND = 65,  /* upload data must be sent again and cannot be rewound */
  CURLE_SSL_ENGINE_INITFAILED = 66,
  CURLE_LOGIN_DENIED = 67,       /* user or password not accepted */
  CURLE_TFTP_NOTFOUND = 68,      /* TFTP codes: no such file */
  CURLE_TFTP_PERM = 69,          /* no permission */
  CURLE_REMOTE_DISK_FULL = 70,   /* the server has no room */
  CURLE_TFTP_ILLEGAL = 71,       /* illegal operation */
  CURLE_TFTP_UNKNOWNID = 72,     /* unknown transfer id */
  CURLE_REMOTE_FILE_EXISTS = 73, /* and will not be overwritten */
  CURLE_TFTP_NOSUCHUSER = 74,    /* no such user */
  CURLE_OBSOLETE75 = 75,
  CURLE_OBSOLETE76 = 76,
  CURLE_SSL_CACERT_BADFILE = 77, /* CA certificates cannot be read */
  CURLE_REMOTE_FILE_NOT_FOUND = 78,
  CURLE_SSH = 79, /* something in SSH; the error buffer tells more */
  CURLE_SSL_SHUTDOWN_FAILED = 80,
  CURLE_AGAIN = 81,                    /* would block: wait for the socket and call again */
  CURLE_SSL_CRL_BADFILE = 82,          /* revocation list cannot be read */
  CURLE_SSL_ISSUER_ERROR = 83,         /* not the issuer demanded by CURLOPT_ISSUERCERT */
  CURLE_FTP_PRET_FAILED = 84,          /* PRET refused */
  CURLE_RTSP_CSEQ_ERROR = 85,          /* CSeq of request and answer differ */
  CURLE_RTSP_SESSION_ERROR = 86,       /* session id of request and answer differ */
  CURLE_FTP_BAD_FILE_LIST = 87,        /* a directory listing cannot be understood */
  CURLE_CHUNK_FAILED = 88,             /* a chunk callback failed */
  CURLE_NO_CONNECTION_AVAILABLE = 89,  /* internal: the transfer waits for a connection */
  CURLE_SSL_PINNEDPUBKEYNOTMATCH = 90, /* not the key demanded by CURLOPT_PINNEDPUBLICKEY */
  CURLE_SSL_INVALIDCERTSTATUS = 91,    /* OCSP stapling: status missing or bad */
  CURLE_HTTP2_STREAM = 92,             /* HTTP/2, for this stream only */
  CURLE_RECURSIVE_API_CALL = 93,       /* called from a callback that may not */
  CURLE_AUTH_ERROR = 94,               /* an authentication mechanism failed */
  CURLE_HTTP3 = 95,                    /* HTTP/3 layer */
  CURLE_QUIC_CONNECT_ERROR = 96,
  CURLE_PROXY = 97,              /* proxy handshake; CURLINFO_PROXY_ERROR tells more */
  CURLE_SSL_CLIENTCERT = 98,     /* the server demands a client certificate */
  CURLE_UNRECOVERABLE_POLL = 99, /* poll(2) or its like failed for good */
  CURLE_TOO_LARGE = 100,         /* a value or piece of data above its limit */
  CURLE_ECH_REQUIRED = 101,      /* Encrypted Client Hello was demanded and failed */
  CURL_LAST = 102
} CURLcode;

/* Codes by their former names. */
#ifndef CURL_NO_OLDIES
#define CURLE_FTP_WEIRD_SERVER_REPLY  CURLE_WEIRD_SERVER_REPLY
#define CURLE_FTP_ACCESS_DENIED       CURLE_REMOTE_ACCESS_DENIED
#define CURLE_FTP_COULDNT_SET_BINARY  CURLE_FTP_COULDNT_SET_TYPE
#define CURLE_FTP_PARTIAL_FILE        CURLE_PARTIAL_FILE
#define CURLE_FTP_QUOTE_ERROR         CURLE_QUOTE_ERROR
#define CURLE_HTTP_NOT_FOUND          CURLE_HTTP_RETURNED_ERROR
#define CURLE_FTP_COULDNT_STOR_FILE   CURLE_UPLOAD_FAILED
#define CURLE_OPERATION_TIMEOUTED     CURLE_OPERATION_TIMEDOUT
#define CURLE_HTTP_RANGE_ERROR        CURLE_RANGE_ERROR
#define CURLE_FTP_BAD_DOWNLOAD_RESUME CURLE_BAD_DOWNLOAD_RESUME
#define CURLE_HTTP_PORT_FAILED        CURLE_INTERFACE_FAILED
#define CURLE_UNKNOWN_TELNET_OPTION   CURLE_UNKNOWN_OPTION
#define CURLE_TELNET_OPTION_SYNTAX    CURLE_SETOPT_OPTION_SYNTAX
#define CURLE_SSL_CACERT              CURLE_PEER_FAILED_VERIFICATION
#define CURLE_SSL_PEER_CERTIFICATE    CURLE_PEER_FAILED_VERIFICATION
#define CURLE_FTP_SSL_FAILED          CURLE_USE_SSL_FAILED
#define CURLE_TFTP_DISKFULL           CURLE_REMOTE_DISK_FULL
#define CURLE_TFTP_EXISTS             CURLE_REMOTE_FILE_EXISTS

/* Codes that are no longer returned. */
#define CURLE_URL_MALFORMAT_USER          CURLE_NOT_BUILT_IN
#define CURLE_OBSOLETE10                  CURLE_FTP_ACCEPT_FAILED
#define CURLE_FTP_USER_PASSWORD_INCORRECT CURLE_OBSOLETE10
#define CURLE_OBSOLETE12                  CURLE_FTP_ACCEPT_TIMEOUT
#define CURLE_FTP_WEIRD_USER_REPLY        CURLE_OBSOLETE12
#define CURLE_OBSOLETE16                  CURLE_HTTP2
#define CURLE_FTP_CANT_RECONNECT          CURLE_OBSOLETE16
#define CURLE_FTP_WRITE_ERROR             CURLE_OBSOLETE20
#define CURLE_MALFORMAT_USER              CURLE_OBSOLETE24
#define CURLE_FTP_COULDNT_SET_ASCII       CURLE_OBSOLETE29
#define CURLE_FTP_COULDNT_GET_SIZE        CURLE_OBSOLETE32
#define CURLE_HTTP_POST_ERROR             CURLE_OBSOLETE34
#define CURLE_LIBRARY_NOT_FOUND           CURLE_OBSOLETE40
#define CURLE_FUNCTION_NOT_FOUND          CURLE_OBSOLETE41
#define CURLE_BAD_CALLING_ORDER           CURLE_OBSOLETE44
#define CURLE_BAD_PASSWORD_ENTERED        CURLE_OBSOLETE46
#define CURLE_OBSOLETE                    CURLE_OBSOLETE50
#define CURLE_SHARE_IN_USE                CURLE_OBSOLETE57
#define CURLE_LDAP_INVALID_URL            CURLE_OBSOLETE62
#define CURLE_CONV_FAILED                 CURLE_OBSOLETE75
#define CURLE_CONV_REQD                   CURLE_OBSOLETE76
#define CURLE_ALREADY_COMPLETE            99999
#endif

/* Why a proxy handshake failed (SOCKS in the main), from CURLINFO_PROXY_ERROR. See CURLINFO_PROXY_ERROR(3). */
typedef enum {
  CURLPX_OK = 0,
  CURLPX_BAD_ADDRESS_TYPE = 1, /* in the proxy's answer */
  CURLPX_BAD_VERSION = 2,      /* in the proxy's answer */
  CURLPX_CLOSED = 3,           /* the proxy hung up */
  CURLPX_GSSAPI = 4,           /* GSS-API codes: negotiation failed */
  CURLPX_GSSAPI_PERMSG = 5,
  CURLPX_GSSAPI_PROTECTION = 6,
  CURLPX_IDENTD = 7, /* SOCKS4: the proxy cannot reach our identd */
  CURLPX_IDENTD_DIFFER = 8,
  CURLPX_LONG_HOSTNAME = 9, /* LONG_*: does not fit into the request */
  CURLPX_LONG_PASSWD = 10,
  CURLPX_LONG_USER = 11,
  CURLPX_NO_AUTH = 12,      /* no method accepted */
  CURLPX_RECV_ADDRESS = 13, /* RECV_*: receiving that part of the answer failed */
  CURLPX_RECV_AUTH = 14,
  CURLPX_RECV_CONNECT = 15,
  CURLPX_RECV_REQACK = 16,
  CURLPX_REPLY_ADDRESS_TYPE_NOT_SUPPORTED = 17, /* REPLY_*: what the proxy answered, RFC 1928 section 6 */
  CURLPX_REPLY_COMMAND_NOT_SUPPORTED = 18,
  CURLPX_REPLY_CONNECTION_REFUSED = 19,
  CURLPX_REPLY_GENERAL_SERVER_FAILURE = 20,
  CURLPX_REPLY_HOST_UNREACHABLE = 21,
  CURLPX_REPLY_NETWORK_UNREACHABLE = 22,
  CURLPX_REPLY_NOT_ALLOWED = 23,
  CURLPX_REPLY_TTL_EXPIRED = 24,
  CURLPX_REPLY_UNASSIGNED = 25,
  CURLPX_REQUEST_FAILED = 26, /* SOCKS4: rejected or failed */
  CURLPX_RESOLVE_HOST = 27,   /* the name could not be resolved on our side */
  CURLPX_SEND_AUTH = 28,      /* SEND_*: sending that part failed */
  CURLPX_SEND_CONNECT = 29,
  CURLPX_SEND_REQUEST = 30,
  CURLPX_UNKNOWN_FAIL = 31,
  CURLPX_UNKNOWN_MODE = 32,
  CURLPX_USER_REJECTED = 33,
  CURLPX_LAST = 34
} CURLproxycode;

/* An English text for a code; static. See curl_easy_strerror(3). */
CURL_EXTERN const char *curl_easy_strerror(CURLcode error);

/* --- Callbacks: data --- */

/* Received data: `nitems` bytes at `buffer` (`size` is 1), not terminated. Returns the number of bytes taken, which
 * fails the transfer unless it is all; or CURL_WRITEFUNC_*. Header callbacks get one header line a call. Interleaved
 * RTSP data comes the same way. See CURLOPT_WRITEFUNCTION(3), CURLOPT_HEADERFUNCTION(3). */
typedef size_t (*curl_write_callback)(char *buffer, size_t size, size_t nitems, void *outstream);
#define CURL_WRITEFUNC_PAUSE 0x10000001 /* nothing taken: pause receiving and deliver the same again later */
#define CURL_WRITEFUNC_ERROR 0xFFFFFFFF /* fail the transfer with CURLE_WRITE_ERROR */

/* Data to send: at most `size` * `nitems` bytes to `buffer`. Returns the number of bytes stored, 0 at the end; or
 * CURL_READFUNC_*. See CURLOPT_READFUNCTION(3). */
typedef size_t (*curl_read_callback)(char *buffer, size_t size, size_t nitems, void *instream);
#define CURL_READFUNC_ABORT 0x10000000 /* fail the transfer with CURLE_ABORTED_BY_CALLBACK */
#define CURL_READFUNC_PAUSE 0x10000001 /* nothing there: pause sending */

/* Move the input to `offset`; `origin` is that of fseek(3), in practice SEEK_SET. Returns CURL_SEEKFUNC_*.
 * See CURLOPT_SEEKFUNCTION(3). */
typedef int (*curl_seek_callback)(void *instream, curl_off_t offset, int origin);
#define CURL_SEEKFUNC_OK       0
#define CURL_SEEKFUNC_FAIL     1 /* fail the transfer */
#define CURL_SEEKFUNC_CANTSEEK 2 /* cannot; the library may read forward instead */

/* The former way to rewind. See CURLOPT_IOCTLFUNCTION(3). */
typedef enum { CURLIOE_OK = 0, CURLIOE_UNKNOWNCMD = 1, CURLIOE_FAILRESTART = 2, CURLIOE_LAST = 3 } curlioerr;
typedef enum {
  CURLIOCMD_NOP = 0,
  CURLIOCMD_RESTARTREAD = 1, /* begin the input again */
  CURLIOCMD_LAST = 2
} curliocmd;
typedef curlioerr (*curl_ioctl_callback)(CURL *handle, int cmd, void *clientp);

/* Append trailer fields to `*list`, which the library frees. Returns CURL_TRAILERFUNC_*.
 * See CURLOPT_TRAILERFUNCTION(3). */
typedef int (*curl_trailer_callback)(struct curl_slist **list, void *userdata);
#define CURL_TRAILERFUNC_OK    0
#define CURL_TRAILERFUNC_ABORT 1 /* fail the transfer */

/* Character conversion; never called any more. */
typedef CURLcode (*curl_conv_callback)(char *buffer, size_t length);

/* --- Callbacks: progress and trace --- */

/* Bytes expected (0: unknown) and done so far, in both directions. Called often, at least about once a second. Returns
 * 0 to go on, CURL_PROGRESSFUNC_CONTINUE to go on and show the built-in meter, anything else to fail the transfer with
 * CURLE_ABORTED_BY_CALLBACK. See CURLOPT_XFERINFOFUNCTION(3); the older one has doubles. */
typedef int (*curl_xferinfo_callback)(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal,
                                      curl_off_t ulnow);
typedef int (*curl_progress_callback)(void *clientp, double dltotal, double dlnow, double ultotal, double ulnow);
#define CURL_PROGRESSFUNC_CONTINUE 0x10000001

/* What a debug callback is shown. */
typedef enum {
  CURLINFO_TEXT = 0, /* information for people */
  CURLINFO_HEADER_IN = 1,
  CURLINFO_HEADER_OUT = 2,
  CURLINFO_DATA_IN = 3, /* as received: decrypted, not decoded */
  CURLINFO_DATA_OUT = 4,
  CURLINFO_SSL_DATA_IN = 5, /* TLS records */
  CURLINFO_SSL_DATA_OUT = 6,
  CURLINFO_END = 7
} curl_infotype;

/* Shows `size` bytes, not terminated. Must return 0. Called while CURLOPT_VERBOSE is on.
 * See CURLOPT_DEBUGFUNCTION(3). */
typedef int (*curl_debug_callback)(CURL *handle, curl_infotype type, char *data, size_t size, void *userptr);

/* --- Callbacks: names, sockets, connections --- */

/* Called before a name is looked up; other than 0 fails the lookup. The first argument is the resolver's own, or NULL.
 * See CURLOPT_RESOLVER_START_FUNCTION(3). */
typedef int (*curl_resolver_start_callback)(void *resolver_state, void *reserved, void *userdata);

/* What a socket is for. */
typedef enum {
  CURLSOCKTYPE_IPCXN = 0,  /* a connection that the library opens */
  CURLSOCKTYPE_ACCEPT = 1, /* one that was accepted (active FTP); seen by the sockopt callback only */
  CURLSOCKTYPE_LAST = 2
} curlsocktype;

/* An address to connect to, with the arguments for socket(2). `addr` may be longer than its declared type: use
 * `addrlen`. The open-socket callback may change any of it, within the room of a sockaddr_storage. */
struct curl_sockaddr {
  int family;
  int socktype;
  int protocol;
  unsigned int addrlen; /* bytes */
  struct sockaddr addr;
};

/* Open the socket for `address`: returns a descriptor, or CURL_SOCKET_BAD to refuse this address.
 * See CURLOPT_OPENSOCKETFUNCTION(3). */
typedef curl_socket_t (*curl_opensocket_callback)(void *clientp, curlsocktype purpose, struct curl_sockaddr *address);

/* Set options on a new socket, before it is bound or connected. Returns CURL_SOCKOPT_*.
 * See CURLOPT_SOCKOPTFUNCTION(3). */
typedef int (*curl_sockopt_callback)(void *clientp, curl_socket_t curlfd, curlsocktype purpose);
#define CURL_SOCKOPT_OK                0
#define CURL_SOCKOPT_ERROR             1 /* fail the transfer with CURLE_ABORTED_BY_CALLBACK */
#define CURL_SOCKOPT_ALREADY_CONNECTED 2 /* the socket is connected: use it as it is */

/* Close a socket in place of close(2); once for each from the open callback, maybe after its easy handle is gone. Must
 * return 0. See CURLOPT_CLOSESOCKETFUNCTION(3). */
typedef int (*curl_closesocket_callback)(void *clientp, curl_socket_t item);

/* Called with both ends' numeric addresses when a connection is made or reused, before the request is sent. Returns
 * CURL_PREREQFUNC_*. See CURLOPT_PREREQFUNCTION(3). */
typedef int (*curl_prereq_callback)(void *clientp, char *conn_primary_ip, char *conn_local_ip, int conn_primary_port,
                                    int conn_local_port);
#define CURL_PREREQFUNC_OK    0
#define CURL_PREREQFUNC_ABORT 1 /* fail the transfer with CURLE_ABORTED_BY_CALLBACK */

/* Adjust the TLS library's context (SSL_CTX * for OpenSSL) before each handshake. Other than CURLE_OK fails the
 * transfer with that code. See CURLOPT_SSL_CTX_FUNCTION(3). */
typedef CURLcode (*curl_ssl_ctx_callback)(CURL *curl, void *ssl_ctx, void *userptr);

/* --- Callbacks: FTP wildcards --- */

typedef enum {
  CURLFILETYPE_FILE = 0,
  CURLFILETYPE_DIRECTORY = 1,
  CURLFILETYPE_SYMLINK = 2,
  CURLFILETYPE_DEVICE_BLOCK = 3,
  CURLFILETYPE_DEVICE_CHAR = 4,
  CURLFILETYPE_NAMEDPIPE = 5,
  CURLFILETYPE_SOCKET = 6,
  CURLFILETYPE_DOOR = 7, /* Solaris */
  CURLFILETYPE_UNKNOWN = 8
} curlfiletype;

/* A file in an FTP listing. `flags` tells which members are known. See CURLOPT_CHUNK_BGN_FUNCTION(3). */
struct curl_fileinfo {
  char *filename;
  curlfiletype filetype;
  time_t time; /* always 0 */
  unsigned int perm;
  int uid;
  int gid;
  curl_off_t size;
  long int hardlinks;

  /* The same as the listing has it; NULL for what it has not. */
  struct {
    char *time;
    char *perm;
    char *user;
    char *group;
    char *target; /* of a symbolic link */
  } strings;

  unsigned int flags; /* CURLFINFOFLAG_KNOWN_* */

  char *b_data; /* the library's own, from here on */
  size_t b_size;
  size_t b_used;
};
#define CURLFINFOFLAG_KNOWN_FILENAME   (1 << 0)
#define CURLFINFOFLAG_KNOWN_FILETYPE   (1 << 1)
#define CURLFINFOFLAG_KNOWN_TIME       (1 << 2)
#define CURLFINFOFLAG_KNOWN_PERM       (1 << 3)
#define CURLFINFOFLAG_KNOWN_UID        (1 << 4)
#define CURLFINFOFLAG_KNOWN_GID        (1 << 5)
#define CURLFINFOFLAG_KNOWN_SIZE       (1 << 6)
#define CURLFINFOFLAG_KNOWN_HLINKCOUNT (1 << 7)

/* Before each matching file: `transfer_info` is a `const struct curl_fileinfo *`, `remains` the number of files left.
 * Returns CURL_CHUNK_BGN_FUNC_*. See CURLOPT_CHUNK_BGN_FUNCTION(3). */
typedef long (*curl_chunk_bgn_callback)(const void *transfer_info, void *ptr, int remains);
#define CURL_CHUNK_BGN_FUNC_OK   0
#define CURL_CHUNK_BGN_FUNC_FAIL 1 /* fail the transfer with CURLE_CHUNK_FAILED */
#define CURL_CHUNK_BGN_FUNC_SKIP 2 /* go on with the next file */

/* After each file, skipped ones too. Returns CURL_CHUNK_END_FUNC_*. See CURLOPT_CHUNK_END_FUNCTION(3). */
typedef long (*curl_chunk_end_callback)(void *ptr);
#define CURL_CHUNK_END_FUNC_OK   0
#define CURL_CHUNK_END_FUNC_FAIL 1

/* Does a file name match the pattern? Returns CURL_FNMATCHFUNC_*. See CURLOPT_FNMATCH_FUNCTION(3). */
typedef int (*curl_fnmatch_callback)(void *ptr, const char *pattern, const char *string);
#define CURL_FNMATCHFUNC_MATCH   0
#define CURL_FNMATCHFUNC_NOMATCH 1
#define CURL_FNMATCHFUNC_FAIL    2

/* --- Callbacks: SSH host keys --- */

enum curl_khtype {
  CURLKHTYPE_UNKNOWN = 0,
  CURLKHTYPE_RSA1 = 1,
  CURLKHTYPE_RSA = 2,
  CURLKHTYPE_DSS = 3,
  CURLKHTYPE_ECDSA = 4,
  CURLKHTYPE_ED25519 = 5
};

struct curl_khkey {
  const char *key; /* base64 and NUL-terminated if `len` is 0, else `len` raw bytes */
  size_t len;
  enum curl_khtype keytype;
};

/* What to do with the connection and the key. */
enum curl_khstat {
  CURLKHSTAT_FINE_ADD_TO_FILE = 0, /* go on and append the key to the known_hosts file */
  CURLKHSTAT_FINE = 1,             /* go on */
  CURLKHSTAT_REJECT = 2,           /* close */
  CURLKHSTAT_DEFER = 3,            /* fail, but keep the connection for another attempt */
  CURLKHSTAT_FINE_REPLACE = 4,     /* go on and replace the host's key in the file */
  CURLKHSTAT_LAST = 5
};

/* How the key compares with the known_hosts file. */
enum curl_khmatch {
  CURLKHMATCH_OK = 0,
  CURLKHMATCH_MISMATCH = 1, /* the host has another key there */
  CURLKHMATCH_MISSING = 2,  /* the host is not there */
  CURLKHMATCH_LAST = 3
};

/* Judge a host's key after it was compared. Returns an enum curl_khstat. See CURLOPT_SSH_KEYFUNCTION(3). */
typedef int (*curl_sshkeycallback)(CURL *easy, const struct curl_khkey *knownkey, const struct curl_khkey *foundkey,
                                   enum curl_khmatch, void *clientp);

/* Judge a host's key (`keytype` is an enum curl_khtype) without a file. Returns CURLKHMATCH_OK to accept it,
 * CURLKHMATCH_MISMATCH to refuse. See CURLOPT_SSH_HOSTKEYFUNCTION(3). */
typedef int (*curl_sshhostkeycallback)(void *clientp, int keytype, const char *key, size_t keylen);

/* --- Callbacks: HSTS --- */

/* A host that is to be asked by HTTPS only. */
struct curl_hstsentry {
  char *name;
  size_t namelen; /* reading: room at `name`, without the NUL; writing: its length */
  unsigned int includeSubDomains : 1;
  char expire[18]; /* "YYYYMMDD HH:MM:SS" in GMT, or empty for never */
};

/* Position of an entry among those written. */
struct curl_index {
  size_t index;
  size_t total;
};

typedef enum {
  CURLSTS_OK = 0,   /* an entry was read or written; call again */
  CURLSTS_DONE = 1, /* no more */
  CURLSTS_FAIL = 2  /* reading: fail the transfer with CURLE_ABORTED_BY_CALLBACK */
} CURLSTScode;

/* Supply one entry a call when the cache is filled; take one a call when it is about to be freed.
 * See CURLOPT_HSTSREADFUNCTION(3), CURLOPT_HSTSWRITEFUNCTION(3). */
typedef CURLSTScode (*curl_hstsread_callback)(CURL *easy, struct curl_hstsentry *e, void *userp);
typedef CURLSTScode (*curl_hstswrite_callback)(CURL *easy, struct curl_hstsentry *e, struct curl_index *i, void *userp);

/* --- Values of options --- */

/* CURLOPT_FOLLOWLOCATION: which method a redirected request has. */
#define CURLFOLLOW_ALL       1L /* a CURLOPT_CUSTOMREQUEST is used throughout */
#define CURLFOLLOW_OBEYCODE  2L /* as the status code demands, a custom method included */
#define CURLFOLLOW_FIRSTONLY 3L /* a custom method in the first request only */

/* CURLOPT_POSTREDIR bits: after which status a POST stays a POST. */
#define CURL_REDIR_GET_ALL  0L
#define CURL_REDIR_POST_301 1L
#define CURL_REDIR_POST_302 2L
#define CURL_REDIR_POST_303 4L
#define CURL_REDIR_POST_ALL (CURL_REDIR_POST_301 | CURL_REDIR_POST_302 | CURL_REDIR_POST_303)

/* CURLOPT_HTTP_VERSION. */
#define CURL_HTTP_VERSION_NONE              0L /* the library chooses */
#define CURL_HTTP_VERSION_1_0               1L
#define CURL_HTTP_VERSION_1_1               2L
#define CURL_HTTP_VERSION_2_0               3L  /* 2, by upgrade if need be; else 1.1 */
#define CURL_HTTP_VERSION_2TLS              4L  /* 2 over TLS, 1.1 in clear text */
#define CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE 5L  /* 2 without asking */
#define CURL_HTTP_VERSION_3                 30L /* 3, or an earlier one if that fails */
#define CURL_HTTP_VERSION_3ONLY             31L /* 3 or nothing */
#define CURL_HTTP_VERSION_LAST              32L
#define CURL_HTTP_VERSION_2                 CURL_HTTP_VERSION_2_0

/* CURLOPT_HEADEROPT. */
#define CURLHEADER_UNIFIED  0L        /* CURLOPT_HTTPHEADER goes to proxies as well */
#define CURLHEADER_SEPARATE (1L << 0) /* proxies get CURLOPT_PROXYHEADER only */

/* CURLOPT_TIMECONDITION, with CURLOPT_TIMEVALUE. */
#define CURL_TIMECOND_NONE         0L
#define CURL_TIMECOND_IFMODSINCE   1L
#define CURL_TIMECOND_IFUNMODSINCE 2L
#define CURL_TIMECOND_LASTMOD      3L
typedef enum { CURL_TIMECOND_LAST = 4 } curl_TimeCond;

/* CURLOPT_HTTPAUTH, CURLOPT_PROXYAUTH, CURLOPT_SOCKS5_AUTH and what CURLINFO_*AUTH_* tell: bits. With several set the
 * most secure one that the server offers is used. */
#define CURLAUTH_NONE         ((unsigned long)0)
#define CURLAUTH_BASIC        (((unsigned long)1) << 0)
#define CURLAUTH_DIGEST       (((unsigned long)1) << 1)
#define CURLAUTH_NEGOTIATE    (((unsigned long)1) << 2) /* Kerberos by SPNEGO */
#define CURLAUTH_NTLM         (((unsigned long)1) << 3)
#define CURLAUTH_DIGEST_IE    (((unsigned long)1) << 4)  /* Digest with an old browser's fault */
#define CURLAUTH_BEARER       (((unsigned long)1) << 6)  /* CURLOPT_XOAUTH2_BEARER */
#define CURLAUTH_AWS_SIGV4    (((unsigned long)1) << 7)  /* CURLOPT_AWS_SIGV4 */
#define CURLAUTH_HTTPSIG      (((unsigned long)1) << 8)  /* CURLOPT_HTTPSIG_ALGORITHM */
#define CURLAUTH_ONLY         (((unsigned long)1) << 31) /* with one other bit: that or nothing */
#define CURLAUTH_ANY          (((unsigned long)0xffffffff) & ~(CURLAUTH_DIGEST_IE | CURLAUTH_HTTPSIG))
#define CURLAUTH_ANYSAFE      (CURLAUTH_ANY & ~CURLAUTH_BASIC)
#define CURLAUTH_GSSAPI       CURLAUTH_NEGOTIATE /* in CURLOPT_SOCKS5_AUTH */
#define CURLAUTH_GSSNEGOTIATE CURLAUTH_NEGOTIATE /* the former name */
#ifndef CURL_NO_OLDIES
#define CURLAUTH_NTLM_WB (((unsigned long)1) << 5) /* gone */
#endif

/* CURLOPT_HTTPSIG_ALGORITHM. */
#define CURLHTTPSIG_NONE        0L
#define CURLHTTPSIG_ED25519     1L
#define CURLHTTPSIG_HMAC_SHA256 2L

/* CURLOPT_GSSAPI_DELEGATION. */
#define CURLGSSAPI_DELEGATION_NONE        0L
#define CURLGSSAPI_DELEGATION_POLICY_FLAG (1L << 0) /* when the realm's policy allows it */
#define CURLGSSAPI_DELEGATION_FLAG        (1L << 1) /* always */

/* CURLOPT_NETRC. */
#define CURL_NETRC_IGNORED  0L
#define CURL_NETRC_OPTIONAL 1L /* credentials in the URL come first */
#define CURL_NETRC_REQUIRED 2L /* those in the URL are ignored, but for choosing an entry by user */
enum CURL_NETRC_OPTION { CURL_NETRC_LAST = 3 };

/* CURLOPT_PROXYTYPE. */
#define CURLPROXY_HTTP            0L
#define CURLPROXY_HTTP_1_0        1L /* CONNECT with HTTP/1.0 */
#define CURLPROXY_HTTPS           2L /* HTTP/1 over TLS */
#define CURLPROXY_HTTPS2          3L /* over TLS, HTTP/2 if it is offered */
#define CURLPROXY_SOCKS4          4L
#define CURLPROXY_SOCKS5          5L
#define CURLPROXY_SOCKS4A         6L /* the proxy resolves the name */
#define CURLPROXY_SOCKS5_HOSTNAME 7L /* the proxy resolves the name */
#define CURLPROXY_HTTPS3          8L /* HTTP/3 over QUIC */
typedef enum { CURLPROXY_LAST = 9 } curl_proxytype;

/* CURLOPT_IPRESOLVE. */
#define CURL_IPRESOLVE_WHATEVER 0L
#define CURL_IPRESOLVE_V4       1L
#define CURL_IPRESOLVE_V6       2L

/* CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS and CURLOPT_UPKEEP_INTERVAL_MS by default. */
#define CURL_HET_DEFAULT             200L
#define CURL_UPKEEP_INTERVAL_DEFAULT 60000L

/* CURLOPT_SSLVERSION: the lowest version, or-ed with the highest. */
#define CURL_SSLVERSION_DEFAULT     0L /* TLS 1.2 */
#define CURL_SSLVERSION_TLSv1       1L /* TLS 1.0 */
#define CURL_SSLVERSION_SSLv2       2L /* refused */
#define CURL_SSLVERSION_SSLv3       3L /* refused */
#define CURL_SSLVERSION_TLSv1_0     4L
#define CURL_SSLVERSION_TLSv1_1     5L
#define CURL_SSLVERSION_TLSv1_2     6L
#define CURL_SSLVERSION_TLSv1_3     7L
#define CURL_SSLVERSION_LAST        8L
#define CURL_SSLVERSION_MAX_NONE    0L
#define CURL_SSLVERSION_MAX_DEFAULT (CURL_SSLVERSION_TLSv1 << 16)
#define CURL_SSLVERSION_MAX_TLSv1_0 (CURL_SSLVERSION_TLSv1_0 << 16)
#define CURL_SSLVERSION_MAX_TLSv1_1 (CURL_SSLVERSION_TLSv1_1 << 16)
#define CURL_SSLVERSION_MAX_TLSv1_2 (CURL_SSLVERSION_TLSv1_2 << 16)
#define CURL_SSLVERSION_MAX_TLSv1_3 (CURL_SSLVERSION_TLSv1_3 << 16)
#define CURL_SSLVERSION_MAX_LAST    (CURL_SSLVERSION_LAST << 16)

/* CURLOPT_SSL_OPTIONS bits. */
#define CURLSSLOPT_ALLOW_BEAST        (1L << 0) /* leave out a defence that some old servers cannot stand */
#define CURLSSLOPT_NO_REVOKE          (1L << 1) /* no revocation checks (Schannel) */
#define CURLSSLOPT_NO_PARTIALCHAIN    (1L << 2) /* an intermediate certificate is no trust anchor */
#define CURLSSLOPT_REVOKE_BEST_EFFORT (1L << 3) /* ignore missing revocation lists (Schannel) */
#define CURLSSLOPT_NATIVE_CA          (1L << 4) /* trust the operating system's certificates */
#define CURLSSLOPT_AUTO_CLIENT_CERT   (1L << 5) /* choose a client certificate by itself (Schannel) */
#define CURLSSLOPT_EARLYDATA          (1L << 6) /* send early data in resumed TLS 1.3 sessions */

/* CURLOPT_USE_SSL: TLS on connections that start in clear text. */
#define CURLUSESSL_NONE    0L
#define CURLUSESSL_TRY     1L /* go on without if it is refused */
#define CURLUSESSL_CONTROL 2L /* demand it for the control connection */
#define CURLUSESSL_ALL     3L /* demand it for everything */
typedef enum { CURLUSESSL_LAST = 4 } curl_usessl;
#ifndef CURL_NO_OLDIES
#define CURLFTPSSL_NONE    CURLUSESSL_NONE
#define CURLFTPSSL_TRY     CURLUSESSL_TRY
#define CURLFTPSSL_CONTROL CURLUSESSL_CONTROL
#define CURLFTPSSL_ALL     CURLUSESSL_ALL
#define CURLFTPSSL_LAST    CURLUSESSL_LAST
#define curl_ftpssl        curl_usessl
#endif

/* Of TLS-SRP, which is gone. */
#define CURL_TLSAUTH_NONE 0L
#define CURL_TLSAUTH_SRP  1L
enum CURL_TLSAUTH { CURL_TLSAUTH_LAST = 2 };

/* CURLOPT_FTP_SSL_CCC: TLS off again after login. */
#define CURLFTPSSL_CCC_NONE    0L
#define CURLFTPSSL_CCC_PASSIVE 1L /* the server shuts TLS down */
#define CURLFTPSSL_CCC_ACTIVE  2L /* we do */
typedef enum { CURLFTPSSL_CCC_LAST = 3 } curl_ftpccc;

/* CURLOPT_FTPSSLAUTH: which AUTH command comes first. */
#define CURLFTPAUTH_DEFAULT 0L
#define CURLFTPAUTH_SSL     1L
#define CURLFTPAUTH_TLS     2L
typedef enum { CURLFTPAUTH_LAST = 3 } curl_ftpauth;

/* CURLOPT_FTP_CREATE_MISSING_DIRS. */
#define CURLFTP_CREATE_DIR_NONE  0L
#define CURLFTP_CREATE_DIR       1L /* MKD when CWD fails */
#define CURLFTP_CREATE_DIR_RETRY 2L /* and CWD again even if MKD fails */
typedef enum { CURLFTP_CREATE_DIR_LAST = 3 } curl_ftpcreatedir;

/* CURLOPT_FTP_FILEMETHOD: how a file is reached. */
#define CURLFTPMETHOD_DEFAULT   0L /* MULTICWD */
#define CURLFTPMETHOD_MULTICWD  1L /* a CWD for each path component */
#define CURLFTPMETHOD_NOCWD     2L /* none: the whole path in the command */
#define CURLFTPMETHOD_SINGLECWD 3L /* one for the whole directory */
typedef enum { CURLFTPMETHOD_LAST = 4 } curl_ftpmethod;

/* CURLOPT_SSH_AUTH_TYPES bits. */
#define CURLSSH_AUTH_ANY       ((unsigned long)0xffffffff)
#define CURLSSH_AUTH_NONE      0L
#define CURLSSH_AUTH_PUBLICKEY (1L << 0)
#define CURLSSH_AUTH_PASSWORD  (1L << 1)
#define CURLSSH_AUTH_HOST      (1L << 2)
#define CURLSSH_AUTH_KEYBOARD  (1L << 3)
#define CURLSSH_AUTH_AGENT     (1L << 4)
#define CURLSSH_AUTH_GSSAPI    (1L << 5)
#define CURLSSH_AUTH_DEFAULT   CURLSSH_AUTH_ANY

/* CURLOPT_RTSP_REQUEST. */
#define CURL_RTSPREQ_NONE          0L
#define CURL_RTSPREQ_OPTIONS       1L
#define CURL_RTSPREQ_DESCRIBE      2L
#define CURL_RTSPREQ_ANNOUNCE      3L
#define CURL_RTSPREQ_SETUP         4L
#define CURL_RTSPREQ_PLAY          5L
#define CURL_RTSPREQ_PAUSE         6L
#define CURL_RTSPREQ_TEARDOWN      7L
#define CURL_RTSPREQ_GET_PARAMETER 8L
#define CURL_RTSPREQ_SET_PARAMETER 9L
#define CURL_RTSPREQ_RECORD        10L
#define CURL_RTSPREQ_RECEIVE       11L /* no request: read interleaved data */
#define CURL_RTSPREQ_LAST          12L

/* CURLOPT_UPLOAD_FLAGS bits: flags of a message stored with IMAP. */
#define CURLULFLAG_ANSWERED (1L << 0)
#define CURLULFLAG_DELETED  (1L << 1)
#define CURLULFLAG_DRAFT    (1L << 2)
#define CURLULFLAG_FLAGGED  (1L << 3)
#define CURLULFLAG_SEEN     (1L << 4)

/* CURLOPT_ALTSVC_CTRL bits. */
#define CURLALTSVC_READONLYFILE (1L << 2) /* do not write the file */
#define CURLALTSVC_H1           (1L << 3) /* accept alternatives that speak this version */
#define CURLALTSVC_H2           (1L << 4)
#define CURLALTSVC_H3           (1L << 5)

/* CURLOPT_HSTS_CTRL bits. */
#define CURLHSTS_ENABLE       (1L << 0)
#define CURLHSTS_READONLYFILE (1L << 1) /* do not write the file */

/* CURLOPT_MIME_OPTIONS bit: escape names with backslashes rather than percent signs. */
#define CURLMIMEOPT_FORMESCAPE (1L << 0)

/* CURLOPT_PROTOCOLS bits and what CURLINFO_PROTOCOL tells. Newer schemes have none: use the _STR options. */
#define CURLPROTO_HTTP    (1L << 0)
#define CURLPROTO_HTTPS   (1L << 1)
#define CURLPROTO_FTP     (1L << 2)
#define CURLPROTO_FTPS    (1L << 3)
#define CURLPROTO_SCP     (1L << 4)
#define CURLPROTO_SFTP    (1L << 5)
#define CURLPROTO_TELNET  (1L << 6)
#define CURLPROTO_LDAP    (1L << 7)
#define CURLPROTO_LDAPS   (1L << 8)
#define CURLPROTO_DICT    (1L << 9)
#define CURLPROTO_FILE    (1L << 10)
#define CURLPROTO_TFTP    (1L << 11)
#define CURLPROTO_IMAP    (1L << 12)
#define CURLPROTO_IMAPS   (1L << 13)
#define CURLPROTO_POP3    (1L << 14)
#define CURLPROTO_POP3S   (1L << 15)
#define CURLPROTO_SMTP    (1L << 16)
#define CURLPROTO_SMTPS   (1L << 17)
#define CURLPROTO_RTSP    (1L << 18)
#define CURLPROTO_RTMP    (1L << 19)
#define CURLPROTO_RTMPT   (1L << 20)
#define CURLPROTO_RTMPE   (1L << 21)
#define CURLPROTO_RTMPTE  (1L << 22)
#define CURLPROTO_RTMPS   (1L << 23)
#define CURLPROTO_RTMPTS  (1L << 24)
#define CURLPROTO_GOPHER  (1L << 25)
#define CURLPROTO_SMB     (1L << 26)
#define CURLPROTO_SMBS    (1L << 27)
#define CURLPROTO_MQTT    (1L << 28)
#define CURLPROTO_GOPHERS (1L << 29)
#define CURLPROTO_ALL     ((unsigned long)0xffffffff)

/* For an option long gone. */
typedef enum {
  CURLCLOSEPOLICY_NONE = 0,
  CURLCLOSEPOLICY_OLDEST = 1,
  CURLCLOSEPOLICY_LEAST_RECENTLY_USED = 2,
  CURLCLOSEPOLICY_LEAST_TRAFFIC = 3,
  CURLCLOSEPOLICY_SLOWEST = 4,
  CURLCLOSEPOLICY_CALLBACK = 5,
  CURLCLOSEPOLICY_LAST = 6
} curl_closepolicy;

/* --- Options of an easy handle --- */

/* An option's number is its type plus an index. Those of the second group are values of the first, and say more. */
#define CURLOPTTYPE_LONG          0
#define CURLOPTTYPE_OBJECTPOINT   10000
#define CURLOPTTYPE_FUNCTIONPOINT 20000
#define CURLOPTTYPE_OFF_T         30000
#define CURLOPTTYPE_BLOB          40000

#define CURLOPTTYPE_VALUES      CURLOPTTYPE_LONG        /* named values or bits */
#define CURLOPTTYPE_STRINGPOINT CURLOPTTYPE_OBJECTPOINT /* const char *, copied */
#define CURLOPTTYPE_SLISTPOINT  CURLOPTTYPE_OBJECTPOINT /* struct curl_slist *, must outlive its use */
#define CURLOPTTYPE_CBPOINT     CURLOPTTYPE_OBJECTPOINT /* void *, handed to a callback */

/* A row of the table. */
#define CURLOPT(name, type, number) name = (type) + (number)
#define CURLOPTDEPRECATED(name, type, number, version, message) \
  name CURL_DEPRECATED(version, message) = (type) + (number)

/* Set with curl_easy_setopt(). Every option has a manual page of its own name, CURLOPT_X(3). Where a comment says no
 * more, a long is off at 0 (the default) and on at 1, a string is off at NULL, and a *DATA pointer goes to the callback
 * of the same name. */
/* clang-format off */
typedef enum {
  /* ---- What to transfer ---- */

  /* The URL; this or CURLOPT_CURLU (CURLU *, read at the start, the caller's) is required. */
  CURLOPT(CURLOPT_URL, CURLOPTTYPE_STRINGPOINT, 2),
  CURLOPT(CURLOPT_CURLU, CURLOPTTYPE_OBJECTPOINT, 282),
  /* Port in place of the URL's; 0: not. */
  CURLOPT(CURLOPT_PORT, CURLOPTTYPE_LONG, 3),
  /* Scheme for URLs without one; NULL: guessed from the host name. */
  CURLOPT(CURLOPT_DEFAULT_PROTOCOL, CURLOPTTYPE_STRINGPOINT, 238),
  /* Schemes allowed, and those allowed after a redirect (default "http,https,ftp,ftps"); "all" for all there are. */
  CURLOPT(CURLOPT_PROTOCOLS_STR, CURLOPTTYPE_STRINGPOINT, 318),
  CURLOPT(CURLOPT_REDIR_PROTOCOLS_STR, CURLOPTTYPE_STRINGPOINT, 319),
  /* The same as CURLPROTO_* bits. */
  CURLOPTDEPRECATED(CURLOPT_PROTOCOLS, CURLOPTTYPE_LONG, 181, 7.85.0, "use CURLOPT_PROTOCOLS_STR"),
  CURLOPTDEPRECATED(CURLOPT_REDIR_PROTOCOLS, CURLOPTTYPE_LONG, 182, 7.85.0, "use CURLOPT_REDIR_PROTOCOLS_STR"),
  /* Leave "/../" and "/./" in the path. */
  CURLOPT(CURLOPT_PATH_AS_IS, CURLOPTTYPE_LONG, 234),
  /* Fail on a URL with a user name. */
  CURLOPT(CURLOPT_DISALLOW_USERNAME_IN_URL, CURLOPTTYPE_LONG, 278),
  /* Part of the document: "from-to", several separated by commas. */
  CURLOPT(CURLOPT_RANGE, CURLOPTTYPE_STRINGPOINT, 7),
  /* Byte to resume at; -1: the end of the remote file, for FTP uploads. */
  CURLOPT(CURLOPT_RESUME_FROM, CURLOPTTYPE_LONG, 21),
  CURLOPT(CURLOPT_RESUME_FROM_LARGE, CURLOPTTYPE_OFF_T, 116),
  /* Fail if the document is larger, in bytes; 0: no limit. */
  CURLOPT(CURLOPT_MAXFILESIZE, CURLOPTTYPE_LONG, 114),
  CURLOPT(CURLOPT_MAXFILESIZE_LARGE, CURLOPTTYPE_OFF_T, 117),
  /* Transfer only if CURL_TIMECOND_* is true of this time, in seconds since 1970. */
  CURLOPT(CURLOPT_TIMECONDITION, CURLOPTTYPE_VALUES, 33),
  CURLOPT(CURLOPT_TIMEVALUE, CURLOPTTYPE_LONG, 34),
  CURLOPT(CURLOPT_TIMEVALUE_LARGE, CURLOPTTYPE_OFF_T, 270),
  /* Ask for the modification time, see CURLINFO_FILETIME. */
  CURLOPT(CURLOPT_FILETIME, CURLOPTTYPE_LONG, 69),
  /* Ask for the head only. */
  CURLOPT(CURLOPT_NOBODY, CURLOPTTYPE_LONG, 44),
  /* 1: only connect, then use curl_easy_send() and curl_easy_recv(); 2: WebSocket, ends after the upgrade. */
  CURLOPT(CURLOPT_CONNECT_ONLY, CURLOPTTYPE_LONG, 141),
  /* A pointer of the program's, see CURLINFO_PRIVATE. */
  CURLOPT(CURLOPT_PRIVATE, CURLOPTTYPE_OBJECTPOINT, 103),

  /* ---- Where data comes from and goes to ---- */

  /* curl_write_callback for the body; without one the data pointer is a FILE * (default stdout). */
  CURLOPT(CURLOPT_WRITEFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 11),
  CURLOPT(CURLOPT_WRITEDATA, CURLOPTTYPE_CBPOINT, 1),
  /* curl_write_callback for header lines; without one they go to the data pointer, if set, by the write callback. */
  CURLOPT(CURLOPT_HEADERFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 79),
  CURLOPT(CURLOPT_HEADERDATA, CURLOPTTYPE_CBPOINT, 29),
  /* Header lines also come with the body. */
  CURLOPT(CURLOPT_HEADER, CURLOPTTYPE_LONG, 42),
  /* But not those of a proxy's answer to CONNECT. */
  CURLOPT(CURLOPT_SUPPRESS_CONNECT_HEADERS, CURLOPTTYPE_LONG, 265),
  /* curl_read_callback for what is sent; without one the data pointer is a FILE * (default stdin). */
  CURLOPT(CURLOPT_READFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 12),
  CURLOPT(CURLOPT_READDATA, CURLOPTTYPE_CBPOINT, 9),
  /* curl_seek_callback for that. */
  CURLOPT(CURLOPT_SEEKFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 167),
  CURLOPT(CURLOPT_SEEKDATA, CURLOPTTYPE_CBPOINT, 168),
  /* curl_ioctl_callback for that. */
  CURLOPTDEPRECATED(CURLOPT_IOCTLFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 130, 7.18.0, "use CURLOPT_SEEKFUNCTION"),
  CURLOPTDEPRECATED(CURLOPT_IOCTLDATA, CURLOPTTYPE_CBPOINT, 131, 7.18.0, "use CURLOPT_SEEKDATA"),
  /* Send. */
  CURLOPT(CURLOPT_UPLOAD, CURLOPTTYPE_LONG, 46),
  /* The same, for HTTP. */
  CURLOPTDEPRECATED(CURLOPT_PUT, CURLOPTTYPE_LONG, 54, 7.12.1, "use CURLOPT_UPLOAD"),
  /* Bytes to be sent; -1: unknown. */
  CURLOPT(CURLOPT_INFILESIZE, CURLOPTTYPE_LONG, 14),
  CURLOPT(CURLOPT_INFILESIZE_LARGE, CURLOPTTYPE_OFF_T, 115),
  /* Turn line ends into CRLF when sending. */
  CURLOPT(CURLOPT_CRLF, CURLOPTTYPE_LONG, 27),
  /* ASCII mode for FTP. */
  CURLOPT(CURLOPT_TRANSFERTEXT, CURLOPTTYPE_LONG, 53),
  /* Size of the receive buffer in bytes, 1024 to CURL_MAX_READ_SIZE (default CURL_MAX_WRITE_SIZE). */
  CURLOPT(CURLOPT_BUFFERSIZE, CURLOPTTYPE_LONG, 98),
  /* Size of the send buffer in bytes, 16 KiB to 2 MiB (default 64 KiB). */
  CURLOPT(CURLOPT_UPLOAD_BUFFERSIZE, CURLOPTTYPE_LONG, 280),
  /* Never called. */
  CURLOPTDEPRECATED(CURLOPT_CONV_FROM_NETWORK_FUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 142, 7.82.0, "has no effect"),
  CURLOPTDEPRECATED(CURLOPT_CONV_TO_NETWORK_FUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 143, 7.82.0, "has no effect"),
  CURLOPTDEPRECATED(CURLOPT_CONV_FROM_UTF8_FUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 144, 7.82.0, "has no effect"),

  /* ---- Watching a transfer ---- */

  /* char * with room for CURL_ERROR_SIZE bytes, written on failure; must live as long as it is set. */
  CURLOPT(CURLOPT_ERRORBUFFER, CURLOPTTYPE_OBJECTPOINT, 10),
  /* Report what happens, to the debug callback or to stderr. */
  CURLOPT(CURLOPT_VERBOSE, CURLOPTTYPE_LONG, 41),
  /* FILE * in place of stderr. */
  CURLOPT(CURLOPT_STDERR, CURLOPTTYPE_OBJECTPOINT, 37),
  /* curl_debug_callback for that report. */
  CURLOPT(CURLOPT_DEBUGFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 94),
  CURLOPT(CURLOPT_DEBUGDATA, CURLOPTTYPE_CBPOINT, 95),
  /* 0: show a progress meter, or call the progress callback. Default 1. */
  CURLOPT(CURLOPT_NOPROGRESS, CURLOPTTYPE_LONG, 43),
  /* curl_xferinfo_callback, and its former kind, with the same data pointer. */
  CURLOPT(CURLOPT_XFERINFOFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 219),
  CURLOPT(CURLOPT_XFERINFODATA, CURLOPTTYPE_CBPOINT, 57),
  CURLOPTDEPRECATED(CURLOPT_PROGRESSFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 56, 7.32.0, "use CURLOPT_XFERINFOFUNCTION"),
  /* Fail on status 400 and above, without delivering the body. */
  CURLOPT(CURLOPT_FAILONERROR, CURLOPTTYPE_LONG, 45),
  /* Go on sending a body after an error status. */
  CURLOPT(CURLOPT_KEEP_SENDING_ON_ERROR, CURLOPTTYPE_LONG, 245),

  /* ---- Limits ---- */

  /* The whole transfer; 0: no limit. */
  CURLOPT(CURLOPT_TIMEOUT, CURLOPTTYPE_LONG, 13),
  CURLOPT(CURLOPT_TIMEOUT_MS, CURLOPTTYPE_LONG, 155),
  /* Name lookup, connecting and handshakes (default 300 s). */
  CURLOPT(CURLOPT_CONNECTTIMEOUT, CURLOPTTYPE_LONG, 78),
  CURLOPT(CURLOPT_CONNECTTIMEOUT_MS, CURLOPTTYPE_LONG, 156),
  /* Wait for one answer of the server, in FTP, mail, SSH and the like (default 60 s). */
  CURLOPT(CURLOPT_SERVER_RESPONSE_TIMEOUT, CURLOPTTYPE_LONG, 112),
  CURLOPT(CURLOPT_SERVER_RESPONSE_TIMEOUT_MS, CURLOPTTYPE_LONG, 324),
  /* Active FTP: wait for the server to connect (default 60 s). */
  CURLOPT(CURLOPT_ACCEPTTIMEOUT_MS, CURLOPTTYPE_LONG, 212),
  /* Wait for "100 Continue" before the body is sent all the same (default 1000). */
  CURLOPT(CURLOPT_EXPECT_100_TIMEOUT_MS, CURLOPTTYPE_LONG, 227),
  /* Fail if fewer bytes a second than this flow, for that many seconds; 0: never. */
  CURLOPT(CURLOPT_LOW_SPEED_LIMIT, CURLOPTTYPE_LONG, 19),
  CURLOPT(CURLOPT_LOW_SPEED_TIME, CURLOPTTYPE_LONG, 20),
  /* Bytes a second at most; 0: no limit. */
  CURLOPT(CURLOPT_MAX_SEND_SPEED_LARGE, CURLOPTTYPE_OFF_T, 145),
  CURLOPT(CURLOPT_MAX_RECV_SPEED_LARGE, CURLOPTTYPE_OFF_T, 146),
  /* Use no signals, even if a time limit on name lookups is lost with a resolver that needs them. */
  CURLOPT(CURLOPT_NOSIGNAL, CURLOPTTYPE_LONG, 99),
  /* Do not wait for lookup threads at the end, the process is about to end. */
  CURLOPT(CURLOPT_QUICK_EXIT, CURLOPTTYPE_LONG, 322),

  /* ---- Connections ---- */

  /* Use a new connection; close it after use. */
  CURLOPT(CURLOPT_FRESH_CONNECT, CURLOPTTYPE_LONG, 74),
  CURLOPT(CURLOPT_FORBID_REUSE, CURLOPTTYPE_LONG, 75),
  /* Connections kept at most for reuse (default 5). In a multi handle, that one's limit counts. */
  CURLOPT(CURLOPT_MAXCONNECTS, CURLOPTTYPE_LONG, 71),
  /* Seconds of idleness (default 118), and of life (86400; 0: no limit), after which a connection is not reused. */
  CURLOPT(CURLOPT_MAXAGE_CONN, CURLOPTTYPE_LONG, 288),
  CURLOPT(CURLOPT_MAXLIFETIME_CONN, CURLOPTTYPE_LONG, 314),
  /* Interval for curl_easy_upkeep() (default CURL_UPKEEP_INTERVAL_DEFAULT). */
  CURLOPT(CURLOPT_UPKEEP_INTERVAL_MS, CURLOPTTYPE_LONG, 281),
  /* Rather wait for a connection to multiplex on than open another. */
  CURLOPT(CURLOPT_PIPEWAIT, CURLOPTTYPE_LONG, 237),
  /* Share of a connection among its streams, 1 to 256 (default 16). */
  CURLOPT(CURLOPT_STREAM_WEIGHT, CURLOPTTYPE_LONG, 239),
  /* Have no effect. */
  CURLOPTDEPRECATED(CURLOPT_STREAM_DEPENDS, CURLOPTTYPE_OBJECTPOINT, 240, 8.21.0, "has no effect"),
  CURLOPTDEPRECATED(CURLOPT_STREAM_DEPENDS_E, CURLOPTTYPE_OBJECTPOINT, 241, 8.21.0, "has no effect"),
  /* Share handle whose data to use (CURLSH *); NULL: none. */
  CURLOPT(CURLOPT_SHARE, CURLOPTTYPE_OBJECTPOINT, 100),

  /* Source: interface, address or host name, as "name", "if!name", "host!name" or "ifhost!interface!host". */
  CURLOPT(CURLOPT_INTERFACE, CURLOPTTYPE_STRINGPOINT, 62),
  /* Source port, and how many ports from there on to try (default 1). */
  CURLOPT(CURLOPT_LOCALPORT, CURLOPTTYPE_LONG, 139),
  CURLOPT(CURLOPT_LOCALPORTRANGE, CURLOPTTYPE_LONG, 140),
  /* Scope id for link-local IPv6 addresses. */
  CURLOPT(CURLOPT_ADDRESS_SCOPE, CURLOPTTYPE_LONG, 171),
  /* Unix socket to connect to, by path or by abstract name; the one set last counts. */
  CURLOPT(CURLOPT_UNIX_SOCKET_PATH, CURLOPTTYPE_STRINGPOINT, 231),
  CURLOPT(CURLOPT_ABSTRACT_UNIX_SOCKET, CURLOPTTYPE_STRINGPOINT, 264),
  /* "host:port:connect-to-host:connect-to-port" entries; the first that matches counts. */
  CURLOPT(CURLOPT_CONNECT_TO, CURLOPTTYPE_SLISTPOINT, 243),
  /* Head start of IPv6 before IPv4 is tried as well (default CURL_HET_DEFAULT). */
  CURLOPT(CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, CURLOPTTYPE_LONG, 271),

  /* curl_opensocket_callback, curl_sockopt_callback, curl_closesocket_callback. */
  CURLOPT(CURLOPT_OPENSOCKETFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 163),
  CURLOPT(CURLOPT_OPENSOCKETDATA, CURLOPTTYPE_CBPOINT, 164),
  CURLOPT(CURLOPT_SOCKOPTFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 148),
  CURLOPT(CURLOPT_SOCKOPTDATA, CURLOPTTYPE_CBPOINT, 149),
  CURLOPT(CURLOPT_CLOSESOCKETFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 208),
  CURLOPT(CURLOPT_CLOSESOCKETDATA, CURLOPTTYPE_CBPOINT, 209),
  /* curl_prereq_callback. */
  CURLOPT(CURLOPT_PREREQFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 312),
  CURLOPT(CURLOPT_PREREQDATA, CURLOPTTYPE_CBPOINT, 313),

  /* Send small pieces at once (default 1); send data with the first packet. */
  CURLOPT(CURLOPT_TCP_NODELAY, CURLOPTTYPE_LONG, 121),
  CURLOPT(CURLOPT_TCP_FASTOPEN, CURLOPTTYPE_LONG, 244),
  /* Probe idle connections; after so many seconds idle (60), every so many seconds (60), so many times (9). */
  CURLOPT(CURLOPT_TCP_KEEPALIVE, CURLOPTTYPE_LONG, 213),
  CURLOPT(CURLOPT_TCP_KEEPIDLE, CURLOPTTYPE_LONG, 214),
  CURLOPT(CURLOPT_TCP_KEEPINTVL, CURLOPTTYPE_LONG, 215),
  CURLOPT(CURLOPT_TCP_KEEPCNT, CURLOPTTYPE_LONG, 326),

  /* ---- Names ---- */

  /* Address family: CURL_IPRESOLVE_*. */
  CURLOPT(CURLOPT_IPRESOLVE, CURLOPTTYPE_VALUES, 113),
  /* "host:port:address,..." entries that stand for a lookup; '+' before one: may expire; "-host:port" removes. */
  CURLOPT(CURLOPT_RESOLVE, CURLOPTTYPE_SLISTPOINT, 203),
  /* Seconds that addresses are kept (default 60); 0: not, -1: forever. */
  CURLOPT(CURLOPT_DNS_CACHE_TIMEOUT, CURLOPTTYPE_LONG, 92),
  /* Try addresses in random order. */
  CURLOPT(CURLOPT_DNS_SHUFFLE_ADDRESSES, CURLOPTTYPE_LONG, 275),
  /* DNS servers, interface and source addresses, for a resolver that can be told. */
  CURLOPT(CURLOPT_DNS_SERVERS, CURLOPTTYPE_STRINGPOINT, 211),
  CURLOPT(CURLOPT_DNS_INTERFACE, CURLOPTTYPE_STRINGPOINT, 221),
  CURLOPT(CURLOPT_DNS_LOCAL_IP4, CURLOPTTYPE_STRINGPOINT, 222),
  CURLOPT(CURLOPT_DNS_LOCAL_IP6, CURLOPTTYPE_STRINGPOINT, 223),
  /* Has no effect. */
  CURLOPTDEPRECATED(CURLOPT_DNS_USE_GLOBAL_CACHE, CURLOPTTYPE_LONG, 91, 7.11.1, "use CURLOPT_SHARE"),
  /* curl_resolver_start_callback. */
  CURLOPT(CURLOPT_RESOLVER_START_FUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 272),
  CURLOPT(CURLOPT_RESOLVER_START_DATA, CURLOPTTYPE_CBPOINT, 273),
  /* URL of a DNS-over-HTTPS server; verification of its certificate, as by the SSL_VERIFY* options. */
  CURLOPT(CURLOPT_DOH_URL, CURLOPTTYPE_STRINGPOINT, 279),
  CURLOPT(CURLOPT_DOH_SSL_VERIFYPEER, CURLOPTTYPE_LONG, 306),
  CURLOPT(CURLOPT_DOH_SSL_VERIFYHOST, CURLOPTTYPE_LONG, 307),
  CURLOPT(CURLOPT_DOH_SSL_VERIFYSTATUS, CURLOPTTYPE_LONG, 308),

  /* ---- Proxies ---- */

  /* "[scheme://][user:password@]host[:port]"; NULL: by the environment; "": none. */
  CURLOPT(CURLOPT_PROXY, CURLOPTTYPE_STRINGPOINT, 4),
  /* Its port and kind (CURLPROXY_*) where the string does not tell. */
  CURLOPT(CURLOPT_PROXYPORT, CURLOPTTYPE_LONG, 59),
  CURLOPT(CURLOPT_PROXYTYPE, CURLOPTTYPE_VALUES, 101),
  /* A SOCKS proxy in front of that one, in the same form. */
  CURLOPT(CURLOPT_PRE_PROXY, CURLOPTTYPE_STRINGPOINT, 262),
  /* Hosts and networks reached without, separated by commas; "*": all; NULL: by the environment. */
  CURLOPT(CURLOPT_NOPROXY, CURLOPTTYPE_STRINGPOINT, 177),
  /* Tunnel through an HTTP proxy with CONNECT. */
  CURLOPT(CURLOPT_HTTPPROXYTUNNEL, CURLOPTTYPE_LONG, 61),
  /* Credentials: "user:password", or each by itself. */
  CURLOPT(CURLOPT_PROXYUSERPWD, CURLOPTTYPE_STRINGPOINT, 6),
  CURLOPT(CURLOPT_PROXYUSERNAME, CURLOPTTYPE_STRINGPOINT, 175),
  CURLOPT(CURLOPT_PROXYPASSWORD, CURLOPTTYPE_STRINGPOINT, 176),
  /* CURLAUTH_* bits (default CURLAUTH_BASIC); for SOCKS5 BASIC and GSSAPI (default both). */
  CURLOPT(CURLOPT_PROXYAUTH, CURLOPTTYPE_VALUES, 111),
  CURLOPT(CURLOPT_SOCKS5_AUTH, CURLOPTTYPE_LONG, 267),
  /* Headers for the proxy; which lists it gets: CURLHEADER_*. */
  CURLOPT(CURLOPT_PROXYHEADER, CURLOPTTYPE_SLISTPOINT, 228),
  CURLOPT(CURLOPT_HEADEROPT, CURLOPTTYPE_VALUES, 229),
  /* Service name for GSS-API (default "HTTP", "rcmd" for SOCKS5), and its former option. */
  CURLOPT(CURLOPT_PROXY_SERVICE_NAME, CURLOPTTYPE_STRINGPOINT, 235),
  CURLOPTDEPRECATED(CURLOPT_SOCKS5_GSSAPI_SERVICE, CURLOPTTYPE_STRINGPOINT, 179,
                    7.49.0, "use CURLOPT_PROXY_SERVICE_NAME"),
  /* Leave the negotiation of SOCKS5 GSS-API unprotected, as an old reference implementation does. */
  CURLOPT(CURLOPT_SOCKS5_GSSAPI_NEC, CURLOPTTYPE_LONG, 180),
  /* Append ";type=" to FTP URLs sent to an HTTP proxy. */
  CURLOPT(CURLOPT_PROXY_TRANSFER_MODE, CURLOPTTYPE_LONG, 166),
  /* Begin with a PROXY protocol version 1 header; with this client address in it. */
  CURLOPT(CURLOPT_HAPROXYPROTOCOL, CURLOPTTYPE_LONG, 274),
  CURLOPT(CURLOPT_HAPROXY_CLIENT_IP, CURLOPTTYPE_STRINGPOINT, 323),

  /* ---- Credentials ---- */

  /* "user:password", or each by itself. */
  CURLOPT(CURLOPT_USERPWD, CURLOPTTYPE_STRINGPOINT, 5),
  CURLOPT(CURLOPT_USERNAME, CURLOPTTYPE_STRINGPOINT, 173),
  CURLOPT(CURLOPT_PASSWORD, CURLOPTTYPE_STRINGPOINT, 174),
  /* Protocol-specific login options, such as "AUTH=PLAIN" for mail. */
  CURLOPT(CURLOPT_LOGIN_OPTIONS, CURLOPTTYPE_STRINGPOINT, 224),
  /* OAuth 2.0 bearer token. */
  CURLOPT(CURLOPT_XOAUTH2_BEARER, CURLOPTTYPE_STRINGPOINT, 220),
  /* CURL_NETRC_*; file in place of ~/.netrc. */
  CURLOPT(CURLOPT_NETRC, CURLOPTTYPE_VALUES, 51),
  CURLOPT(CURLOPT_NETRC_FILE, CURLOPTTYPE_STRINGPOINT, 118),
  /* CURLAUTH_* bits (default CURLAUTH_BASIC). */
  CURLOPT(CURLOPT_HTTPAUTH, CURLOPTTYPE_VALUES, 107),
  /* Send credentials and CURLOPT_COOKIE to other hosts as well when following a redirect. */
  CURLOPT(CURLOPT_UNRESTRICTED_AUTH, CURLOPTTYPE_LONG, 105),
  /* "provider1[:provider2[:region[:service]]]" for CURLAUTH_AWS_SIGV4, which this sets. */
  CURLOPT(CURLOPT_AWS_SIGV4, CURLOPTTYPE_STRINGPOINT, 305),
  /* HTTP message signatures (RFC 9421): CURLHTTPSIG_*, key in hexadecimal, its id, components separated by spaces. */
  CURLOPT(CURLOPT_HTTPSIG_ALGORITHM, CURLOPTTYPE_VALUES, 329),
  CURLOPT(CURLOPT_HTTPSIG_KEY, CURLOPTTYPE_STRINGPOINT, 330),
  CURLOPT(CURLOPT_HTTPSIG_KEYID, CURLOPTTYPE_STRINGPOINT, 331),
  CURLOPT(CURLOPT_HTTPSIG_HEADERS, CURLOPTTYPE_STRINGPOINT, 332),
  /* SASL: identity to act as; send the first response with the command. */
  CURLOPT(CURLOPT_SASL_AUTHZID, CURLOPTTYPE_STRINGPOINT, 289),
  CURLOPT(CURLOPT_SASL_IR, CURLOPTTYPE_LONG, 218),
  /* Service name for Kerberos and Digest-MD5 (default by protocol); delegation: CURLGSSAPI_DELEGATION_*. */
  CURLOPT(CURLOPT_SERVICE_NAME, CURLOPTTYPE_STRINGPOINT, 236),
  CURLOPT(CURLOPT_GSSAPI_DELEGATION, CURLOPTTYPE_VALUES, 210),
  /* Have no effect: Kerberos in FTP; TLS-SRP. */
  CURLOPTDEPRECATED(CURLOPT_KRBLEVEL, CURLOPTTYPE_STRINGPOINT, 63, 8.17.0, "has no effect"),
  CURLOPTDEPRECATED(CURLOPT_TLSAUTH_USERNAME, CURLOPTTYPE_STRINGPOINT, 204, 8.22.0, "has no effect"),
  CURLOPTDEPRECATED(CURLOPT_TLSAUTH_PASSWORD, CURLOPTTYPE_STRINGPOINT, 205, 8.22.0, "has no effect"),
  CURLOPTDEPRECATED(CURLOPT_TLSAUTH_TYPE, CURLOPTTYPE_STRINGPOINT, 206, 8.22.0, "has no effect"),
  CURLOPTDEPRECATED(CURLOPT_PROXY_TLSAUTH_USERNAME, CURLOPTTYPE_STRINGPOINT, 251, 8.22.0, "has no effect"),
  CURLOPTDEPRECATED(CURLOPT_PROXY_TLSAUTH_PASSWORD, CURLOPTTYPE_STRINGPOINT, 252, 8.22.0, "has no effect"),
  CURLOPTDEPRECATED(CURLOPT_PROXY_TLSAUTH_TYPE, CURLOPTTYPE_STRINGPOINT, 253, 8.22.0, "has no effect"),

  /* ---- HTTP ---- */

  /* Method GET, or POST. */
  CURLOPT(CURLOPT_HTTPGET, CURLOPTTYPE_LONG, 80),
  CURLOPT(CURLOPT_POST, CURLOPTTYPE_LONG, 47),
  /* Body of a POST, kept by the caller or copied; its size, set before a copy is made. -1: strlen() (default). */
  CURLOPT(CURLOPT_POSTFIELDS, CURLOPTTYPE_OBJECTPOINT, 15),
  CURLOPT(CURLOPT_COPYPOSTFIELDS, CURLOPTTYPE_OBJECTPOINT, 165),
  CURLOPT(CURLOPT_POSTFIELDSIZE, CURLOPTTYPE_LONG, 60),
  CURLOPT(CURLOPT_POSTFIELDSIZE_LARGE, CURLOPTTYPE_OFF_T, 120),
  /* Multipart body (curl_mime *, the caller's); CURLMIMEOPT_* bits. Also for mail. */
  CURLOPT(CURLOPT_MIMEPOST, CURLOPTTYPE_OBJECTPOINT, 269),
  CURLOPT(CURLOPT_MIME_OPTIONS, CURLOPTTYPE_LONG, 315),
  /* struct curl_httppost *, the caller's. */
  CURLOPTDEPRECATED(CURLOPT_HTTPPOST, CURLOPTTYPE_OBJECTPOINT, 24, 7.56.0, "use CURLOPT_MIMEPOST"),
  /* Method name in place of the one implied; for other protocols a command. NULL: the implied one. */
  CURLOPT(CURLOPT_CUSTOMREQUEST, CURLOPTTYPE_STRINGPOINT, 36),
  /* Request target in place of the URL's path and query. */
  CURLOPT(CURLOPT_REQUEST_TARGET, CURLOPTTYPE_STRINGPOINT, 266),
  /* Headers to add, replace ("name: value"), send empty ("name;") or leave out ("name:"). */
  CURLOPT(CURLOPT_HTTPHEADER, CURLOPTTYPE_SLISTPOINT, 23),
  /* curl_trailer_callback for trailer fields of a chunked upload. */
  CURLOPT(CURLOPT_TRAILERFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 283),
  CURLOPT(CURLOPT_TRAILERDATA, CURLOPTTYPE_CBPOINT, 284),
  /* User-Agent, Referer. */
  CURLOPT(CURLOPT_USERAGENT, CURLOPTTYPE_STRINGPOINT, 18),
  CURLOPT(CURLOPT_REFERER, CURLOPTTYPE_STRINGPOINT, 16),
  /* Follow redirects: CURLFOLLOW_*; at most so many (default 30; -1: no limit). */
  CURLOPT(CURLOPT_FOLLOWLOCATION, CURLOPTTYPE_LONG, 52),
  CURLOPT(CURLOPT_MAXREDIRS, CURLOPTTYPE_LONG, 68),
  /* CURL_REDIR_POST_* bits. */
  CURLOPT(CURLOPT_POSTREDIR, CURLOPTTYPE_VALUES, 161),
  /* Set Referer when following. */
  CURLOPT(CURLOPT_AUTOREFERER, CURLOPTTYPE_LONG, 58),
  /* CURL_HTTP_VERSION_*. */
  CURLOPT(CURLOPT_HTTP_VERSION, CURLOPTTYPE_VALUES, 84),
  /* Take a body without a head for HTTP/0.9. */
  CURLOPT(CURLOPT_HTTP09_ALLOWED, CURLOPTTYPE_LONG, 285),
  /* Status lines that count as "200 OK". */
  CURLOPT(CURLOPT_HTTP200ALIASES, CURLOPTTYPE_SLISTPOINT, 104),
  /* Content codings to offer, separated by commas; "": all there are; NULL: none, and nothing is decoded. */
  CURLOPT(CURLOPT_ACCEPT_ENCODING, CURLOPTTYPE_STRINGPOINT, 102),
  /* 0: hand the body up as it is coded. Default 1. */
  CURLOPT(CURLOPT_HTTP_CONTENT_DECODING, CURLOPTTYPE_LONG, 158),
  CURLOPT(CURLOPT_HTTP_TRANSFER_DECODING, CURLOPTTYPE_LONG, 157),
  /* Ask for a transfer coding that compresses. */
  CURLOPT(CURLOPT_TRANSFER_ENCODING, CURLOPTTYPE_LONG, 207),
  /* Read to the end whatever Content-Length says; FTP: do not ask for the size. */
  CURLOPT(CURLOPT_IGNORE_CONTENT_LENGTH, CURLOPTTYPE_LONG, 136),

  /* Cookies to send, as "name=value; name=value". */
  CURLOPT(CURLOPT_COOKIE, CURLOPTTYPE_STRINGPOINT, 22),
  /* File to read cookies from ("": none, but keep cookies in memory); file to write them to at cleanup. */
  CURLOPT(CURLOPT_COOKIEFILE, CURLOPTTYPE_STRINGPOINT, 31),
  CURLOPT(CURLOPT_COOKIEJAR, CURLOPTTYPE_STRINGPOINT, 82),
  /* A cookie to add (Netscape format or "Set-Cookie: ..."), or a command: "ALL", "SESS", "FLUSH", "RELOAD". */
  CURLOPT(CURLOPT_COOKIELIST, CURLOPTTYPE_STRINGPOINT, 135),
  /* Ignore session cookies in the file. */
  CURLOPT(CURLOPT_COOKIESESSION, CURLOPTTYPE_LONG, 96),

  /* Alt-Svc: CURLALTSVC_* bits, file of the cache. */
  CURLOPT(CURLOPT_ALTSVC_CTRL, CURLOPTTYPE_LONG, 286),
  CURLOPT(CURLOPT_ALTSVC, CURLOPTTYPE_STRINGPOINT, 287),
  /* HSTS: CURLHSTS_* bits; file of the cache, which also enables it; callbacks to read and write it. */
  CURLOPT(CURLOPT_HSTS_CTRL, CURLOPTTYPE_LONG, 299),
  CURLOPT(CURLOPT_HSTS, CURLOPTTYPE_STRINGPOINT, 300),
  CURLOPT(CURLOPT_HSTSREADFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 301),
  CURLOPT(CURLOPT_HSTSREADDATA, CURLOPTTYPE_CBPOINT, 302),
  CURLOPT(CURLOPT_HSTSWRITEFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 303),
  CURLOPT(CURLOPT_HSTSWRITEDATA, CURLOPTTYPE_CBPOINT, 304),

  /* CURLWS_* bits of <curl/websockets.h>. */
  CURLOPT(CURLOPT_WS_OPTIONS, CURLOPTTYPE_LONG, 320),

  /* ---- TLS to the server ---- */

  /* Use TLS on connections that begin in clear text: CURLUSESSL_*. */
  CURLOPT(CURLOPT_USE_SSL, CURLOPTTYPE_VALUES, 119),
  /* Verify the certificate against the CAs (default 1); its name against the host (default 2; 0: not). */
  CURLOPT(CURLOPT_SSL_VERIFYPEER, CURLOPTTYPE_LONG, 64),
  CURLOPT(CURLOPT_SSL_VERIFYHOST, CURLOPTTYPE_LONG, 81),
  /* Demand a stapled OCSP status. */
  CURLOPT(CURLOPT_SSL_VERIFYSTATUS, CURLOPTTYPE_LONG, 232),
  /* CA certificates: PEM file, PEM bytes, directory; defaults are the system's. */
  CURLOPT(CURLOPT_CAINFO, CURLOPTTYPE_STRINGPOINT, 65),
  CURLOPT(CURLOPT_CAINFO_BLOB, CURLOPTTYPE_BLOB, 309),
  CURLOPT(CURLOPT_CAPATH, CURLOPTTYPE_STRINGPOINT, 97),
  /* Seconds that loaded CA certificates are kept (default 86400); 0: not, -1: forever. */
  CURLOPT(CURLOPT_CA_CACHE_TIMEOUT, CURLOPTTYPE_LONG, 321),
  /* PEM file of revoked certificates. */
  CURLOPT(CURLOPT_CRLFILE, CURLOPTTYPE_STRINGPOINT, 169),
  /* PEM certificate that must have issued the server's: file, bytes. */
  CURLOPT(CURLOPT_ISSUERCERT, CURLOPTTYPE_STRINGPOINT, 170),
  CURLOPT(CURLOPT_ISSUERCERT_BLOB, CURLOPTTYPE_BLOB, 295),
  /* The server's public key: file, or "sha256//base64" entries separated by ';'. */
  CURLOPT(CURLOPT_PINNEDPUBLICKEY, CURLOPTTYPE_STRINGPOINT, 230),
  /* Collect the certificate chain, see CURLINFO_CERTINFO. */
  CURLOPT(CURLOPT_CERTINFO, CURLOPTTYPE_LONG, 172),
  /* Client certificate: file, bytes, format ("PEM" by default, "DER", "P12"). */
  CURLOPT(CURLOPT_SSLCERT, CURLOPTTYPE_STRINGPOINT, 25),
  CURLOPT(CURLOPT_SSLCERT_BLOB, CURLOPTTYPE_BLOB, 291),
  CURLOPT(CURLOPT_SSLCERTTYPE, CURLOPTTYPE_STRINGPOINT, 86),
  /* Its private key: file, bytes, format ("PEM" by default, "DER", "ENG", "PROV"), passphrase. */
  CURLOPT(CURLOPT_SSLKEY, CURLOPTTYPE_STRINGPOINT, 87),
  CURLOPT(CURLOPT_SSLKEY_BLOB, CURLOPTTYPE_BLOB, 292),
  CURLOPT(CURLOPT_SSLKEYTYPE, CURLOPTTYPE_STRINGPOINT, 88),
  CURLOPT(CURLOPT_KEYPASSWD, CURLOPTTYPE_STRINGPOINT, 26),
  /* CURL_SSLVERSION_*, lowest and highest. */
  CURLOPT(CURLOPT_SSLVERSION, CURLOPTTYPE_VALUES, 32),
  /* Ciphers up to TLS 1.2 and of TLS 1.3, key exchange groups, signature algorithms: names separated by ':'. */
  CURLOPT(CURLOPT_SSL_CIPHER_LIST, CURLOPTTYPE_STRINGPOINT, 83),
  CURLOPT(CURLOPT_TLS13_CIPHERS, CURLOPTTYPE_STRINGPOINT, 276),
  CURLOPT(CURLOPT_SSL_EC_CURVES, CURLOPTTYPE_STRINGPOINT, 298),
  CURLOPT(CURLOPT_SSL_SIGNATURE_ALGORITHMS, CURLOPTTYPE_STRINGPOINT, 328),
  /* CURLSSLOPT_* bits. */
  CURLOPT(CURLOPT_SSL_OPTIONS, CURLOPTTYPE_VALUES, 216),
  /* Resume sessions (default 1). */
  CURLOPT(CURLOPT_SSL_SESSIONID_CACHE, CURLOPTTYPE_LONG, 150),
  /* Negotiate the protocol with ALPN (default 1). */
  CURLOPT(CURLOPT_SSL_ENABLE_ALPN, CURLOPTTYPE_LONG, 226),
  /* Have no effect. */
  CURLOPTDEPRECATED(CURLOPT_SSL_ENABLE_NPN, CURLOPTTYPE_LONG, 225, 7.86.0, "has no effect"),
  CURLOPTDEPRECATED(CURLOPT_SSL_FALSESTART, CURLOPTTYPE_LONG, 233, 8.15.0, "has no effect"),
  /* Encrypted Client Hello: "false", "grease", "true", "hard", "ecl:base64", "pn:name". */
  CURLOPT(CURLOPT_ECH, CURLOPTTYPE_STRINGPOINT, 325),
  /* curl_ssl_ctx_callback. */
  CURLOPT(CURLOPT_SSL_CTX_FUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 108),
  CURLOPT(CURLOPT_SSL_CTX_DATA, CURLOPTTYPE_CBPOINT, 109),
  /* Crypto engine or provider by name; make it the default for all operations. */
  CURLOPT(CURLOPT_SSLENGINE, CURLOPTTYPE_STRINGPOINT, 89),
  CURLOPT(CURLOPT_SSLENGINE_DEFAULT, CURLOPTTYPE_LONG, 90),
  /* Have no effect. */
  CURLOPTDEPRECATED(CURLOPT_RANDOM_FILE, CURLOPTTYPE_STRINGPOINT, 76, 7.84.0, "has no effect"),
  CURLOPTDEPRECATED(CURLOPT_EGDSOCKET, CURLOPTTYPE_STRINGPOINT, 77, 7.84.0, "has no effect"),

  /* ---- TLS to an HTTPS proxy: as the options of the same name above ---- */

  CURLOPT(CURLOPT_PROXY_SSL_VERIFYPEER, CURLOPTTYPE_LONG, 248),
  CURLOPT(CURLOPT_PROXY_SSL_VERIFYHOST, CURLOPTTYPE_LONG, 249),
  CURLOPT(CURLOPT_PROXY_CAINFO, CURLOPTTYPE_STRINGPOINT, 246),
  CURLOPT(CURLOPT_PROXY_CAINFO_BLOB, CURLOPTTYPE_BLOB, 310),
  CURLOPT(CURLOPT_PROXY_CAPATH, CURLOPTTYPE_STRINGPOINT, 247),
  CURLOPT(CURLOPT_PROXY_CRLFILE, CURLOPTTYPE_STRINGPOINT, 260),
  CURLOPT(CURLOPT_PROXY_ISSUERCERT, CURLOPTTYPE_STRINGPOINT, 296),
  CURLOPT(CURLOPT_PROXY_ISSUERCERT_BLOB, CURLOPTTYPE_BLOB, 297),
  CURLOPT(CURLOPT_PROXY_PINNEDPUBLICKEY, CURLOPTTYPE_STRINGPOINT, 263),
  CURLOPT(CURLOPT_PROXY_SSLCERT, CURLOPTTYPE_STRINGPOINT, 254),
  CURLOPT(CURLOPT_PROXY_SSLCERT_BLOB, CURLOPTTYPE_BLOB, 293),
  CURLOPT(CURLOPT_PROXY_SSLCERTTYPE, CURLOPTTYPE_STRINGPOINT, 255),
  CURLOPT(CURLOPT_PROXY_SSLKEY, CURLOPTTYPE_STRINGPOINT, 256),
  CURLOPT(CURLOPT_PROXY_SSLKEY_BLOB, CURLOPTTYPE_BLOB, 294),
  CURLOPT(CURLOPT_PROXY_SSLKEYTYPE, CURLOPTTYPE_STRINGPOINT, 257),
  CURLOPT(CURLOPT_PROXY_KEYPASSWD, CURLOPTTYPE_STRINGPOINT, 258),
  CURLOPT(CURLOPT_PROXY_SSLVERSION, CURLOPTTYPE_VALUES, 250),
  CURLOPT(CURLOPT_PROXY_SSL_CIPHER_LIST, CURLOPTTYPE_STRINGPOINT, 259),
  CURLOPT(CURLOPT_PROXY_TLS13_CIPHERS, CURLOPTTYPE_STRINGPOINT, 277),
  CURLOPT(CURLOPT_PROXY_SSL_OPTIONS, CURLOPTTYPE_LONG, 261),

  /* ---- FTP, and what SFTP has in common with it ---- */

  /* Commands after login, just before the transfer, after it; '*' before one: ignore its failure. */
  CURLOPT(CURLOPT_QUOTE, CURLOPTTYPE_SLISTPOINT, 28),
  CURLOPT(CURLOPT_PREQUOTE, CURLOPTTYPE_SLISTPOINT, 93),
  CURLOPT(CURLOPT_POSTQUOTE, CURLOPTTYPE_SLISTPOINT, 39),
  /* List names only. */
  CURLOPT(CURLOPT_DIRLISTONLY, CURLOPTTYPE_LONG, 48),
  /* Append to the remote file. */
  CURLOPT(CURLOPT_APPEND, CURLOPTTYPE_LONG, 50),
  /* CURLFTP_CREATE_DIR_*. */
  CURLOPT(CURLOPT_FTP_CREATE_MISSING_DIRS, CURLOPTTYPE_LONG, 110),
  /* CURLFTPMETHOD_*. */
  CURLOPT(CURLOPT_FTP_FILEMETHOD, CURLOPTTYPE_VALUES, 138),
  /* Modes of files (default 0644) and directories (0755) made by SFTP, SCP and file. */
  CURLOPT(CURLOPT_NEW_FILE_PERMS, CURLOPTTYPE_LONG, 159),
  CURLOPT(CURLOPT_NEW_DIRECTORY_PERMS, CURLOPTTYPE_LONG, 160),
  /* Active mode: address, interface or host name to listen on, with ":from-to" ports; "-": the default one. */
  CURLOPT(CURLOPT_FTPPORT, CURLOPTTYPE_STRINGPOINT, 17),
  /* Try EPRT before PORT, EPSV before PASV (both default 1); send PRET first. */
  CURLOPT(CURLOPT_FTP_USE_EPRT, CURLOPTTYPE_LONG, 106),
  CURLOPT(CURLOPT_FTP_USE_EPSV, CURLOPTTYPE_LONG, 85),
  CURLOPT(CURLOPT_FTP_USE_PRET, CURLOPTTYPE_LONG, 188),
  /* Connect to the control connection's address, not the one in the answer to PASV (default 1). */
  CURLOPT(CURLOPT_FTP_SKIP_PASV_IP, CURLOPTTYPE_LONG, 137),
  /* Account for ACCT; command in place of a refused USER. */
  CURLOPT(CURLOPT_FTP_ACCOUNT, CURLOPTTYPE_STRINGPOINT, 134),
  CURLOPT(CURLOPT_FTP_ALTERNATIVE_TO_USER, CURLOPTTYPE_STRINGPOINT, 147),
  /* CURLFTPAUTH_*, CURLFTPSSL_CCC_*. */
  CURLOPT(CURLOPT_FTPSSLAUTH, CURLOPTTYPE_VALUES, 129),
  CURLOPT(CURLOPT_FTP_SSL_CCC, CURLOPTTYPE_LONG, 154),
  /* Transfer all files that match the pattern in the URL's last component. */
  CURLOPT(CURLOPT_WILDCARDMATCH, CURLOPTTYPE_LONG, 197),
  /* curl_chunk_bgn_callback and curl_chunk_end_callback, with one data pointer; curl_fnmatch_callback. */
  CURLOPT(CURLOPT_CHUNK_BGN_FUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 198),
  CURLOPT(CURLOPT_CHUNK_END_FUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 199),
  CURLOPT(CURLOPT_CHUNK_DATA, CURLOPTTYPE_CBPOINT, 201),
  CURLOPT(CURLOPT_FNMATCH_FUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 200),
  CURLOPT(CURLOPT_FNMATCH_DATA, CURLOPTTYPE_CBPOINT, 202),

  /* ---- SSH ---- */

  /* CURLSSH_AUTH_* bits (default CURLSSH_AUTH_ANY). */
  CURLOPT(CURLOPT_SSH_AUTH_TYPES, CURLOPTTYPE_VALUES, 151),
  /* Key files of the client; the passphrase is CURLOPT_KEYPASSWD. */
  CURLOPT(CURLOPT_SSH_PUBLIC_KEYFILE, CURLOPTTYPE_STRINGPOINT, 152),
  CURLOPT(CURLOPT_SSH_PRIVATE_KEYFILE, CURLOPTTYPE_STRINGPOINT, 153),
  /* The server's key must have this MD5 (32 hexadecimal digits), or SHA-256 (base64). */
  CURLOPT(CURLOPT_SSH_HOST_PUBLIC_KEY_MD5, CURLOPTTYPE_STRINGPOINT, 162),
  CURLOPT(CURLOPT_SSH_HOST_PUBLIC_KEY_SHA256, CURLOPTTYPE_STRINGPOINT, 311),
  /* known_hosts file, curl_sshkeycallback for the verdict. */
  CURLOPT(CURLOPT_SSH_KNOWNHOSTS, CURLOPTTYPE_STRINGPOINT, 183),
  CURLOPT(CURLOPT_SSH_KEYFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 184),
  CURLOPT(CURLOPT_SSH_KEYDATA, CURLOPTTYPE_CBPOINT, 185),
  /* curl_sshhostkeycallback, which stands for the file. */
  CURLOPT(CURLOPT_SSH_HOSTKEYFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 316),
  CURLOPT(CURLOPT_SSH_HOSTKEYDATA, CURLOPTTYPE_CBPOINT, 317),
  /* Ask for compression. */
  CURLOPT(CURLOPT_SSH_COMPRESSION, CURLOPTTYPE_LONG, 268),

  /* ---- Mail ---- */

  /* SMTP: envelope sender, recipients, identity of the original sender (AUTH parameter). */
  CURLOPT(CURLOPT_MAIL_FROM, CURLOPTTYPE_STRINGPOINT, 186),
  CURLOPT(CURLOPT_MAIL_RCPT, CURLOPTTYPE_SLISTPOINT, 187),
  CURLOPT(CURLOPT_MAIL_AUTH, CURLOPTTYPE_STRINGPOINT, 217),
  /* Go on if some recipients are refused. */
  CURLOPT(CURLOPT_MAIL_RCPT_ALLOWFAILS, CURLOPTTYPE_LONG, 290),
  /* IMAP: CURLULFLAG_* bits (default CURLULFLAG_SEEN). */
  CURLOPT(CURLOPT_UPLOAD_FLAGS, CURLOPTTYPE_LONG, 327),

  /* ---- RTSP ---- */

  /* CURL_RTSPREQ_*, session id, stream URI (default "*"), Transport header. */
  CURLOPT(CURLOPT_RTSP_REQUEST, CURLOPTTYPE_VALUES, 189),
  CURLOPT(CURLOPT_RTSP_SESSION_ID, CURLOPTTYPE_STRINGPOINT, 190),
  CURLOPT(CURLOPT_RTSP_STREAM_URI, CURLOPTTYPE_STRINGPOINT, 191),
  CURLOPT(CURLOPT_RTSP_TRANSPORT, CURLOPTTYPE_STRINGPOINT, 192),
  /* Next CSeq of ours and of the server's. */
  CURLOPT(CURLOPT_RTSP_CLIENT_CSEQ, CURLOPTTYPE_LONG, 193),
  CURLOPT(CURLOPT_RTSP_SERVER_CSEQ, CURLOPTTYPE_LONG, 194),
  /* curl_write_callback for interleaved data; NULL: it goes to the write callback. */
  CURLOPT(CURLOPT_INTERLEAVEFUNCTION, CURLOPTTYPE_FUNCTIONPOINT, 196),
  CURLOPT(CURLOPT_INTERLEAVEDATA, CURLOPTTYPE_CBPOINT, 195),

  /* ---- TELNET and TFTP ---- */

  /* "NAME=value" entries: TTYPE, XDISPLOC, NEW_ENV. */
  CURLOPT(CURLOPT_TELNETOPTIONS, CURLOPTTYPE_SLISTPOINT, 70),
  /* Block size to ask for, 8 to 65464 bytes (default 512); ask for no options at all. */
  CURLOPT(CURLOPT_TFTP_BLKSIZE, CURLOPTTYPE_LONG, 178),
  CURLOPT(CURLOPT_TFTP_NO_OPTIONS, CURLOPTTYPE_LONG, 242),

  CURLOPT_LASTENTRY = CURLOPTTYPE_OBJECTPOINT + 333
} CURLoption;
/* clang-format on */

/* Options by another name. */
#define CURLOPT_PROGRESSDATA CURLOPT_XFERINFODATA
#define CURLOPT_RTSPHEADER   CURLOPT_HTTPHEADER

#ifndef CURL_NO_OLDIES
/* Options by their former names. */
#define CURLOPT_FILE                  CURLOPT_WRITEDATA
#define CURLOPT_INFILE                CURLOPT_READDATA
#define CURLOPT_WRITEHEADER           CURLOPT_HEADERDATA
#define CURLOPT_ENCODING              CURLOPT_ACCEPT_ENCODING
#define CURLOPT_POST301               CURLOPT_POSTREDIR
#define CURLOPT_SSLKEYPASSWD          CURLOPT_KEYPASSWD
#define CURLOPT_SSLCERTPASSWD         CURLOPT_KEYPASSWD
#define CURLOPT_FTPAPPEND             CURLOPT_APPEND
#define CURLOPT_FTPLISTONLY           CURLOPT_DIRLISTONLY
#define CURLOPT_FTP_SSL               CURLOPT_USE_SSL
#define CURLOPT_KRB4LEVEL             CURLOPT_KRBLEVEL
#define CURLOPT_FTP_RESPONSE_TIMEOUT  CURLOPT_SERVER_RESPONSE_TIMEOUT
#define CURLOPT_MAIL_RCPT_ALLLOWFAILS CURLOPT_MAIL_RCPT_ALLOWFAILS

/* Options that are gone; setting one is CURLE_UNKNOWN_OPTION. */
#define CURLOPT_OBSOLETE40  9999
#define CURLOPT_OBSOLETE72  9999
#define CURLOPT_WRITEINFO   CURLOPT_OBSOLETE40
#define CURLOPT_CLOSEPOLICY CURLOPT_OBSOLETE72
#endif

/* --- What can be asked after a transfer --- */

/* An info's number is its type, which tells what curl_easy_getinfo() wants a pointer to, plus an index. */
#define CURLINFO_STRING   0x100000 /* char *: the handle's, good until the next transfer or cleanup */
#define CURLINFO_LONG     0x200000
#define CURLINFO_DOUBLE   0x300000
#define CURLINFO_SLIST    0x400000 /* struct curl_slist *: the caller's, to be freed with curl_slist_free_all() */
#define CURLINFO_PTR      0x400000 /* pointer to a struct: the handle's */
#define CURLINFO_SOCKET   0x500000 /* curl_socket_t */
#define CURLINFO_OFF_T    0x600000 /* curl_off_t */
#define CURLINFO_MASK     0x0fffff
#define CURLINFO_TYPEMASK 0xf00000

/* Every info has a manual page of its own name, CURLINFO_X(3). Times run from the start of the transfer: as double in
 * seconds, as _T in microseconds. Sizes are in bytes, speeds in bytes per second. */
/* clang-format off */
typedef enum {
  CURLINFO_NONE = 0,

  /* The request: URL and method last used, Referer sent, scheme of the URL. */
  CURLINFO_EFFECTIVE_URL = CURLINFO_STRING + 1,
  CURLINFO_EFFECTIVE_METHOD = CURLINFO_STRING + 58,
  CURLINFO_REFERER = CURLINFO_STRING + 60,
  CURLINFO_SCHEME = CURLINFO_STRING + 49,
  /* The same as one CURLPROTO_* bit. */
  CURLINFO_PROTOCOL CURL_DEPRECATED(7.85.0, "use CURLINFO_SCHEME") = CURLINFO_LONG + 48,
  /* CURLOPT_PRIVATE, given back. */
  CURLINFO_PRIVATE = CURLINFO_STRING + 21,

  /* The answer: last status or reply code (0: none), that of CONNECT, HTTP version (CURL_HTTP_VERSION_*). */
  CURLINFO_RESPONSE_CODE = CURLINFO_LONG + 2,
  CURLINFO_HTTP_CONNECTCODE = CURLINFO_LONG + 22,
  CURLINFO_HTTP_VERSION = CURLINFO_LONG + 46,
  /* Content-Type, or NULL. */
  CURLINFO_CONTENT_TYPE = CURLINFO_STRING + 18,
  /* Modification time in seconds since 1970, -1 if unknown; asked for by CURLOPT_FILETIME. */
  CURLINFO_FILETIME = CURLINFO_LONG + 14,
  CURLINFO_FILETIME_T = CURLINFO_OFF_T + 14,
  /* 1: the document did not meet CURLOPT_TIMECONDITION and was not sent. */
  CURLINFO_CONDITION_UNMET = CURLINFO_LONG + 35,
  /* Retry-After in seconds from now; 0 for none. */
  CURLINFO_RETRY_AFTER = CURLINFO_OFF_T + 57,

  /* Redirects: number followed, time spent on them, and where one not followed leads (NULL: none). */
  CURLINFO_REDIRECT_COUNT = CURLINFO_LONG + 20,
  CURLINFO_REDIRECT_TIME = CURLINFO_DOUBLE + 19,
  CURLINFO_REDIRECT_TIME_T = CURLINFO_OFF_T + 55,
  CURLINFO_REDIRECT_URL = CURLINFO_STRING + 31,

  /* Time until: all done; name resolved; connected; TLS done; request about to be sent; request sent; first byte of the
   * answer. QUEUE is time spent waiting for a connection. */
  CURLINFO_TOTAL_TIME = CURLINFO_DOUBLE + 3,
  CURLINFO_TOTAL_TIME_T = CURLINFO_OFF_T + 50,
  CURLINFO_NAMELOOKUP_TIME = CURLINFO_DOUBLE + 4,
  CURLINFO_NAMELOOKUP_TIME_T = CURLINFO_OFF_T + 51,
  CURLINFO_CONNECT_TIME = CURLINFO_DOUBLE + 5,
  CURLINFO_CONNECT_TIME_T = CURLINFO_OFF_T + 52,
  CURLINFO_APPCONNECT_TIME = CURLINFO_DOUBLE + 33,
  CURLINFO_APPCONNECT_TIME_T = CURLINFO_OFF_T + 56,
  CURLINFO_PRETRANSFER_TIME = CURLINFO_DOUBLE + 6,
  CURLINFO_PRETRANSFER_TIME_T = CURLINFO_OFF_T + 53,
  CURLINFO_POSTTRANSFER_TIME_T = CURLINFO_OFF_T + 67,
  CURLINFO_STARTTRANSFER_TIME = CURLINFO_DOUBLE + 17,
  CURLINFO_STARTTRANSFER_TIME_T = CURLINFO_OFF_T + 54,
  CURLINFO_QUEUE_TIME_T = CURLINFO_OFF_T + 65,

  /* Bytes of body sent and received, on the wire; bytes of body handed to the write callback. */
  CURLINFO_SIZE_UPLOAD CURL_DEPRECATED(7.55.0, "use CURLINFO_SIZE_UPLOAD_T") = CURLINFO_DOUBLE + 7,
  CURLINFO_SIZE_UPLOAD_T = CURLINFO_OFF_T + 7,
  CURLINFO_SIZE_DOWNLOAD CURL_DEPRECATED(7.55.0, "use CURLINFO_SIZE_DOWNLOAD_T") = CURLINFO_DOUBLE + 8,
  CURLINFO_SIZE_DOWNLOAD_T = CURLINFO_OFF_T + 8,
  CURLINFO_SIZE_DELIVERED = CURLINFO_OFF_T + 71,
  /* Average speeds. */
  CURLINFO_SPEED_DOWNLOAD CURL_DEPRECATED(7.55.0, "use CURLINFO_SPEED_DOWNLOAD_T") = CURLINFO_DOUBLE + 9,
  CURLINFO_SPEED_DOWNLOAD_T = CURLINFO_OFF_T + 9,
  CURLINFO_SPEED_UPLOAD CURL_DEPRECATED(7.55.0, "use CURLINFO_SPEED_UPLOAD_T") = CURLINFO_DOUBLE + 10,
  CURLINFO_SPEED_UPLOAD_T = CURLINFO_OFF_T + 10,
  /* Sizes announced for the body; -1 if unknown. */
  CURLINFO_CONTENT_LENGTH_DOWNLOAD
    CURL_DEPRECATED(7.55.0, "use CURLINFO_CONTENT_LENGTH_DOWNLOAD_T") = CURLINFO_DOUBLE + 15,
  CURLINFO_CONTENT_LENGTH_DOWNLOAD_T = CURLINFO_OFF_T + 15,
  CURLINFO_CONTENT_LENGTH_UPLOAD
    CURL_DEPRECATED(7.55.0, "use CURLINFO_CONTENT_LENGTH_UPLOAD_T") = CURLINFO_DOUBLE + 16,
  CURLINFO_CONTENT_LENGTH_UPLOAD_T = CURLINFO_OFF_T + 16,
  /* Bytes of headers received, as HTTP/1 writes them; bytes of HTTP requests sent. Both over all hops. */
  CURLINFO_HEADER_SIZE = CURLINFO_LONG + 11,
  CURLINFO_REQUEST_SIZE = CURLINFO_LONG + 12,
  /* Bytes sent as TLS early data; negative if the server rejected them. */
  CURLINFO_EARLYDATA_SENT_T = CURLINFO_OFF_T + 68,

  /* The connection: numeric addresses and ports of both ends, number of new connections made, proxy used (1) or not. */
  CURLINFO_PRIMARY_IP = CURLINFO_STRING + 32,
  CURLINFO_PRIMARY_PORT = CURLINFO_LONG + 40,
  CURLINFO_LOCAL_IP = CURLINFO_STRING + 41,
  CURLINFO_LOCAL_PORT = CURLINFO_LONG + 42,
  CURLINFO_NUM_CONNECTS = CURLINFO_LONG + 26,
  CURLINFO_USED_PROXY = CURLINFO_LONG + 66,
  /* Its socket, CURL_SOCKET_BAD (long: -1) when it is closed. Not to be closed by the caller. */
  CURLINFO_ACTIVESOCKET = CURLINFO_SOCKET + 44,
  CURLINFO_LASTSOCKET CURL_DEPRECATED(7.45.0, "use CURLINFO_ACTIVESOCKET") = CURLINFO_LONG + 29,
  /* Numbers of the transfer and of its connection, as in the trace; -1 for none. */
  CURLINFO_XFER_ID = CURLINFO_OFF_T + 63,
  CURLINFO_CONN_ID = CURLINFO_OFF_T + 64,

  /* Failures: errno of the last failed connect, CURLproxycode, verdict of the TLS library on the certificate of server
   * and proxy (0: fine). */
  CURLINFO_OS_ERRNO = CURLINFO_LONG + 25,
  CURLINFO_PROXY_ERROR = CURLINFO_LONG + 59,
  CURLINFO_SSL_VERIFYRESULT = CURLINFO_LONG + 13,
  CURLINFO_PROXY_SSL_VERIFYRESULT = CURLINFO_LONG + 47,

  /* Authentication: CURLAUTH_* bits that server and proxy offered, and the one used. */
  CURLINFO_HTTPAUTH_AVAIL = CURLINFO_LONG + 23,
  CURLINFO_PROXYAUTH_AVAIL = CURLINFO_LONG + 24,
  CURLINFO_HTTPAUTH_USED = CURLINFO_LONG + 69,
  CURLINFO_PROXYAUTH_USED = CURLINFO_LONG + 70,

  /* TLS: struct curl_certinfo, asked for by CURLOPT_CERTINFO; struct curl_tlssessioninfo, good while connected.
   * The older one gives the context (SSL_CTX * for OpenSSL) rather than the connection. */
  CURLINFO_CERTINFO = CURLINFO_PTR + 34,
  CURLINFO_TLS_SSL_PTR = CURLINFO_PTR + 45,
  CURLINFO_TLS_SESSION CURL_DEPRECATED(7.48.0, "use CURLINFO_TLS_SSL_PTR") = CURLINFO_PTR + 43,
  /* Names of crypto engines; default CA file and directory. */
  CURLINFO_SSL_ENGINES = CURLINFO_SLIST + 27,
  CURLINFO_CAINFO = CURLINFO_STRING + 61,
  CURLINFO_CAPATH = CURLINFO_STRING + 62,

  /* All cookies of the handle, in Netscape file format. */
  CURLINFO_COOKIELIST = CURLINFO_SLIST + 28,
  /* FTP: the directory after login. */
  CURLINFO_FTP_ENTRY_PATH = CURLINFO_STRING + 30,

  /* RTSP: session id, next CSeq of ours and of the server's, last CSeq received. */
  CURLINFO_RTSP_SESSION_ID = CURLINFO_STRING + 36,
  CURLINFO_RTSP_CLIENT_CSEQ = CURLINFO_LONG + 37,
  CURLINFO_RTSP_SERVER_CSEQ = CURLINFO_LONG + 38,
  CURLINFO_RTSP_CSEQ_RECV = CURLINFO_LONG + 39,

  /* Highest index. */
  CURLINFO_LASTONE = 71
} CURLINFO;
/* clang-format on */

#define CURLINFO_HTTP_CODE CURLINFO_RESPONSE_CODE

/* TLS libraries. */
typedef enum {
  CURLSSLBACKEND_NONE = 0,
  CURLSSLBACKEND_OPENSSL = 1,
  CURLSSLBACKEND_GNUTLS = 2,
  CURLSSLBACKEND_NSS CURL_DEPRECATED(8.3.0, "removed") = 3,
  CURLSSLBACKEND_OBSOLETE4 = 4,
  CURLSSLBACKEND_GSKIT CURL_DEPRECATED(8.3.0, "removed") = 5,
  CURLSSLBACKEND_POLARSSL CURL_DEPRECATED(7.69.0, "removed") = 6,
  CURLSSLBACKEND_WOLFSSL = 7,
  CURLSSLBACKEND_SCHANNEL = 8,
  CURLSSLBACKEND_SECURETRANSPORT CURL_DEPRECATED(8.15.0, "removed") = 9,
  CURLSSLBACKEND_AXTLS CURL_DEPRECATED(7.61.0, "removed") = 10,
  CURLSSLBACKEND_MBEDTLS = 11,
  CURLSSLBACKEND_MESALINK CURL_DEPRECATED(7.82.0, "removed") = 12,
  CURLSSLBACKEND_BEARSSL CURL_DEPRECATED(8.15.0, "removed") = 13,
  CURLSSLBACKEND_RUSTLS = 14
} curl_sslbackend;

/* Libraries that count as another, and former names. */
#define CURLSSLBACKEND_AWSLC     CURLSSLBACKEND_OPENSSL
#define CURLSSLBACKEND_BORINGSSL CURLSSLBACKEND_OPENSSL
#define CURLSSLBACKEND_LIBRESSL  CURLSSLBACKEND_OPENSSL
#define CURLSSLBACKEND_CYASSL    CURLSSLBACKEND_WOLFSSL
#define CURLSSLBACKEND_DARWINSSL CURLSSLBACKEND_SECURETRANSPORT

/* The server's certificate chain; each element is a list of "name:value" lines. See CURLINFO_CERTINFO(3). */
struct curl_certinfo {
  int num_of_certs;
  struct curl_slist **certinfo;
};

/* The TLS library and its object for the connection (SSL * for OpenSSL). See CURLINFO_TLS_SSL_PTR(3). */
struct curl_tlssessioninfo {
  curl_sslbackend backend;
  void *internals;
};

/* --- The library as a whole --- */

/* The allocator functions that curl_global_init_mem() takes, with the contracts of the standard's. */
#ifndef CURL_DID_MEMORY_FUNC_TYPEDEFS
typedef void *(*curl_malloc_callback)(size_t size);
typedef void (*curl_free_callback)(void *ptr);
typedef void *(*curl_realloc_callback)(void *ptr, size_t size);
typedef char *(*curl_strdup_callback)(const char *str);
typedef void *(*curl_calloc_callback)(size_t nmemb, size_t size);
#define CURL_DID_MEMORY_FUNC_TYPEDEFS
#endif

/* Flags of curl_global_init(). */
#define CURL_GLOBAL_NOTHING   0
#define CURL_GLOBAL_SSL       (1 << 0) /* has no effect any more */
#define CURL_GLOBAL_WIN32     (1 << 1) /* Windows sockets */
#define CURL_GLOBAL_ACK_EINTR (1 << 2) /* has no effect any more */
#define CURL_GLOBAL_ALL       (CURL_GLOBAL_SSL | CURL_GLOBAL_WIN32)
#define CURL_GLOBAL_DEFAULT   CURL_GLOBAL_ALL

/* Set the library up, before anything else is called; every call is to be met by a curl_global_cleanup(). Other than
 * CURLE_OK: no other function may be used. See curl_global_init(3). */
CURL_EXTERN CURLcode curl_global_init(long flags);

/* The same, with an allocator; ignored when the library is already set up. CURLE_FAILED_INIT: one of them is NULL.
 * See curl_global_init_mem(3). */
CURL_EXTERN CURLcode curl_global_init_mem(long flags, curl_malloc_callback m, curl_free_callback f,
                                          curl_realloc_callback r, curl_strdup_callback s, curl_calloc_callback c);

/* Undo one curl_global_init(); all handles must be gone. See curl_global_cleanup(3). */
CURL_EXTERN void curl_global_cleanup(void);

/* Choose components whose trace appears in verbose mode: names separated by commas, '-' before one turns it off, "all"
 * means all of them. See curl_global_trace(3). */
CURL_EXTERN CURLcode curl_global_trace(const char *config);

struct curl_ssl_backend {
  curl_sslbackend id;
  const char *name;
};
typedef struct curl_ssl_backend curl_ssl_backend;

typedef enum {
  CURLSSLSET_OK = 0,
  CURLSSLSET_UNKNOWN_BACKEND = 1, /* not among those built in */
  CURLSSLSET_TOO_LATE = 2,        /* the choice has been made, or the library set up */
  CURLSSLSET_NO_BACKENDS = 3      /* built without TLS */
} CURLsslset;

/* Choose a TLS library by id or, with CURLSSLBACKEND_NONE, by name; once, before curl_global_init(). `*avail`, unless
 * NULL, becomes a NULL-terminated static array of those built in. See curl_global_sslset(3). */
CURL_EXTERN CURLsslset curl_global_sslset(curl_sslbackend id, const char *name, const curl_ssl_backend ***avail);

/* Free what the library handed out with the promise that this frees it. NULL is ignored. See curl_free(3). */
CURL_EXTERN void curl_free(void *p);

/* A text with the versions of the library and of what it is built on; static. See curl_version(3). */
CURL_EXTERN char *curl_version(void);

/* How much of curl_version_info_data there is. */
typedef enum {
  CURLVERSION_FIRST = 0,
  CURLVERSION_SECOND = 1,
  CURLVERSION_THIRD = 2,
  CURLVERSION_FOURTH = 3,
  CURLVERSION_FIFTH = 4,
  CURLVERSION_SIXTH = 5,
  CURLVERSION_SEVENTH = 6,
  CURLVERSION_EIGHTH = 7,
  CURLVERSION_NINTH = 8,
  CURLVERSION_TENTH = 9,
  CURLVERSION_ELEVENTH = 10,
  CURLVERSION_TWELFTH = 11,
  CURLVERSION_LAST = 12
} CURLversion;

/* What these headers know. */
#define CURLVERSION_NOW CURLVERSION_TWELFTH

/* About the library in use. Members below a marker are there only if `age` is at least that. Versions of components are
 * NULL or 0 for those not built in. */
struct curl_version_info_data {
  CURLversion age;
  const char *version;
  unsigned int version_num; /* as LIBCURL_VERSION_NUM */
  const char *host;         /* platform */
  int features;             /* CURL_VERSION_* bits */
  const char *ssl_version;
  long ssl_version_num; /* always 0 */
  const char *libz_version;
  const char *const *protocols; /* schemes, NULL-terminated */

  /* CURLVERSION_SECOND */
  const char *ares;
  int ares_num;

  /* CURLVERSION_THIRD */
  const char *libidn;

  /* CURLVERSION_FOURTH */
  int iconv_ver_num;
  const char *libssh_version;

  /* CURLVERSION_FIFTH; numbers are major << 24 | minor << 12 | patch */
  unsigned int brotli_ver_num;
  const char *brotli_version;

  /* CURLVERSION_SIXTH; the number is major << 16 | minor << 8 | patch */
  unsigned int nghttp2_ver_num;
  const char *nghttp2_version;
  const char *quic_version;

  /* CURLVERSION_SEVENTH: default CURLOPT_CAINFO and CURLOPT_CAPATH */
  const char *cainfo;
  const char *capath;

  /* CURLVERSION_EIGHTH; the number as for brotli */
  unsigned int zstd_ver_num;
  const char *zstd_version;

  /* CURLVERSION_NINTH: always NULL */
  const char *hyper_version;

  /* CURLVERSION_TENTH */
  const char *gsasl_version;

  /* CURLVERSION_ELEVENTH: features by name, sorted, NULL-terminated */
  const char *const *feature_names;

  /* CURLVERSION_TWELFTH */
  const char *rtmp_version;
};
typedef struct curl_version_info_data curl_version_info_data;

/* Features; newer ones are in `feature_names` only. See curl_version_info(3). */
#define CURL_VERSION_IPV6         (1 << 0)
#define CURL_VERSION_KERBEROS4    (1 << 1) /* never set */
#define CURL_VERSION_SSL          (1 << 2)
#define CURL_VERSION_LIBZ         (1 << 3)
#define CURL_VERSION_NTLM         (1 << 4)
#define CURL_VERSION_GSSNEGOTIATE (1 << 5) /* never set */
#define CURL_VERSION_DEBUG        (1 << 6)
#define CURL_VERSION_ASYNCHDNS    (1 << 7) /* name lookups do not block */
#define CURL_VERSION_SPNEGO       (1 << 8)
#define CURL_VERSION_LARGEFILE    (1 << 9)
#define CURL_VERSION_IDN          (1 << 10)
#define CURL_VERSION_SSPI         (1 << 11)
#define CURL_VERSION_CONV         (1 << 12) /* never set */
#define CURL_VERSION_CURLDEBUG    (1 << 13)
#define CURL_VERSION_TLSAUTH_SRP  (1 << 14)
#define CURL_VERSION_NTLM_WB      (1 << 15) /* never set */
#define CURL_VERSION_HTTP2        (1 << 16)
#define CURL_VERSION_GSSAPI       (1 << 17)
#define CURL_VERSION_KERBEROS5    (1 << 18)
#define CURL_VERSION_UNIX_SOCKETS (1 << 19)
#define CURL_VERSION_PSL          (1 << 20) /* public suffix list for cookies */
#define CURL_VERSION_HTTPS_PROXY  (1 << 21)
#define CURL_VERSION_MULTI_SSL    (1 << 22) /* several TLS libraries to choose from */
#define CURL_VERSION_BROTLI       (1 << 23)
#define CURL_VERSION_ALTSVC       (1 << 24)
#define CURL_VERSION_HTTP3        (1 << 25)
#define CURL_VERSION_ZSTD         (1 << 26)
#define CURL_VERSION_UNICODE      (1 << 27)
#define CURL_VERSION_HSTS         (1 << 28)
#define CURL_VERSION_GSASL        (1 << 29)
#define CURL_VERSION_THREADSAFE   (1 << 30) /* curl_global_init() may be called from any thread */

/* About the library in use; static. `stamp` is not used: pass CURLVERSION_NOW. See curl_version_info(3). */
CURL_EXTERN curl_version_info_data *curl_version_info(CURLversion stamp);

/* --- Strings, lists, dates --- */

/* Append a copy of `data` and return the list, which begins with the new element if `list` is NULL. NULL: out of
 * memory, the list is unchanged. See curl_slist_append(3). */
CURL_EXTERN struct curl_slist *curl_slist_append(struct curl_slist *list, const char *data);

/* Free a whole list. NULL is ignored. See curl_slist_free_all(3). */
CURL_EXTERN void curl_slist_free_all(struct curl_slist *list);

/* Percent-encode all but unreserved bytes; `length` 0 means strlen(). The handle may be NULL and is not used. A new
 * string, to be freed with curl_free(), or NULL. See curl_easy_escape(3). */
CURL_EXTERN char *curl_easy_escape(CURL *curl, const char *string, int length);

/* The reverse; `inlength` 0 means strlen(). `*outlength`, unless NULL, becomes the length, as the result may contain
 * NUL bytes. See curl_easy_unescape(3). */
CURL_EXTERN char *curl_easy_unescape(CURL *curl, const char *string, int inlength, int *outlength);

/* The former forms of these two. See curl_escape(3), curl_unescape(3). */
CURL_EXTERN char *curl_escape(const char *string, int length);
CURL_EXTERN char *curl_unescape(const char *string, int length);

/* Compare without regard to ASCII case, whatever the locale; 1 for equal. The second looks at `n` bytes at most.
 * See curl_strequal(3), curl_strnequal(3). */
CURL_EXTERN int curl_strequal(const char *s1, const char *s2);
CURL_EXTERN int curl_strnequal(const char *s1, const char *s2, size_t n);

/* Seconds since 1970 of a date in one of the forms seen in HTTP and mail; -1: not understood. The second argument is
 * ignored. See curl_getdate(3). */
CURL_EXTERN time_t curl_getdate(const char *p, const time_t *unused);

/* A copy of an environment variable, to be freed with curl_free(). NULL: not set. See curl_getenv(3). */
CURL_EXTERN char *curl_getenv(const char *variable);

/* --- Multipart bodies: HTTP forms and mail --- */

/* A multipart body and one part of it; opaque. */
typedef struct curl_mime curl_mime;
typedef struct curl_mimepart curl_mimepart;

/* A new, empty body for use with this handle by CURLOPT_MIMEPOST. NULL: out of memory. See curl_mime_init(3). */
CURL_EXTERN curl_mime *curl_mime_init(CURL *easy);

/* Free a body with its parts, after the transfer. Not for one that is part of another. NULL is ignored.
 * See curl_mime_free(3). */
CURL_EXTERN void curl_mime_free(curl_mime *mime);

/* Append an empty part, which belongs to the body. NULL: out of memory. See curl_mime_addpart(3). */
CURL_EXTERN curl_mimepart *curl_mime_addpart(curl_mime *mime);

/* Set a property of a part: field name, file name told to the server, content type, transfer encoding ("binary",
 * "8bit", "7bit", "base64", "quoted-printable"). Strings are copied; NULL removes the property.
 * See curl_mime_name(3), curl_mime_filename(3), curl_mime_type(3), curl_mime_encoder(3). */
CURL_EXTERN CURLcode curl_mime_name(curl_mimepart *part, const char *name);
CURL_EXTERN CURLcode curl_mime_filename(curl_mimepart *part, const char *filename);
CURL_EXTERN CURLcode curl_mime_type(curl_mimepart *part, const char *mimetype);
CURL_EXTERN CURLcode curl_mime_encoder(curl_mimepart *part, const char *encoding);

/* Set a part's content, in place of any before. Bytes are copied; `datasize` may be CURL_ZERO_TERMINATED.
 * See curl_mime_data(3). */
CURL_EXTERN CURLcode curl_mime_data(curl_mimepart *part, const char *data, size_t datasize);

/* The content of a file, read when it is sent; its base name becomes the file name. CURLE_READ_ERROR: cannot be read
 * yet; set all the same. See curl_mime_filedata(3). */
CURL_EXTERN CURLcode curl_mime_filedata(curl_mimepart *part, const char *filename);

/* What a callback supplies; `datasize` -1 if unknown. `seekfunc` and `freefunc` may be NULL. The last is called with
 * `arg` when the part is done with. See curl_mime_data_cb(3). */
CURL_EXTERN CURLcode curl_mime_data_cb(curl_mimepart *part, curl_off_t datasize, curl_read_callback readfunc,
                                       curl_seek_callback seekfunc, curl_free_callback freefunc, void *arg);

/* Another multipart body, which from then on belongs to the part. See curl_mime_subparts(3). */
CURL_EXTERN CURLcode curl_mime_subparts(curl_mimepart *part, curl_mime *subparts);

/* Headers of the part beside the generated ones; NULL for none. They must outlive the part, or belong to it if
 * `take_ownership`. See curl_mime_headers(3). */
CURL_EXTERN CURLcode curl_mime_headers(curl_mimepart *part, struct curl_slist *headers, int take_ownership);

/* --- Multipart forms of old --- */

/* A part of a form, made by curl_formadd(). */
struct curl_httppost {
  struct curl_httppost *next; /* NULL at the end */
  char *name;
  long namelength; /* bytes */
  char *contents;
  long contentslength; /* bytes; `contentlen` instead if CURL_HTTPPOST_LARGE is set */
  char *buffer;        /* of CURLFORM_BUFFERPTR */
  long bufferlength;   /* bytes */
  char *contenttype;
  struct curl_slist *contentheader;
  struct curl_httppost *more; /* further files of the same field */
  long flags;                 /* CURL_HTTPPOST_* */
  char *showfilename;         /* file name told to the server, NULL for the real one */
  void *userp;                /* of CURLFORM_STREAM */
  curl_off_t contentlen;
};
#define CURL_HTTPPOST_FILENAME    (1 << 0) /* `contents` names a file to be uploaded */
#define CURL_HTTPPOST_READFILE    (1 << 1) /* `contents` names a file with the field's value */
#define CURL_HTTPPOST_PTRNAME     (1 << 2) /* `name` belongs to the program */
#define CURL_HTTPPOST_PTRCONTENTS (1 << 3) /* `contents` belongs to the program */
#define CURL_HTTPPOST_BUFFER      (1 << 4) /* upload from `buffer` */
#define CURL_HTTPPOST_PTRBUFFER   (1 << 5) /* `buffer` belongs to the program */
#define CURL_HTTPPOST_CALLBACK    (1 << 6) /* the read callback supplies the contents, with `userp` */
#define CURL_HTTPPOST_LARGE       (1 << 7) /* the length is in `contentlen` */

/* Arguments of curl_formadd(); the comment tells what follows each. See curl_formadd(3). */
/* clang-format off */
typedef enum {
  CURLFORM_NOTHING CURL_DEPRECATED(7.56.0, "never used") = 0,
  CURLFORM_COPYNAME CURL_DEPRECATED(7.56.0, "use curl_mime_name()") = 1,           /* char *, copied */
  CURLFORM_PTRNAME CURL_DEPRECATED(7.56.0, "use curl_mime_name()") = 2,            /* char *, kept */
  CURLFORM_NAMELENGTH CURL_DEPRECATED(7.56.0, "use curl_mime_name()") = 3,         /* long */
  CURLFORM_COPYCONTENTS CURL_DEPRECATED(7.56.0, "use curl_mime_data()") = 4,       /* char *, copied */
  CURLFORM_PTRCONTENTS CURL_DEPRECATED(7.56.0, "use curl_mime_data()") = 5,        /* char *, kept */
  CURLFORM_CONTENTSLENGTH CURL_DEPRECATED(7.56.0, "use curl_mime_data()") = 6,     /* long */
  CURLFORM_FILECONTENT CURL_DEPRECATED(7.56.0, "use curl_mime_data_cb()") = 7,     /* char *, file with the value */
  CURLFORM_ARRAY CURL_DEPRECATED(7.56.0, "pass the options themselves") = 8,       /* struct curl_forms * */
  CURLFORM_OBSOLETE = 9,
  CURLFORM_FILE CURL_DEPRECATED(7.56.0, "use curl_mime_filedata()") = 10,          /* char *, file to upload */
  CURLFORM_BUFFER CURL_DEPRECATED(7.56.0, "use curl_mime_filename()") = 11,        /* char *, file name to tell */
  CURLFORM_BUFFERPTR CURL_DEPRECATED(7.56.0, "use curl_mime_data()") = 12,         /* char *, kept */
  CURLFORM_BUFFERLENGTH CURL_DEPRECATED(7.56.0, "use curl_mime_data()") = 13,      /* long */
  CURLFORM_CONTENTTYPE CURL_DEPRECATED(7.56.0, "use curl_mime_type()") = 14,       /* char *, copied */
  CURLFORM_CONTENTHEADER CURL_DEPRECATED(7.56.0, "use curl_mime_headers()") = 15,  /* struct curl_slist *, kept */
  CURLFORM_FILENAME CURL_DEPRECATED(7.56.0, "use curl_mime_filename()") = 16,      /* char *, copied */
  CURLFORM_END = 17,                                                               /* nothing: the last one */
  CURLFORM_OBSOLETE2 = 18,
  CURLFORM_STREAM CURL_DEPRECATED(7.56.0, "use curl_mime_data_cb()") = 19,         /* void *, for the read callback */
  CURLFORM_CONTENTLEN CURL_DEPRECATED(7.56.0, "use curl_mime_data()") = 20,        /* curl_off_t */
  CURLFORM_LASTENTRY = 21
} CURLformoption;
/* clang-format on */

/* An argument with its value, for CURLFORM_ARRAY; CURLFORM_END closes the array. */
struct curl_forms {
  CURLformoption option;
  const char *value;
};

typedef enum {
  CURL_FORMADD_OK CURL_DEPRECATED(7.56.0, "use the curl_mime_* functions") = 0,
  CURL_FORMADD_MEMORY CURL_DEPRECATED(7.56.0, "use the curl_mime_* functions") = 1,
  CURL_FORMADD_OPTION_TWICE CURL_DEPRECATED(7.56.0, "use the curl_mime_* functions") = 2,
  CURL_FORMADD_NULL CURL_DEPRECATED(7.56.0, "use the curl_mime_* functions") = 3, /* a NULL pointer for a string */
  CURL_FORMADD_UNKNOWN_OPTION CURL_DEPRECATED(7.56.0, "use the curl_mime_* functions") = 4,
  CURL_FORMADD_INCOMPLETE CURL_DEPRECATED(7.56.0, "use the curl_mime_* functions") = 5, /* arguments missing */
  CURL_FORMADD_ILLEGAL_ARRAY CURL_DEPRECATED(7.56.0, "use the curl_mime_* functions") = 6,
  CURL_FORMADD_DISABLED CURL_DEPRECATED(7.56.0, "use the curl_mime_* functions") = 7, /* not built in */
  CURL_FORMADD_LAST = 8
} CURLFORMcode;

/* Append a part as told by arguments up to CURLFORM_END. Both pointers start as NULL; the first is the form, for
 * CURLOPT_HTTPPOST. See curl_formadd(3). */
CURL_EXTERN CURLFORMcode curl_formadd(struct curl_httppost **httppost, struct curl_httppost **last_post, ...)
    CURL_DEPRECATED(7.56.0, "use curl_mime_init()");

/* Takes `len` bytes of a form; returns `len`, anything else stops. */
typedef size_t (*curl_formget_callback)(void *arg, const char *buf, size_t len);

/* Write the form as it would be sent. Returns 0, else a failure. See curl_formget(3). */
CURL_EXTERN int curl_formget(struct curl_httppost *form, void *arg, curl_formget_callback append)
    CURL_DEPRECATED(7.56.0, "use the curl_mime_* functions");

/* Free a form, after the transfer. NULL is ignored. See curl_formfree(3). */
CURL_EXTERN void curl_formfree(struct curl_httppost *form) CURL_DEPRECATED(7.56.0, "use curl_mime_free()");

/* --- Sharing between handles --- */

/* What can be shared, and what a lock is for. */
typedef enum {
  CURL_LOCK_DATA_NONE = 0,
  CURL_LOCK_DATA_SHARE = 1, /* the share handle itself; not for CURLSHOPT_SHARE */
  CURL_LOCK_DATA_COOKIE = 2,
  CURL_LOCK_DATA_DNS = 3,
  CURL_LOCK_DATA_SSL_SESSION = 4,
  CURL_LOCK_DATA_CONNECT = 5,
  CURL_LOCK_DATA_PSL = 6,
  CURL_LOCK_DATA_HSTS = 7,
  CURL_LOCK_DATA_LAST = 8
} curl_lock_data;

typedef enum {
  CURL_LOCK_ACCESS_NONE = 0,
  CURL_LOCK_ACCESS_SHARED = 1, /* reading */
  CURL_LOCK_ACCESS_SINGLE = 2, /* changing */
  CURL_LOCK_ACCESS_LAST = 3
} curl_lock_access;

/* Lock and unlock shared data, one kind at a time; they must not call the library.
 * See CURLSHOPT_LOCKFUNC(3), CURLSHOPT_UNLOCKFUNC(3). */
typedef void (*curl_lock_function)(CURL *handle, curl_lock_data data, curl_lock_access locktype, void *userptr);
typedef void (*curl_unlock_function)(CURL *handle, curl_lock_data data, void *userptr);

typedef enum {
  CURLSHE_OK = 0,
  CURLSHE_BAD_OPTION = 1,
  CURLSHE_IN_USE = 2,  /* an easy handle uses the share */
  CURLSHE_INVALID = 3, /* not a share handle */
  CURLSHE_NOMEM = 4,
  CURLSHE_NOT_BUILT_IN = 5,
  CURLSHE_LAST = 6
} CURLSHcode;

typedef enum {
  CURLSHOPT_NONE = 0,
  CURLSHOPT_SHARE = 1,      /* curl_lock_data (as int): share this */
  CURLSHOPT_UNSHARE = 2,    /* curl_lock_data (as int): no longer */
  CURLSHOPT_LOCKFUNC = 3,   /* curl_lock_function */
  CURLSHOPT_UNLOCKFUNC = 4, /* curl_unlock_function */
  CURLSHOPT_USERDATA = 5,   /* void *, for both */
  CURLSHOPT_LAST = 6
} CURLSHoption;

/* A new share handle, which shares nothing yet; used by CURLOPT_SHARE. NULL: out of memory. See curl_share_init(3). */
CURL_EXTERN CURLSH *curl_share_init(void);

/* Set one option, while no easy handle uses the share. See curl_share_setopt(3). */
CURL_EXTERN CURLSHcode curl_share_setopt(CURLSH *sh, CURLSHoption option, ...);

/* Free a share handle. CURLSHE_IN_USE: an easy handle still uses it, nothing is done. See curl_share_cleanup(3). */
CURL_EXTERN CURLSHcode curl_share_cleanup(CURLSH *sh);

/* An English text for a code; static. See curl_share_strerror(3). */
CURL_EXTERN const char *curl_share_strerror(CURLSHcode error);

/* --- A transfer in progress --- */

/* Bits of curl_easy_pause(): the directions that pause; those left out go on. */
#define CURLPAUSE_RECV      (1 << 0)
#define CURLPAUSE_RECV_CONT 0
#define CURLPAUSE_SEND      (1 << 2)
#define CURLPAUSE_SEND_CONT 0
#define CURLPAUSE_ALL       (CURLPAUSE_RECV | CURLPAUSE_SEND)
#define CURLPAUSE_CONT      (CURLPAUSE_RECV_CONT | CURLPAUSE_SEND_CONT)

/* Pause or continue a running transfer; also from its callbacks (but the socket callback). Continuing may call the
 * write callback before it returns. See curl_easy_pause(3). */
CURL_EXTERN CURLcode curl_easy_pause(CURL *curl, int action);

/* --- TLS sessions in and out --- */

/* Receives one session: its key (peer and TLS settings in clear text) or, for storage that others can read, a salted
 * hash of it (`shmac`), and the session data. `valid_until` is in seconds since 1970, `ietf_tls_id` 0x0304 for TLS 1.3,
 * `alpn` may be NULL, `earlydata_max` is in bytes. Nothing is good after the return. Other than CURLE_OK ends the
 * export. */
typedef CURLcode curl_ssls_export_cb(CURL *curl, void *userptr, const char *session_key, const unsigned char *shmac,
                                     size_t shmac_len, const unsigned char *sdata, size_t sdata_len,
                                     curl_off_t valid_until, int ietf_tls_id, const char *alpn, size_t earlydata_max);

/* Show all TLS sessions that the handle could resume, but those with a client certificate.
 * See curl_easy_ssls_export(3). */
CURL_EXTERN CURLcode curl_easy_ssls_export(CURL *curl, curl_ssls_export_cb *export_fn, void *userptr);

/* Put a session back, by its key or, if that is NULL, by its hash. One that has expired is dropped silently.
 * See curl_easy_ssls_import(3). */
CURL_EXTERN CURLcode curl_easy_ssls_import(CURL *curl, const char *session_key, const unsigned char *shmac,
                                           size_t shmac_len, const unsigned char *sdata, size_t sdata_len);

#ifdef __cplusplus
}
#endif

#include "easy.h"
#include "header.h"
#include "mprintf.h"
#include "multi.h"
#include "options.h"
#include "urlapi.h"
#include "websockets.h"

/* In C, make the compiler insist on exactly one value for an option. A function of that name can still be defined, and
 * its address taken. */
#ifndef __cplusplus
#define curl_easy_setopt(curl, option, value)   (curl_easy_setopt)(curl, option, value)
#define curl_easy_getinfo(curl, info, value)    (curl_easy_getinfo)(curl, info, value)
#define curl_multi_setopt(multi, option, value) (curl_multi_setopt)(multi, option, value)
#define curl_share_setopt(share, option, value) (curl_share_setopt)(share, option, value)
#endif

#endif
