#include "ledger/ledger.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/apply.h"
#include "ledger/body.h"
#include "ledger/check.h"
#include "ledger/statements.h"

#define COUNTER_BITS 40

/* What moves with a commit. */
struct position {
	int64_t number;
	struct hash hash;
	int64_t counter; /* of ids */
	uint64_t touched; /* records of the catalog with a change since the last commit, a bit each */
};

#define MOST_RECORDS 64

/* Which entry touched a record last, as far as commits are known here. */
struct touches {
	pthread_mutex_t lock;
	int64_t number; /* the last commit that is told of */
	int64_t last[MOST_RECORDS];
};

struct ledger {
	const struct catalog *catalog;
	const struct ledger_key *key;
	struct world *world;
	struct hash schema;
	int64_t site; /* number in the upper bits of ids */
	/* job ⊂ group ⊂ committed: the writer's thread alone touches them */
	struct position job, group, committed;
	struct touches touches; /* read by any thread */
};

static int corrupt_head(struct err *err, const char *what)
{
	err_set(err, ERR_CORRUPT, _("Đầu sổ cái không khớp với bút toán cuối: dữ liệu bị cắt hoặc bị sửa. Hãy chạy noivu verify."));
	return err_detail(err, "%s", what);
}

static void head_message(struct buf *b, const struct head *head)
{
	buf_printf(b, "noivu head 1\n%lld\n", (long long)head->number);
	buf_add_bytes(b, head->hash.b, HASH_LEN);
}

static void head_sign(const struct ledger_key *key, struct head *head)
{
	_cleanup_buf_ struct buf b = BUF_INIT(128);
	head_message(&b, head);
	sign_bytes(key->secret, b.p, b.n, head->signature);
}

bool head_is_signed(const struct head *head, const uint8_t public_key[SIGN_PUBLIC_LEN])
{
	_cleanup_buf_ struct buf b = BUF_INIT(128);
	head_message(&b, head);
	return sign_check(public_key, b.p, b.n, head->signature);
}

int head_ends(const struct head *head, int64_t number, const struct hash *hash, struct err *err)
{
	if (head->number != number || (number && !hash_eq(&head->hash, hash)))
		return corrupt_head(err, "last entry is not the head");
	return 0;
}

int head_check(struct db *db, const struct head *head, const uint8_t public_key[SIGN_PUBLIC_LEN], struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &ledger_last, NO_VALUES, &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r < 0)
		return r;
	if (r == 0)
		return head->number == 0 ? 0 : corrupt_head(err, "entries are gone");
	struct str hash = query_str(q, 1);
	if (query_int(q, 0) != head->number || hash.n != HASH_LEN || memcmp(hash.p, head->hash.b, HASH_LEN) != 0)
		return corrupt_head(err, "last entry is not the head");
	if (!head_is_signed(head, public_key))
		return corrupt_head(err, "signature of the head is not the site's");
	return 0;
}

int ledger_head(struct db *db, struct head *ret_head, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &ledger_read_head, NO_VALUES, &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r < 0)
		return r;
	struct head head = {0};
	if (r > 0) {
		struct str hash = query_str(q, 1), signature = query_str(q, 2);
		if (hash.n != HASH_LEN || signature.n != SIGNATURE_LEN)
			return corrupt_head(err, "malformed head");
		head.number = query_int(q, 0);
		memcpy(head.hash.b, hash.p, HASH_LEN);
		signature = query_str(q, 2);
		memcpy(head.signature, signature.p, SIGNATURE_LEN);
	}
	*ret_head = head;
	return 0;
}

