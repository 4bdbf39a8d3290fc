#include "access/session.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "access/statements.h"
#include "text/text.h"

/* Verified for unknown logins, so that they take as long: the hash of a password nobody knows. */
static char nobody_hash[PASSWORD_HASH_MAX];
static pthread_once_t nobody_once = PTHREAD_ONCE_INIT;

static void nobody_make(void)
{
	uint8_t chance[32];
	random_bytes(chance, sizeof(chance));
	password_hash((struct str){(const char *)chance, sizeof(chance)}, nobody_hash);
}

struct sign_in {
	struct site *site;
	int64_t person, now;
	struct hash stranger; /* a login nobody has, under the site's key: what is typed there may be a password */
	struct hash address;  /* where it comes from, in the same way */
	bool known_address;
	struct hash token_hash;
	struct str client;
	const char *hash; /* what the password was checked against */
	int64_t same;
};

static int64_t lock_for(int64_t failed)
{
	if (failed < SIGN_IN_TRIES)
		return 0;
	int64_t doublings = failed - SIGN_IN_TRIES;
	return doublings > 5 ? SIGN_IN_LONGEST_MS : 60000LL << doublings;
}

/* Programs of this machine are none. Whoever has an IPv6 network has all of its addresses. */
static bool address_key(const struct site *site, struct arena *a, struct str client, struct hash *ret_key)
{
	uint8_t six[16];
	bool is_six = inet_pton(AF_INET6, arena_c(a, client), six) == 1;
	if (!client.n || str_eq(client, STR("unix")) || str_eq(client, STR("::1")) || str_starts(client, STR("127.")))
		return false;
	struct str network = is_six ? hex(a, six, 8) : client;
	*ret_key = hash_keyed(site->find_key, arena_printf(a, "address %.*s", STR_ARG(network)));
	return true;
}

/* Wrong tries of an address that still count: one is forgotten every SIGN_IN_ADDRESS_MS. */
struct tries {
	int64_t count;
	int64_t since; /* when the last one was forgotten */
};

