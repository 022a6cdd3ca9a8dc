#include "options.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What an option does with its argument, and where it puts it. */
enum option_kind {
  FLAG,    /* no argument; sets a bool */
  CHOICE,  /* no argument; sets a long to `value` */
  TEXT,    /* keeps the argument */
  SECONDS, /* a time, with a fraction; milliseconds in a long */
  LIST,    /* appends the argument to a list */
  OUTPUT,  /* one more output, named by the argument */
  NAMED,   /* no argument; one more output, named by the URL */
  DATA,    /* adds to the body; `value` is an enum body_kind */
  URL,     /* one more URL */
};

struct option {
  char letter; /* NUL: none */
  const char *name;
  enum option_kind kind;
  size_t offset; /* in struct options, for the kinds that set one member */
  long value;
  const char *argument; /* its name in the help; NULL: takes none */
  const char *help;
};

#define AT(member) offsetof(struct options, member)

static const struct option table[] = {
  { '4', "ipv4", CHOICE, AT(ip_version), CURL_IPRESOLVE_V4, NULL, "Use IPv4 addresses only" },
  { '6', "ipv6", CHOICE, AT(ip_version), CURL_IPRESOLVE_V6, NULL, "Use IPv6 addresses only" },
  { 0, "connect-timeout", SECONDS, AT(connect_timeout_ms), 0, "SECONDS", "Give up connecting after this time" },
  { 0, "connect-to", LIST, AT(connect_to), 0, "HOST:PORT:HOST:PORT", "Connect to the second for URLs of the first" },
  { 'd', "data", DATA, 0, BODY_TEXT, "DATA", "Send DATA (@FILE: a file's text) as a POST" },
  { 0, "data-binary", DATA, 0, BODY_BINARY, "DATA", "Like --data, but a file's bytes are sent as they are" },
  { 0, "data-raw", DATA, 0, BODY_RAW, "DATA", "Like --data, but @ means nothing" },
  { 'f', "fail", FLAG, AT(fail), 0, NULL, "Fail (exit code 22) on HTTP answers from 400 up" },
  { 0, "gate-log", TEXT, AT(gate_log), 0, "FILE", "Write a line for each socket event (-: to standard output)" },
  { 'I', "head", FLAG, AT(head_only), 0, NULL, "Ask for the headers only" },
  { 'H', "header", LIST, AT(headers), 0, "LINE", "Send this header line too" },
  { 'h', "help", FLAG, AT(help), 0, NULL, "Print this text" },
  { '0', "http1.0", CHOICE, AT(http_version), CURL_HTTP_VERSION_1_0, NULL, "Use HTTP/1.0" },
  { 0, "http1.1", CHOICE, AT(http_version), CURL_HTTP_VERSION_1_1, NULL, "Use HTTP/1.1" },
  { 'i', "include", FLAG, AT(show_headers), 0, NULL, "Write the answer's headers before its body" },
  { 0, "interface", TEXT, AT(interface), 0, "NAME", "Send from this interface, address or host" },
  { 'm', "max-time", SECONDS, AT(timeout_ms), 0, "SECONDS", "Give a transfer up after this time" },
  { 'o', "output", OUTPUT, 0, 0, "FILE", "Write to FILE (-: to standard output)" },
  { 'r', "range", TEXT, AT(range), 0, "RANGE", "Ask for these bytes only, as in 0-99" },
  { 'O', "remote-name", NAMED, 0, 0, NULL, "Write to a file named like the URL's" },
  { 'X', "request", TEXT, AT(method), 0, "METHOD", "Send this request method" },
  { 0, "resolve", LIST, AT(resolve), 0, "HOST:PORT:ADDRESS", "Use this address for the host and port" },
  { 'S', "show-error", FLAG, AT(show_error), 0, NULL, "Tell errors even with --silent" },
  { 's', "silent", FLAG, AT(silent), 0, NULL, "Show neither progress nor errors" },
  { 0, "unix-socket", TEXT, AT(unix_socket), 0, "PATH", "Connect to this Unix socket" },
  { 'T', "upload-file", TEXT, AT(upload), 0, "FILE", "Send FILE (-: standard input) as a PUT" },
  { 0, "url", URL, 0, 0, "URL", "A URL to transfer" },
  { 'A', "user-agent", TEXT, AT(user_agent), 0, "NAME", "Send this User-Agent" },
  { 'v', "verbose", FLAG, AT(verbose), 0, NULL, "Tell what goes on, on standard error" },
  { 'V', "version", FLAG, AT(version), 0, NULL, "Print the version" },
};
#define TABLE_END (table + sizeof(table) / sizeof(table[0]))

static const struct option *find_letter(char letter)
{
  for(const struct option *o = table; letter && o < TABLE_END; o++) {
    if(o->letter == letter) return o;
  }
  return NULL;
}

static const struct option *find_name(const char *name)
{
  for(const struct option *o = table; o < TABLE_END; o++) {
    if(!strcmp(o->name, name)) return o;
  }
  return NULL;
}

static CURLcode complain(const char *what, const char *about)
{
  fprintf(stderr, "sluice: %s: %s\nTry 'sluice --help'.\n", about, what);
  return CURLE_FAILED_INIT;
}

/* Room for one more element in an array that was full at `count`. */
static void *grow(void *array, size_t count, size_t size) { return reallocarray(array, count + 1, size); }