/* The highest counter among the ids this site has given, those of rows that were taken back too. */
static int last_counter(struct db *db, const struct catalog *c, int64_t site, int64_t *ret, struct err *err)
{
	int64_t from = site << COUNTER_BITS, highest = from;
	for (const struct record *const *r = c->records; *r; r++) {
		_cleanup_query_ struct query *q = NULL;
		int s = db_query(db, &ledger_last_id, VALUES(v_c((*r)->name), v_int(from), v_int((site + 1) << COUNTER_BITS)), &q, err);
		if (s == 0)
			s = query_next(q, err);
		if (s < 0)
			return s;
		if (s > 0 && !query_is_null(q, 0) && query_int(q, 0) > highest)
			highest = query_int(q, 0);
	}
	*ret = highest - from;
	return 0;
}

int ledger_open(struct db *db, const struct catalog *c, const struct ledger_key *key, int64_t site, struct world *world,
                struct ledger **ret_ledger, struct err *err)
{
	struct head head;
	int64_t counter = 0;
	int r = ledger_head(db, &head, err);
	if (r == 0)
		r = head_check(db, &head, key->public_key, err);
	if (r == 0)
		r = last_counter(db, c, site, &counter, err);
	if (r < 0)
		return r;
	struct ledger *l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	l->catalog = c;
	l->key = key;
	l->world = world;
	l->schema = catalog_schema(c);
	l->site = site;
	l->committed = (struct position){.number = head.number, .hash = head.hash, .counter = counter};
	l->job = l->group = l->committed;
	pthread_mutex_init(&l->touches.lock, NULL);
	l->touches.number = head.number;
	for (size_t i = 0; i < MOST_RECORDS; i++)
		l->touches.last[i] = head.number;
	*ret_ledger = l;
	return 0;
}

void ledger_close(struct ledger *l)
{
	if (l)
		pthread_mutex_destroy(&l->touches.lock);
	free(l);
}

/* ---- when a record was touched last ---- */

static size_t place_of(const struct catalog *c, const struct record *record)
{
	size_t i = 0;
	while (i < MOST_RECORDS && c->records[i] && c->records[i] != record)
		i++;
	INVARIANT(i < MOST_RECORDS && c->records[i], "a record outside the catalog, or more of them than MOST_RECORDS");
	return i;
}

static void tell_touches(struct ledger *l)
{
	pthread_mutex_lock(&l->touches.lock);
	l->touches.number = l->committed.number;
	for (size_t i = 0; i < MOST_RECORDS; i++)
		if (l->committed.touched >> i & 1)
			l->touches.last[i] = l->committed.number;
	pthread_mutex_unlock(&l->touches.lock);
}

int64_t ledger_version(struct ledger *l, int64_t head, const struct record *const *records, size_t n)
{
	int64_t version = 0;
	pthread_mutex_lock(&l->touches.lock);
	if (head > l->touches.number)
		version = head; /* of a commit that is not told of yet */
	for (size_t i = 0; i < n; i++) {
		int64_t last = l->touches.last[place_of(l->catalog, records[i])];
		version = last > head ? head : last > version ? last : version; /* beyond the snapshot: as of the snapshot */
	}
	pthread_mutex_unlock(&l->touches.lock);
	return version;
}

int64_t ledger_new_id(struct ledger *l)
{
	INVARIANT(l->job.counter < ((int64_t)1 << COUNTER_BITS) - 1, "no ids left");
	return l->site << COUNTER_BITS | ++l->job.counter;
}

int64_t ledger_reserve(struct ledger *l, int64_t n)
{
	int64_t first = ledger_new_id(l);
	INVARIANT(l->job.counter < ((int64_t)1 << COUNTER_BITS) - n, "no ids left");
	l->job.counter += n - 1;
	return first;
}

int64_t ledger_last_number(const struct ledger *l)
{
	return l->job.number;
}

int ledger_body(struct ledger *l, struct arena *a, const struct change *changes, size_t n, struct entry_body *ret_body,
		struct err *err)
{
	uint8_t salt[BODY_SALT];
	_cleanup_buf_ struct buf body = BUF_INIT(BODY_MOST);
	l->world->random(l->world, salt, sizeof(salt));
	body_write(&body, salt, changes, n);
	if (body.full)
		return err_set(err, ERR_TOO_LARGE, _("Một lần ghi quá lớn; hãy chia nhỏ."));
	*ret_body = (struct entry_body){arena_dup(a, buf_str(&body)), hash_bytes(body.p, body.n), NULL};
	return 0;
}

