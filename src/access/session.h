/*
 * session.h – signing in. Passwords are argon2id hashes, session tokens are kept as BLAKE2b hashes; both are operational
 * data outside the ledger.
 *
 * After SIGN_IN_TRIES wrong passwords in a row a login is locked for a minute, then two, four … up to an hour; a login
 * nobody has gets the same sentences and locks after the same work, so that nobody learns which logins exist. A day after
 * its last lock or try either begins anew.
 *
 * Who tries many logins, each a few times, is held by the address: SIGN_IN_ADDRESS_TRIES wrong ones, then one more for every
 * SIGN_IN_ADDRESS_MS that passes. A whole province may come from one address, so that is never a lock, only a pace; for IPv6
 * the network (64 bits) counts. Programs of this machine, a proxy among them, are no address.
 */
#pragma once
#include "access/access.h"
#include "site/site.h"

#define SESSION_TOKEN_LEN 32
#define SESSION_IDLE_MS (2 * 3600 * 1000LL)
#define SESSION_WHOLE_MS (12 * 3600 * 1000LL)
#define SESSION_AHEAD_MS (5 * 60 * 1000LL)
#define SIGN_IN_TRIES 5
#define SIGN_IN_FORGOTTEN_MS (24 * 3600 * 1000LL)
#define SIGN_IN_LONGEST_MS (3600 * 1000LL)
#define SIGN_IN_ADDRESS_TRIES 100
#define SIGN_IN_ADDRESS_MS 10000
#define PASSWORD_SHORTEST 10

struct session {
	int64_t person;
	uint8_t csrf[16];   /* follows from the token */
	bool must_change;   /* the password was given by somebody else: only the password page is open */
};

/* Checks login and password and starts a session; the token goes into the cookie and nowhere else. `db` is the caller's
 * reader, `client` the address it comes from. ERR_INPUT with one sentence for every wrong pair, ERR_TOO_MANY while locked. */
int session_sign_in(struct site *site, struct db *db, struct str login, struct str password, struct str client,
                    uint8_t ret_token[SESSION_TOKEN_LEN], int64_t *ret_person, struct err *err);
/* The same check without a session: wrong passwords count and lock in the same way. */
int session_check_password(struct site *site, struct db *db, struct str login, struct str password, int64_t *ret_person,
                           struct err *err);
/* Whose session is it? ERR_SIGN_IN when unknown, ended or idle too long. Notes that it was seen, every five minutes. */
int session_find(struct site *site, struct db *db, const uint8_t token[SESSION_TOKEN_LEN], struct session *ret_session,
                 struct err *err);
int session_sign_out(struct site *site, const uint8_t token[SESSION_TOKEN_LEN], struct err *err);

/* Is it long enough, and not the login? ERR_INPUT with the field "password". */
int password_fit(struct str password, struct str login, struct err *err);
/* Sets a ready hash; ends all sessions and tokens of the person. `must_change`: the person has to choose another one first. */
int password_set_hash(struct site *site, int64_t person, const char *hash, bool must_change, struct err *err);
/* The person's own change, with the old password. Ends all sessions and tokens of the person. */
int password_change(struct site *site, struct db *db, const struct actor *actor, struct str old, struct str fresh, struct err *err);
/* A password easy to read out on the telephone ("bahumi-tholesa-vixodu"), 54 bits of chance. */
struct str password_invent(struct arena *a, struct world *world);
