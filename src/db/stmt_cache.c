#include "db/stmt_cache.h"
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static void *must(void *p)
{
	INVARIANT(p, "out of memory");
	return p;
}

static uint64_t hash_address(const void *p)
{
	return ((uint64_t)(uintptr_t)p >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 20;
}

/* FNV-1a: a first sieve, the text itself decides. */
static uint64_t hash_text(struct str s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
	return h;
}

void stmt_cache_init(struct stmt_cache *c, void (*drop)(struct query *q))
{
	*c = (struct stmt_cache){.stmt_room = 64, .drop = drop};
	c->by_stmt = must(calloc(c->stmt_room, sizeof(*c->by_stmt)));
}

void stmt_cache_free(struct stmt_cache *c, struct query *q)
{
	c->drop(q);
	free(q->sql);
	free(q);
}

static void free_kept(struct stmt_cache *c, struct query *q)
{
	INVARIANT(!q->busy, "a connection is closed while a query runs");
	stmt_cache_free(c, q);
}

void stmt_cache_clear(struct stmt_cache *c)
{
	for (size_t i = 0; i < c->stmt_room; i++)
		if (c->by_stmt[i])
			free_kept(c, c->by_stmt[i]);
	for (size_t i = 0; i < c->text_count; i++)
		free_kept(c, c->by_text[i]);
	for (size_t i = 0; i < c->many_count; i++)
		free((char *)c->many[i].stmt.sql);
	free(c->by_stmt);
	*c = (struct stmt_cache){0};
}

/* The place of `stmt`, or the empty place where it belongs. */
static struct query **place_of(struct query **table, size_t room, const struct stmt *stmt)
{
	size_t i = hash_address(stmt) & (room - 1);

	while (table[i] && table[i]->stmt != stmt)
		i = (i + 1) & (room - 1);
	return &table[i];
}

struct query *stmt_cache_find(struct stmt_cache *c, const struct stmt *stmt)
{
	return *place_of(c->by_stmt, c->stmt_room, stmt);
}

static void grow(struct stmt_cache *c)
{
	size_t room = c->stmt_room * 2;
	struct query **table = must(calloc(room, sizeof(*table)));

	for (size_t i = 0; i < c->stmt_room; i++)
		if (c->by_stmt[i])
			*place_of(table, room, c->by_stmt[i]->stmt) = c->by_stmt[i];
	free(c->by_stmt);
	c->by_stmt = table;
	c->stmt_room = room;
}

void stmt_cache_keep(struct stmt_cache *c, struct query *q, const struct stmt *stmt)
{
	if (2 * (c->stmt_count + 1) > c->stmt_room)
		grow(c);
	q->stmt = stmt;
	q->kept = true;
	*place_of(c->by_stmt, c->stmt_room, stmt) = q;
	c->stmt_count++;
}

static struct query *find_text(struct stmt_cache *c, struct str sql)
{
	uint64_t hash;

	if (c->last && str_eq((struct str){c->last->sql, c->last->sql_n}, sql))
		return c->last;
	hash = hash_text(sql);
	for (size_t i = 0; i < c->text_count; i++)
		if (c->by_text[i]->sql_hash == hash && str_eq((struct str){c->by_text[i]->sql, c->by_text[i]->sql_n}, sql))
			return c->by_text[i];
	return NULL;
}

struct query *stmt_cache_find_text(struct stmt_cache *c, struct str sql)
{
	struct query *q = find_text(c, sql);

	if (q) {
		q->used = ++c->turn;
		c->last = q;
	}
	return q;
}

/* A place for one more text; NULL when every statement kept is in use. */
static struct query **text_place(struct stmt_cache *c)
{
	struct query **oldest = NULL;

	if (c->text_count < STMT_TEXTS_KEPT)
		return &c->by_text[c->text_count++];
	for (size_t i = 0; i < c->text_count; i++)
		if (!c->by_text[i]->busy && (!oldest || c->by_text[i]->used < (*oldest)->used))
			oldest = &c->by_text[i];
	if (oldest && *oldest == c->last)
		c->last = NULL;
	if (oldest)
		stmt_cache_free(c, *oldest);
	return oldest;
}

void stmt_cache_keep_text(struct stmt_cache *c, struct query *q, struct str sql)
{
	struct query **place = text_place(c);

	if (!place)
		return;
	q->sql = must(malloc(sql.n ? sql.n : 1));
	memcpy(q->sql, sql.p, sql.n);
	q->sql_n = sql.n;
	q->sql_hash = hash_text(sql);
	q->used = ++c->turn;
	q->kept = true;
	*place = q;
}

/* ---- many rows --------------------------------------------------------------------------------------------------- */

/* The highest number of a parameter. */
static int64_t parameters(struct str row)
{
	int64_t most = 0;

	for (size_t i = 0; i < row.n; i++)
		if (row.p[i] == '?' && strtoll(row.p + i + 1, NULL, 10) > most)
			most = strtoll(row.p + i + 1, NULL, 10);
	return most;
}

/* "(?1, ?2)" as "(?3, ?4)" when two were used before. */
static void add_row(struct buf *b, struct str row, int64_t before)
{
	for (size_t i = 0; i < row.n; i++) {
		char *end;

		buf_add_char(b, row.p[i]);
		if (row.p[i] != '?')
			continue;
		buf_add_i64(b, before + strtoll(row.p + i + 1, &end, 10));
		i = (size_t)(end - row.p) - 1;
	}
}

/* Failing, it leaves the rows before the one that failed (OR FAIL): so the engine need not keep a copy of every page it touches. */
static char *text_of_many(const char *sql)
{
	_cleanup_buf_ struct buf b = BUF_INIT(1 << 20);
	const size_t insert = strlen("INSERT ");
	const char *values = strstr(sql, "VALUES ("), *row = values ? values + strlen("VALUES ") : sql, *end = strchr(row, ')');
	struct str one = {row, end ? (size_t)(end - row) + 1 : 0};

	INVARIANT(strncmp(sql, "INSERT INTO ", insert + 5) == 0 && values && end && !memchr(row + 1, '(', one.n - 1),
	          "a statement that does not insert one plain row");
	buf_add_c(&b, "INSERT OR FAIL ");
	buf_add(&b, (struct str){sql + insert, (size_t)(row - sql) - insert});
	for (int64_t i = 0; i < DB_ROWS_AT_ONCE; i++) {
		buf_add_c(&b, i ? ", " : "");
		add_row(&b, one, i * parameters(one));
	}
	buf_add_c(&b, end + 1);
	buf_add_char(&b, '\0');
	return must(strdup(b.p));
}

const struct stmt *stmt_cache_many(struct stmt_cache *c, const struct stmt *stmt)
{
	for (size_t i = 0; i < c->many_count; i++)
		if (c->many[i].one == stmt)
			return &c->many[i].stmt;
	INVARIANT(c->many_count < MANY_KEPT, "more statements for many rows than MANY_KEPT");
	struct many *m = &c->many[c->many_count++];
	*m = (struct many){stmt, {stmt->name, text_of_many(stmt->sql)}};
	return &m->stmt;
}