static int address_tries(struct db *db, const struct hash *address, int64_t now, struct tries *ret_tries, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	struct tries t = {0, now};
	int r = db_query(db, &stranger_tries, VALUES(v_blob(address->b, HASH_LEN)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r > 0 && query_int(q, 1) <= now) { /* else the clock was ahead */
		int64_t forgotten = (now - query_int(q, 1)) / SIGN_IN_ADDRESS_MS;
		if (forgotten < query_int(q, 0))
			t = (struct tries){query_int(q, 0) - forgotten, query_int(q, 1) + forgotten * SIGN_IN_ADDRESS_MS};
	}
	if (r >= 0)
		*ret_tries = t;
	return r < 0 ? r : 0;
}

static int address_allowed(struct db *db, const struct hash *address, int64_t now, struct err *err)
{
	struct tries t;
	int r = address_tries(db, address, now, &t, err);
	if (r < 0 || t.count < SIGN_IN_ADDRESS_TRIES)
		return r;
	return err_field(err, ERR_TOO_MANY, "login",
			 _("Từ địa chỉ mạng này đã gõ sai quá nhiều lần. Hãy thử lại sau %lld giây."),
			 (long long)((t.since + SIGN_IN_ADDRESS_MS - now + 999) / 1000));
}

static int write_address_failure(struct db *db, const struct sign_in *s, struct err *err)
{
	struct tries t;
	int r = address_tries(db, &s->address, s->now, &t, err);
	return r < 0 ? r : db_run(db, &stranger_tried, VALUES(v_blob(s->address.b, HASH_LEN), v_int(t.count + 1), v_int(t.since)), err);
}

/* A login nobody has is counted and locked as the others are, so that no answer tells which there are. */
static int write_strange_failure(struct db *db, struct sign_in *s, struct err *err)
{
	int64_t failed = 0;
	int r = db_run(db, &stranger_failed,
		       VALUES(v_blob(s->stranger.b, HASH_LEN), v_int(s->now), v_int(s->now - SIGN_IN_FORGOTTEN_MS)), err);
	if (r == 0)
		r = db_get_int(db, &stranger_failures, VALUES(v_blob(s->stranger.b, HASH_LEN)), 0, &failed, err);
	return r < 0 ? r : db_run(db, &stranger_lock, VALUES(v_blob(s->stranger.b, HASH_LEN), v_int(s->now + lock_for(failed))), err);
}

static int write_failure(struct db *db, void *arg, struct err *err)
{
	struct sign_in *s = arg;
	int64_t failed = 0, forgotten = s->now - SIGN_IN_FORGOTTEN_MS;
	int r = db_run(db, &stranger_clean, VALUES(v_int(forgotten - SIGN_IN_LONGEST_MS)), err);
	if (r == 0 && s->known_address)
		r = write_address_failure(db, s, err);
	if (r < 0 || !s->person)
		return r < 0 ? r : write_strange_failure(db, s, err);
	/* counted from the row itself, not from what a reader saw: tries in parallel all count */
	r = db_run(db, &credential_failed, VALUES(v_int(s->person), v_int(forgotten)), err);
	if (r == 0)
		r = db_get_int(db, &credential_failures, VALUES(v_int(s->person)), 0, &failed, err);
	return r < 0 ? r : db_run(db, &credential_lock, VALUES(v_int(s->person), v_int(s->now + lock_for(failed))), err);
}

static int write_sign_in(struct db *db, void *arg, struct err *err)
{
	struct sign_in *s = arg;
	/* it may have been changed while this one was being checked */
	int r = db_get_int(db, &credential_same, VALUES(v_int(s->person), v_c(s->hash)), 0, &s->same, err);
	if (r < 0 || !s->same)
		return r;
	r = db_run(db, &credential_right, VALUES(v_int(s->person)), err);
	if (r == 0)
		r = db_run(db, &session_clean,
			   VALUES(v_int(s->now - SESSION_IDLE_MS), v_int(s->now - SESSION_WHOLE_MS)), err);
	if (r == 0)
		r = db_run(
			db, &session_insert,
			VALUES(v_blob(s->token_hash.b, HASH_LEN), v_int(s->person), v_int(s->now), v_text(s->client)),
			err);
	return r;
}

static int credential_of(struct db *db, struct arena *a, struct str login, int64_t *person, char **hash,
			 int64_t *locked_until, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &credential_by_login, VALUES(v_text(login)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r > 0) {
		*person = query_int(q, 0);
		*hash = arena_c(a, query_str(q, 1));
		*locked_until = query_int(q, 2);
	}
	return r < 0 ? r : 0;
}

/* How many passwords are being checked: beyond this the next one is asked to come again, so that checking, slow on
 * purpose, never fills the workers that write. */
#define CHECKS_AT_ONCE 6
static _Atomic int checks_running;

static int check_password(struct site *site, struct db *db, struct arena *a, struct str login, struct str password,
			  struct str client, int64_t *ret_person, const char **ret_hash, struct err *err)
{
	struct sign_in s = {.site = site, .now = site_now(site)};
	int64_t locked_until = 0;
	pthread_once(&nobody_once, nobody_make);
	char *hash = nobody_hash;
	struct str wrong = str_from_c(_("Tên đăng nhập hoặc mật khẩu không đúng."));
	if (login.n > 100 || password.n > 1000)
		return err_field(err, ERR_INPUT, "login", "%.*s", STR_ARG(wrong));
	s.stranger = hash_keyed(site->find_key, arena_printf(a, "sign in %.*s", STR_ARG(login)));
	s.known_address = address_key(site, a, client, &s.address);
	int r = s.known_address ? address_allowed(db, &s.address, s.now, err) : 0;
	if (r == 0)
		r = credential_of(db, a, login, &s.person, &hash, &locked_until, err);
	if (r == 0 && !s.person)
		r = db_get_int(db, &stranger_locked, VALUES(v_blob(s.stranger.b, HASH_LEN)), 0, &locked_until, err);
	if (r < 0)
		return r;
	/* later than any lock can be: made while the clock was ahead */
	if (locked_until > s.now && locked_until - s.now <= SIGN_IN_LONGEST_MS)
		return err_field(err, ERR_TOO_MANY, "login", _("Đã gõ sai nhiều lần. Hãy thử lại sau %lld phút."),
				 (long long)((locked_until - s.now + 59999) / 60000));
	/* the same characters, however the keyboard composed them */
	struct str nfc = text_nfc(a, password);
	if (atomic_fetch_add(&checks_running, 1) >= CHECKS_AT_ONCE) {
		atomic_fetch_sub(&checks_running, 1);
		return err_set(err, ERR_BUSY, _("Nhiều người đang đăng nhập cùng lúc. Hãy thử lại sau vài giây."));
	}
	bool right = nfc.p && password_check(hash, nfc) && s.person;
	atomic_fetch_sub(&checks_running, 1);
	if (right) {
		*ret_person = s.person;
		*ret_hash = hash;
		return 0;
	}
	r = writer_run(site->writer, write_failure, &s, err);
	if (r < 0)
		return r;
	return err_field(err, ERR_INPUT, "login", "%.*s", STR_ARG(wrong));
}

int session_check_password(struct site *site, struct db *db, struct str login, struct str password, int64_t *ret_person,
                           struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("password", 1 << 16);
	const char *hash;
	return check_password(site, db, a, login, password, (struct str){0}, ret_person, &hash, err);
}

int session_sign_in(struct site *site, struct db *db, struct str login, struct str password, struct str client,
                    uint8_t ret_token[SESSION_TOKEN_LEN], int64_t *ret_person, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("password", 1 << 16);
	struct sign_in s = {.site = site, .now = site_now(site), .client = client};
	uint8_t token[SESSION_TOKEN_LEN];
	int r = check_password(site, db, a, login, password, client, &s.person, &s.hash, err);
	if (r < 0)
		return r;
	random_bytes(token, sizeof(token));
	s.token_hash = hash_bytes(token, sizeof(token));
	r = writer_run(site->writer, write_sign_in, &s, err);
	if (r < 0)
		return r;
	if (!s.same)
		return err_field(err, ERR_INPUT, "login", _("Tên đăng nhập hoặc mật khẩu không đúng."));
	memcpy(ret_token, token, sizeof(token));
	*ret_person = s.person;
	return 0;
}

struct seen {
	struct hash token_hash;
	int64_t now;
};

static int write_seen(struct db *db, void *arg, struct err *err)
{
	struct seen *s = arg;
	return db_run(db, &session_seen, VALUES(v_blob(s->token_hash.b, HASH_LEN), v_int(s->now)), err);
}

int session_find(struct site *site, struct db *db, const uint8_t token[SESSION_TOKEN_LEN], struct session *ret_session,
                 struct err *err)
{
	struct seen s = {hash_bytes(token, SESSION_TOKEN_LEN), site_now(site)};
	struct session session;
	int64_t seen;
	{
		_cleanup_query_ struct query *q = NULL;
		int r = db_query(db, &session_get, VALUES(v_blob(s.token_hash.b, HASH_LEN)), &q, err);
		if (r == 0)
			r = query_next(q, err);
		if (r < 0)
			return r;
		seen = r ? query_int(q, 2) : 0;
		/* one that began later than now was made while the clock was ahead: it would not end for as long */
		if (r == 0 || s.now - query_int(q, 1) > SESSION_WHOLE_MS || s.now - seen > SESSION_IDLE_MS ||
		    query_int(q, 1) - s.now > SESSION_AHEAD_MS)
			return err_set(
				err, ERR_SIGN_IN,
				_("Phiên làm việc đã hết. Hãy đăng nhập lại; việc đang làm dở có thể mở lại sau đó."));
		session = (struct session){.person = query_int(q, 0), .must_change = query_int(q, 3) != 0};
	}
	if (s.now - seen > 300000) {
		/* on a full disk people can still read */
		struct err ignored = ERR_INIT;
		writer_run(site->writer, write_seen, &s, &ignored);
	}
	struct hash csrf = hash_keyed(token, STR("form token"));
	memcpy(session.csrf, csrf.b, sizeof(session.csrf));
	*ret_session = session;
	return 0;
}

static int write_sign_out(struct db *db, void *arg, struct err *err)
{
	struct hash *token_hash = arg;
	return db_run(db, &session_delete, VALUES(v_blob(token_hash->b, HASH_LEN)), err);
}

int session_sign_out(struct site *site, const uint8_t token[SESSION_TOKEN_LEN], struct err *err)
{
	struct hash token_hash = hash_bytes(token, SESSION_TOKEN_LEN);
	return writer_run(site->writer, write_sign_out, &token_hash, err);
}