static CURLcode add_url(struct options *o, const char *url)
{
  const char **urls = grow(o->urls, o->url_count, sizeof(*urls));
  if(!urls) return CURLE_OUT_OF_MEMORY;
  urls[o->url_count++] = url;
  o->urls = urls;
  return CURLE_OK;
}

static CURLcode add_output(struct options *o, struct output_option output)
{
  struct output_option *outputs = grow(o->outputs, o->output_count, sizeof(*outputs));
  if(!outputs) return CURLE_OUT_OF_MEMORY;
  outputs[o->output_count++] = output;
  o->outputs = outputs;
  return CURLE_OK;
}

static CURLcode add_line(struct curl_slist **list, const char *line)
{
  struct curl_slist *longer = curl_slist_append(*list, line);
  if(!longer) return CURLE_OUT_OF_MEMORY;
  *list = longer;
  return CURLE_OK;
}

static CURLcode parse_seconds(long *ret, const char *name, const char *text)
{
  char *end;
  double seconds = strtod(text, &end);
  if(end == text || *end || !(seconds >= 0) || seconds > (double)(INT32_MAX / 1000)) {
    return complain("not a number of seconds", name);
  }
  /* A limit below a millisecond is not "no limit", which is what 0 means. */
  *ret = seconds > 0 && seconds < 0.001 ? 1 : (long)(seconds * 1000);
  return CURLE_OK;
}

static CURLcode apply(struct options *o, const struct option *option, const char *argument)
{
  void *member = (char *)o + option->offset;
  switch(option->kind) {
  case FLAG:
    *(bool *)member = true;
    return CURLE_OK;
  case CHOICE:
    *(long *)member = option->value;
    return CURLE_OK;
  case TEXT:
    *(const char **)member = argument;
    return CURLE_OK;
  case SECONDS:
    return parse_seconds(member, option->name, argument);
  case LIST:
    return add_line(member, argument);
  case OUTPUT:
    return add_output(o, (struct output_option){ .path = argument });
  case NAMED:
    return add_output(o, (struct output_option){ .from_url = true });
  case DATA:
    return body_add(&o->body, (enum body_kind)option->value, argument);
  case URL:
    return add_url(o, argument);
  }
  return CURLE_FAILED_INIT;
}

/* "--name", or "--name" with the next word. `*at` stands on the last word used. */
static CURLcode parse_long(struct options *o, char **argv, int *at)
{
  const char *word = argv[*at];
  const struct option *option = find_name(word + 2);
  if(!option) return complain("no such option", word);
  if(!option->argument) return apply(o, option, "");
  if(!argv[*at + 1]) return complain("needs an argument", word);
  return apply(o, option, argv[++*at]);
}

/* "-abc": letters without an argument in a row; the last may take the rest of the word, or the next one. */
static CURLcode parse_letters(struct options *o, char **argv, int *at)
{
  for(const char *letter = argv[*at] + 1; *letter; letter++) {
    const struct option *option = find_letter(*letter);
    if(!option) return complain("no such option", argv[*at]);
    if(option->argument) {
      const char *argument = letter[1] ? letter + 1 : argv[++*at];
      return argument ? apply(o, option, argument) : complain("needs an argument", option->name);
    }
    CURLcode code = apply(o, option, "");
    if(code) return code;
  }
  return CURLE_OK;
}

static CURLcode check(const struct options *o)
{
  if(o->help || o->version) return CURLE_OK;
  if(!o->url_count) return complain("no URL", "usage: sluice [OPTION]... URL...");
  if(o->output_count > o->url_count) return complain("more of them than URLs", "-o, -O");
  if((o->body.bytes != NULL) + (o->upload != NULL) + o->head_only > 1) {
    return complain("only one of them can be asked for", "-d, -T, -I");
  }
  return CURLE_OK;
}

CURLcode options_parse(struct options *ret, int argc, char **argv)
{
  bool only_urls = false; /* "--" has been seen */
  for(int at = 1; at < argc; at++) {
    const char *word = argv[at];
    CURLcode code = CURLE_OK;
    if(only_urls || word[0] != '-' || !word[1])
      code = add_url(ret, word);
    else if(word[1] != '-')
      code = parse_letters(ret, argv, &at);
    else if(word[2])
      code = parse_long(ret, argv, &at);
    else
      only_urls = true;
    if(code) return code;
  }
  return check(ret);
}

void options_free(struct options *o)
{
  free(o->urls);
  free(o->outputs);
  curl_slist_free_all(o->headers);
  curl_slist_free_all(o->resolve);
  curl_slist_free_all(o->connect_to);
  body_free(&o->body);
  *o = (struct options){ 0 };
}

void options_print_help(FILE *to)
{
  fputs("usage: sluice [OPTION]... URL...\n       sluice policy check ADDRESS...\n\n"
        "Transfer each URL. The exit code is the last transfer's CURLcode; 2 is also wrong usage.\n"
        "Or tell of each address whether the policy \"public only\" lets it pass, and why. The exit code is 0 if all "
        "pass, 1 "
        "if\none is denied, 2 if one is no address.\n\n",
        to);
  for(const struct option *o = table; o < TABLE_END; o++) {
    char left[64];
    snprintf(left, sizeof(left), "--%s %s", o->name, o->argument ? o->argument : "");
    fprintf(to, "  %c%c%c %-34s %s\n", o->letter ? '-' : ' ', o->letter ? o->letter : ' ', o->letter ? ',' : ' ', left,
            o->help);
  }
}
