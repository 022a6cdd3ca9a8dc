#include "codec/auth/ntlm.h"
#include "base/base64.h"
#include "codec/auth/ntlm_answer.h"
#include "codec/auth/ntlm_text.h"

/* MS-NLMP, section 2.2.2.5. */
enum {
  UNICODE = 0x1,
  OEM = 0x2,
  REQUEST_TARGET = 0x4,
  NTLM = 0x200,
  ALWAYS_SIGN = 0x8000,
  EXTENDED_SESSION_SECURITY = 0x80000,
  TARGET_INFO = 0x800000,
};

enum { NEGOTIATE = 1, CHALLENGE = 2, AUTHENTICATE = 3 };

#define SIGNATURE         "NTLMSSP" /* with its NUL */
#define CHALLENGE_SIZE    32        /* up to the nonce, which is all that older servers send */
#define TARGET_INFO_AT    40
#define PAYLOAD_AT        48 /* of a challenge, at the earliest */
#define AUTHENTICATE_SIZE 64
#define MESSAGE_MAX       (4 * 65536)
#define WORKSTATION       "WORKSTATION" /* no server checks it, and the machine's own is nobody's business */

static uint16_t read_u16(const uint8_t *at) { return (uint16_t)(at[0] | at[1] << 8); }

static uint32_t read_u32(const uint8_t *at) { return read_u16(at) | (uint32_t)read_u16(at + 2) << 16; }

static CURLcode add_u16(struct buf *to, uint32_t value)
{
  const uint8_t bytes[] = { (uint8_t)value, (uint8_t)(value >> 8) };
  return buf_add(to, bytes, sizeof bytes);
}

static CURLcode add_u32(struct buf *to, uint32_t value)
{
  TRY(add_u16(to, value));
  return add_u16(to, value >> 16);
}

static CURLcode begin_message(struct buf *to, uint32_t type)
{
  TRY(buf_add(to, SIGNATURE, sizeof SIGNATURE));
  return add_u32(to, type);
}

CURLcode auth_ntlm_write_negotiate(struct buf *to)
{
  static const uint8_t no_names[16];
  struct buf message = BUF_INIT(64);
  CURLcode code = begin_message(&message, NEGOTIATE);
  if(!code) code = add_u32(&message, OEM | REQUEST_TARGET | NTLM | ALWAYS_SIGN | EXTENDED_SESSION_SECURITY);
  if(!code) code = buf_add(&message, no_names, sizeof no_names);
  if(!code) code = base64_encode(to, buf_span(&message));
  buf_free(&message);
  return code;
}

/* Section 2.2.1.2. `*info` points into the message. */
static CURLcode find_target_info(struct span message, uint32_t flags, struct span *info)
{
  *info = span_of(message.at, 0);
  if(!(flags & TARGET_INFO) || message.len < PAYLOAD_AT) return CURLE_OK;
  size_t len = read_u16(message.at + TARGET_INFO_AT), at = read_u32(message.at + TARGET_INFO_AT + 4);
  if(!len) return CURLE_OK;
  if(at < PAYLOAD_AT || at > message.len || len > message.len - at) return CURLE_BAD_CONTENT_ENCODING;
  *info = span_of(message.at + at, len);
  return CURLE_OK;
}

static CURLcode read_message(struct auth_ntlm *n, struct span message)
{
  struct span info;
  struct auth_ntlm read = { .target_info = BUF_INIT(UINT16_MAX) };
  if(message.len < CHALLENGE_SIZE || memcmp(message.at, SIGNATURE, sizeof SIGNATURE) ||
     read_u32(message.at + 8) != CHALLENGE)
    return CURLE_BAD_CONTENT_ENCODING;
  read.flags = read_u32(message.at + 20);
  memcpy(read.nonce, message.at + 24, AUTH_NTLM_NONCE);
  TRY(find_target_info(message, read.flags, &info));
  TRY(buf_add_span(&read.target_info, info));
  auth_ntlm_reset(n);
  *n = read;
  return CURLE_OK;
}

CURLcode auth_ntlm_read_challenge(struct auth_ntlm *n, struct span text)
{
  struct buf message = BUF_INIT(text.len);
  CURLcode code = base64_decode(&message, text);
  if(!code) code = read_message(n, buf_span(&message));
  buf_free(&message);
  return code;
}

void auth_ntlm_reset(struct auth_ntlm *n)
{
  buf_free(&n->target_info);
  *n = (struct auth_ntlm){ 0 };
}

/* The parts of the third message, in the order of its payload. */
enum { LM, NT, DOMAIN, USER, HOST, PARTS };

static CURLcode add_name(const struct auth_ntlm *n, struct span name, struct buf *to)
{
  return n->flags & UNICODE ? auth_ntlm_add_utf16(name, to) : buf_add_span(to, name);
}

static CURLcode answer(const struct auth_ntlm *n, const struct auth_ntlm_secret *secret,
                       const struct auth_ntlm_login *login, struct buf parts[PARTS])
{
  if(!(n->flags & EXTENDED_SESSION_SECURITY))
    return auth_ntlm_answer_v1(secret->password, n->nonce, &parts[LM], &parts[NT]);
  return auth_ntlm_answer_v2(secret, n->nonce, buf_span(&n->target_info), login, &parts[LM], &parts[NT]);
}

static CURLcode make_parts(const struct auth_ntlm *n, const struct auth_ntlm_login *login, struct buf parts[PARTS])
{
  struct auth_ntlm_secret secret = { .user = login->user, .password = login->password };
  if(login->user.len > AUTH_NTLM_NAMES_MAX) return CURLE_TOO_LARGE;
  auth_ntlm_split_user(login->user, &secret.domain, &secret.user);
  TRY(answer(n, &secret, login, parts));
  TRY(add_name(n, secret.domain, &parts[DOMAIN]));
  TRY(add_name(n, secret.user, &parts[USER]));
  return add_name(n, span_text(WORKSTATION), &parts[HOST]);
}

/* Section 2.2.1.3. There is no session key, as nothing will be signed. The flags are the server's own. */
static CURLcode join_parts(const struct auth_ntlm *n, const struct buf parts[PARTS], struct buf *ret)
{
  uint32_t at = AUTHENTICATE_SIZE;
  TRY(begin_message(ret, AUTHENTICATE));
  for(size_t i = 0; i < PARTS; i++) {
    uint32_t len = (uint32_t)parts[i].len; /* its cap is that of 16 bits */
    TRY(add_u16(ret, len));
    TRY(add_u16(ret, len));
    TRY(add_u32(ret, at));
    at += len;
  }
  TRY(add_u32(ret, 0));
  TRY(add_u32(ret, 0));
  TRY(add_u32(ret, n->flags));
  for(size_t i = 0; i < PARTS; i++) TRY(buf_add_span(ret, buf_span(&parts[i])));
  return CURLE_OK;
}

CURLcode auth_ntlm_write_authenticate(const struct auth_ntlm *n, const struct auth_ntlm_login *login, struct buf *to)
{
  struct buf parts[PARTS], message = BUF_INIT(MESSAGE_MAX);
  for(size_t i = 0; i < PARTS; i++) buf_init(&parts[i], UINT16_MAX);
  CURLcode code = make_parts(n, login, parts);
  if(!code) code = join_parts(n, parts, &message);
  if(!code) code = base64_encode(to, buf_span(&message));
  for(size_t i = 0; i < PARTS; i++) buf_free(&parts[i]);
  buf_free(&message);
  return code;
}
