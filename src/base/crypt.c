#include "base/crypt.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(struct hash_state) >= sizeof(crypto_generichash_state), "hash_state holds the library's state");
_Static_assert(SIGN_PUBLIC_LEN == crypto_sign_PUBLICKEYBYTES && SIGN_SECRET_LEN == crypto_sign_SECRETKEYBYTES &&
                       SIGNATURE_LEN == crypto_sign_BYTES && PASSWORD_HASH_MAX >= crypto_pwhash_STRBYTES,
               "lengths of the library");

#define PASSWORD_MEMORY (19u << 20)
#define PASSWORD_PASSES 2
#define PASSWORDS_AT_ONCE 2

static pthread_mutex_t password_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t password_free = PTHREAD_COND_INITIALIZER;
static int passwords_running;

void crypt_start(void)
{
	if (sodium_init() < 0) {
		fprintf(stderr, "libsodium cannot start\n");
		exit(9);
	}
}

void hash_begin(struct hash_state *s)
{
	crypto_generichash_init((crypto_generichash_state *)(void *)s->opaque, NULL, 0, HASH_LEN);
}

void hash_add(struct hash_state *s, const void *p, size_t n)
{
	if (n)
		crypto_generichash_update((crypto_generichash_state *)(void *)s->opaque, p, n);
}

struct hash hash_end(struct hash_state *s)
{
	struct hash h;
	crypto_generichash_final((crypto_generichash_state *)(void *)s->opaque, h.b, HASH_LEN);
	return h;
}

struct hash hash_three(const void *a, size_t an, const void *b, size_t bn, const void *c, size_t cn)
{
	struct hash_state s;
	hash_begin(&s);
	hash_add(&s, a, an);
	hash_add(&s, b, bn);
	hash_add(&s, c, cn);
	return hash_end(&s);
}

struct hash hash_bytes(const void *p, size_t n)
{
	return hash_three(p, n, NULL, 0, NULL, 0);
}

struct hash hash_str(struct str s)
{
	return hash_bytes(s.p, s.n);
}

struct hash hash_keyed(const uint8_t key[32], struct str s)
{
	struct hash h;
	crypto_generichash(h.b, HASH_LEN, (const unsigned char *)s.p, s.n, key, 32);
	return h;
}

bool hash_eq(const struct hash *a, const struct hash *b)
{
	return memcmp(a->b, b->b, HASH_LEN) == 0;
}

struct str hex(struct arena *a, const void *p, size_t n)
{
	char *out = arena_alloc(a, 2 * n + 1);
	sodium_bin2hex(out, 2 * n + 1, p, n);
	return (struct str){out, 2 * n};
}

bool unhex(struct str s, void *ret_bytes, size_t n)
{
	size_t got;
	unsigned char bytes[256];
	if (s.n != 2 * n || n > sizeof(bytes) || sodium_hex2bin(bytes, n, s.p, s.n, NULL, &got, NULL) != 0 || got != n)
		return false;
	memcpy(ret_bytes, bytes, n);
	return true;
}

/* By a table, ten times as fast as libsodium's, which takes the same time for whatever is written: what is written so is sealed,
 * a hash or seen by its reader. */
struct str base64url(struct arena *a, const void *p, size_t n)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const unsigned char *in = p;
	size_t whole = n / 3 * 3, rest = n - whole, to = 0;
	char *out = arena_alloc(a, n / 3 * 4 + 4);
	for (size_t i = 0; i < n; i += 3) {
		uint32_t three = (uint32_t)in[i] << 16 | (i + 1 < n ? (uint32_t)in[i + 1] << 8 : 0) | (i + 2 < n ? in[i + 2] : 0);
		for (int shift = 18; shift >= 0; shift -= 6)
			out[to++] = letters[three >> shift & 63];
	}
	return (struct str){out, whole / 3 * 4 + (rest ? rest + 1 : 0)};
}

