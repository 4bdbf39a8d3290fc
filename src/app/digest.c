#include "app/digest.h"

#include "app/brief.h"
#include "app/statements.h"

#define DIGEST_MOST ((size_t)1 << 20)

static const struct column columns[] = {{"person", COLUMN_INT, false, "person"},
					{"day", COLUMN_INT, false, NULL},
					{"text", COLUMN_TEXT, false, NULL}};
static const struct index indexes[] = {{"day", false}};
const struct table digest_table = {"digest", TABLE_OPERATIONAL, columns, ARRAY_LEN(columns), "person, day", indexes,
				   ARRAY_LEN(indexes)};

/* Who is told the day of the whole province. */
static bool leads(const struct site *site, const struct actor *actor)
{
	for (size_t i = 0; i < actor->n; i++)
		if (actor->grants[i].role == ROLE_LEADER && actor->grants[i].unit == site->root)
			return true;
	return false;
}

static void items(struct buf *out, struct arena *a, const struct bell *bell)
{
	for (size_t i = 0; i < bell->n; i++) {
		const struct bell_item *item = &bell->items[i];
		if (i == 0 || bell->items[i - 1].kind != item->kind)
			buf_printf(out, "\n%s\n", bell_heading(item->kind));
		buf_printf(out, "- %.*s", STR_ARG(item->text));
		if (item->day != DAY_NONE && item->kind <= BELL_NEW)
			buf_printf(out, _(" (hạn %.*s)"), STR_ARG(date_vn(a, item->day)));
		buf_add_char(out, '\n');
	}
	if (bell->more)
		buf_add_c(out, _("… và các việc khác: xem trên hệ thống.\n"));
}

static int make(struct site *site, struct db *db, struct arena *a, const struct actor *actor, day_t day, struct str *ret,
		struct err *err)
{
	_cleanup_buf_ struct buf out = BUF_INIT(DIGEST_MOST);
	struct bell bell;
	struct brief brief;
	int r = bell_make(site, db, a, actor, day, &bell, err);
	if (r < 0)
		return r;
	if (leads(site, actor)) {
		r = brief_make(site, db, a, day, &brief, err);
		if (r == 0)
			brief_text(&out, &brief);
	}
	if (r == 0)
		items(&out, a, &bell);
	*ret = arena_dup(a, str_trim(buf_str(&out)));
	return r;
}

static int kept(struct db *db, struct arena *a, int64_t person, day_t day, struct str *ret, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &digest_of, VALUES(v_int(person), v_day(day)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r > 0)
		*ret = query_dup(q, 0, a);
	return r;
}

int digest_text(struct site *site, struct db *db, struct arena *a, const struct actor *actor, day_t day,
		struct str *ret_text, struct err *err)
{
	int r = kept(db, a, actor->person, day, ret_text, err);
	return r < 0 ? r : r > 0 ? 0 : make(site, db, a, actor, day, ret_text, err);
}

struct keeping {
	int64_t person;
	day_t day;
	struct str text;
};

static int write_digest(struct db *db, void *arg, struct err *err)
{
	const struct keeping *k = arg;
	int r = db_run(db, &digest_clean, VALUES(v_day(k->day - DIGEST_KEPT_DAYS)), err);
	return r < 0 ? r : db_run(db, &digest_keep, VALUES(v_int(k->person), v_day(k->day), v_text(k->text)), err);
}

int digest_ensure(struct site *site, struct db *db, const struct actor *actor, day_t day, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("digest", (size_t)64 << 20);
	struct keeping k = {.person = actor->person, .day = day};
	int r = kept(db, a, actor->person, day, &k.text, err);
	if (r == 0)
		r = make(site, db, a, actor, day, &k.text, err);
	else
		return r < 0 ? r : 0;
	return r < 0 ? r : writer_run(site->writer, write_digest, &k, err);
}
