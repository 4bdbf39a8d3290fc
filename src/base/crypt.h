/*
 * crypt.h – the only door to libsodium: hashes, signatures, random bytes, passwords.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#define HASH_LEN 32
struct hash { uint8_t b[HASH_LEN]; };

#define SIGN_PUBLIC_LEN 32
#define SIGN_SECRET_LEN 64
#define SIGNATURE_LEN 64
#define PASSWORD_HASH_MAX 128

/* Call once before anything else; ends the process when the library cannot start. */
void crypt_start(void);

struct hash hash_bytes(const void *p, size_t n); /* BLAKE2b-256 */
struct hash hash_str(struct str s);
/* BLAKE2b-256 over the concatenation of three parts. */
struct hash hash_three(const void *a, size_t an, const void *b, size_t bn, const void *c, size_t cn);
struct hash hash_keyed(const uint8_t key[32], struct str s);
bool hash_eq(const struct hash *a, const struct hash *b);

struct hash_state { _Alignas(64) unsigned char opaque[512]; };
void hash_begin(struct hash_state *s);
void hash_add(struct hash_state *s, const void *p, size_t n);
struct hash hash_end(struct hash_state *s);

struct str hex(struct arena *a, const void *p, size_t n);
/* Exactly n bytes from 2n hex digits, either case. */
bool unhex(struct str s, void *ret_bytes, size_t n);

/* Base64 for addresses (RFC 4648, section 5) without padding. */
struct str base64url(struct arena *a, const void *p, size_t n);
bool unbase64url(struct arena *a, struct str s, struct str *ret_bytes);

void random_bytes(void *p, size_t n);
void memory_wipe(void *p, size_t n);
bool bytes_equal_const_time(const void *a, const void *b, size_t n);

/* Random bytes that follow from a seed, for rehearsals that must come out the same twice. */
struct seeded { uint8_t seed[32]; uint64_t block; };
void seeded_start(struct seeded *s, struct str seed);
void seeded_bytes(struct seeded *s, void *p, size_t n);
uint64_t seeded_below(struct seeded *s, uint64_t bound); /* even over [0, bound) */

void sign_keypair_from_seed(const uint8_t seed[32], uint8_t ret_public[SIGN_PUBLIC_LEN], uint8_t ret_secret[SIGN_SECRET_LEN]);
void sign_bytes(const uint8_t secret[SIGN_SECRET_LEN], const void *p, size_t n, uint8_t ret_signature[SIGNATURE_LEN]);
bool sign_check(const uint8_t public_key[SIGN_PUBLIC_LEN], const void *p, size_t n, const uint8_t signature[SIGNATURE_LEN]);

/* XChaCha20-Poly1305. `about` is bound to the text without being in it: what was sealed about one thing does not open
 * about another. The result is nonce and ciphertext, SEAL_EXTRA bytes longer than the text. */
#define SEAL_KEY_LEN 32
#define SEAL_NONCE_LEN 24
#define SEAL_EXTRA (SEAL_NONCE_LEN + 16)
struct str seal(struct arena *a, const uint8_t key[SEAL_KEY_LEN], const uint8_t nonce[SEAL_NONCE_LEN], struct str about,
                struct str text);
/* False when the key, the subject or a single bit is another. */
bool unseal(struct arena *a, const uint8_t key[SEAL_KEY_LEN], struct str about, struct str sealed, struct str *ret_text);

/* argon2id, 19 MiB, two passes (OWASP's first choice). Slow on purpose (about 20 ms): at most two run at a time in the process. */
void password_hash(struct str password, char ret_hash[PASSWORD_HASH_MAX]);
bool password_check(const char *hash, struct str password);