bool unbase64url(struct arena *a, struct str s, struct str *ret_bytes)
{
	size_t n;
	const char *end;
	unsigned char *out = arena_alloc(a, s.n + 1);
	if (sodium_base642bin(out, s.n + 1, s.p ? s.p : "", s.n, NULL, &n, &end,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    end != s.p + s.n)
		return false;
	*ret_bytes = (struct str){(const char *)out, n};
	return true;
}

/* The system is asked for many bytes at a time: a long import needs a key and two nonces for each row. What was given away is
 * wiped at once. */
void random_bytes(void *p, size_t n)
{
	static _Thread_local struct {
		uint8_t bytes[2048];
		size_t left;
	} pool;
	if (n > sizeof(pool.bytes) / 4) {
		randombytes_buf(p, n);
		return;
	}
	if (pool.left < n) {
		randombytes_buf(pool.bytes, sizeof(pool.bytes));
		pool.left = sizeof(pool.bytes);
	}
	pool.left -= n;
	memcpy(p, pool.bytes + pool.left, n);
	sodium_memzero(pool.bytes + pool.left, n);
}

void memory_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

bool bytes_equal_const_time(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

void seeded_start(struct seeded *s, struct str seed)
{
	struct hash h = hash_str(seed);
	memcpy(s->seed, h.b, sizeof(s->seed));
	s->block = 0;
}

void seeded_bytes(struct seeded *s, void *p, size_t n)
{
	unsigned char *out = p;
	while (n) {
		uint8_t number[8];
		for (int i = 0; i < 8; i++)
			number[i] = (uint8_t)(s->block >> (8 * i));
		s->block++;
		struct hash h = hash_keyed(s->seed, (struct str){(const char *)number, 8});
		size_t take = n < HASH_LEN ? n : HASH_LEN;
		memcpy(out, h.b, take);
		out += take;
		n -= take;
	}
}

uint64_t seeded_below(struct seeded *s, uint64_t bound)
{
	INVARIANT(bound > 0, "seeded_below needs a bound");
	uint64_t limit = UINT64_MAX - UINT64_MAX % bound, v;
	do
		seeded_bytes(s, &v, sizeof(v));
	while (v >= limit);
	return v % bound;
}

void sign_keypair_from_seed(const uint8_t seed[32], uint8_t ret_public[SIGN_PUBLIC_LEN], uint8_t ret_secret[SIGN_SECRET_LEN])
{
	crypto_sign_seed_keypair(ret_public, ret_secret, seed);
}

void sign_bytes(const uint8_t secret[SIGN_SECRET_LEN], const void *p, size_t n, uint8_t ret_signature[SIGNATURE_LEN])
{
	crypto_sign_detached(ret_signature, NULL, p, n, secret);
}

bool sign_check(const uint8_t public_key[SIGN_PUBLIC_LEN], const void *p, size_t n, const uint8_t signature[SIGNATURE_LEN])
{
	return crypto_sign_verify_detached(signature, p, n, public_key) == 0;
}

struct str seal(struct arena *a, const uint8_t key[SEAL_KEY_LEN], const uint8_t nonce[SEAL_NONCE_LEN], struct str about,
                struct str text)
{
	unsigned char *out = arena_alloc(a, text.n + SEAL_EXTRA);
	unsigned long long n;
	memcpy(out, nonce, SEAL_NONCE_LEN);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + SEAL_NONCE_LEN, &n, (const unsigned char *)text.p, text.n,
						   (const unsigned char *)about.p, about.n, NULL, nonce, key);
	return (struct str){(const char *)out, (size_t)n + SEAL_NONCE_LEN};
}

bool unseal(struct arena *a, const uint8_t key[SEAL_KEY_LEN], struct str about, struct str sealed, struct str *ret_text)
{
	if (sealed.n < SEAL_EXTRA)
		return false;
	const unsigned char *in = (const unsigned char *)sealed.p;
	unsigned char *out = arena_alloc(a, sealed.n - SEAL_EXTRA + 1);
	unsigned long long n;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, &n, NULL, in + SEAL_NONCE_LEN, sealed.n - SEAL_NONCE_LEN,
						       (const unsigned char *)about.p, about.n, in, key) != 0)
		return false;
	*ret_text = (struct str){(const char *)out, (size_t)n};
	return true;
}

static void password_enter(void)
{
	pthread_mutex_lock(&password_lock);
	while (passwords_running >= PASSWORDS_AT_ONCE)
		pthread_cond_wait(&password_free, &password_lock);
	passwords_running++;
	pthread_mutex_unlock(&password_lock);
}

static void password_leave(void)
{
	pthread_mutex_lock(&password_lock);
	passwords_running--;
	pthread_cond_signal(&password_free);
	pthread_mutex_unlock(&password_lock);
}

void password_hash(struct str password, char ret_hash[PASSWORD_HASH_MAX])
{
	password_enter();
	int r = crypto_pwhash_str_alg(ret_hash, password.p, password.n, PASSWORD_PASSES, PASSWORD_MEMORY,
	                              crypto_pwhash_ALG_ARGON2ID13);
	password_leave();
	if (r != 0)
		abort(); /* only when memory ran out */
}

bool password_check(const char *hash, struct str password)
{
	password_enter();
	int r = crypto_pwhash_str_verify(hash, password.p, password.n);
	password_leave();
	return r == 0;
}