int ledger_follow(struct ledger *l, struct db *db, struct arena *a, const struct change *changes, size_t n,
		  struct entry_body *body, struct err *err)
{
	return apply_follow(db, a, l->catalog, changes, n, &body->follow, err);
}

int ledger_append_body(struct ledger *l, struct db *db, struct entry *e, const struct change *changes, size_t n,
		       const struct entry_body *body, struct err *err)
{
	e->number = l->job.number + 1;
	e->law = l->catalog->law;
	e->schema = l->schema;
	struct hash hash = entry_hash(&l->job.hash, e, &body->hash);
	int r = db_run(db, &ledger_insert,
	               VALUES(v_int(e->number), v_int(e->now), v_int(e->day), v_int(e->actor), v_int(e->unit), v_text(e->verb),
	                      v_text(e->key), v_blob(e->law.b, HASH_LEN), v_blob(e->schema.b, HASH_LEN),
	                      v_blob(body->text.p, body->text.n), v_blob(body->hash.b, HASH_LEN), v_blob(hash.b, HASH_LEN)),
	               err);
	if (r == 0)
		r = apply_changes(db, l->catalog, changes, n, e->number, body->follow, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++)
		l->job.touched |= (uint64_t)1 << place_of(l->catalog, changes[i].record);
	l->job.number = e->number;
	l->job.hash = hash;
	return 0;
}

int ledger_append(struct ledger *l, struct db *db, struct entry *e, const struct change *changes, size_t n, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("body", (size_t)BODY_MOST + (1 << 20));
	struct entry_body body;
	int r = ledger_body(l, a, changes, n, &body, err);
	return r < 0 ? r : ledger_append_body(l, db, e, changes, n, &body, err);
}

int ledger_repeat(struct db *db, struct arena *a, const struct catalog *c, int64_t actor, struct str key, int64_t *ret_number,
                  int64_t *ret_id, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &ledger_by_key, VALUES(v_int(actor), v_text(key)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r <= 0) {
		if (r == 0)
			*ret_number = 0;
		return r;
	}
	struct change *changes = NULL;
	size_t n = 0;
	if (!query_is_null(q, 1))
		r = body_read(a, c, query_dup(q, 1, a), &changes, &n, err);
	if (r < 0)
		return r;
	*ret_number = query_int(q, 0);
	*ret_id = n ? changes[0].id : 0;
	return 0;
}

static void hook_job_failed(void *ctx)
{
	struct ledger *l = ctx;
	l->job = l->group;
}

static void hook_job_done(void *ctx)
{
	struct ledger *l = ctx;
	l->group = l->job;
}

static int hook_before_commit(void *ctx, struct db *db, struct err *err)
{
	struct ledger *l = ctx;
	if (l->group.number == l->committed.number)
		return 0;
	struct head head = {.number = l->group.number, .hash = l->group.hash};
	head_sign(l->key, &head);
	return db_run(db, &ledger_write_head,
	              VALUES(v_int(head.number), v_blob(head.hash.b, HASH_LEN), v_blob(head.signature, SIGNATURE_LEN)), err);
}

static void hook_committed(void *ctx)
{
	struct ledger *l = ctx;
	l->committed = l->group;
	tell_touches(l);
	l->committed.touched = 0;
	l->job = l->group = l->committed;
}

static void hook_rolled_back(void *ctx)
{
	struct ledger *l = ctx;
	l->job = l->group = l->committed;
}

struct writer_hooks ledger_hooks(struct ledger *l)
{
	return (struct writer_hooks){l, hook_job_failed, hook_job_done, hook_before_commit, hook_committed, hook_rolled_back};
}
