/* noivu digest: the day's text for each person, for a mailer. */
#include "app/digest.h"
#include "app/statements.h"
#include "base/json.h"
#include "cli/cli.h"
#include "record/list.h"

struct printing {
	struct cli *cli;
	struct buf *out;
	struct json_out *json; /* NULL: as text */
};

static void print_one(struct printing *p, const struct actor *who, struct str unit, struct str text)
{
	if (!p->json) {
		buf_printf(p->out, "=== %.*s · %.*s – %.*s, %.*s\n%.*s\n\n", STR_ARG(who->login), STR_ARG(who->name),
			   STR_ARG(who->position), STR_ARG(unit), STR_ARG(text));
		return;
	}
	json_object(p->json);
	json_kv_str(p->json, "login", who->login);
	json_kv_str(p->json, "name", who->name);
	json_kv_str(p->json, "unit", unit);
	json_kv_str(p->json, "text", text);
	json_object_end(p->json);
}

/* Nothing for whoever has no role that day, or nothing that waits. */
static int one(struct printing *p, struct site *site, struct db *db, struct arena *a, int64_t person, struct err *err)
{
	struct actor who;
	struct str text, unit = {0};
	int r = access_actor(db, a, person, site_today(site), &who, err);
	if (r == -ERR_SIGN_IN)
		return 0;
	if (r == 0)
		r = digest_text(site, db, a, &who, site_today(site), &text, err);
	if (r == 0 && text.n)
		r = record_label(db, a, site->catalog, "unit", who.unit, &unit, err);
	if (r == 0 && text.n)
		print_one(p, &who, unit, text);
	return r;
}

static int everybody(struct printing *p, struct site *site, struct db *db, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("digest", (size_t)256 << 20);
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &digest_people, NO_VALUES, &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		arena_reset(a);
		r = one(p, site, db, a, query_int(q, 0), err);
	}
	return r < 0 ? r : 0;
}

int cli_digest(struct cli *cli, struct err *err)
{
	const char *dir, *day_text = NULL;
	bool json = false;
	day_t day;
	const struct cli_option options[] = {{"day", &day_text, NULL}, {"json", NULL, &json}};
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	_cleanup_buf_ struct buf out = BUF_INIT((size_t)256 << 20);
	struct json_out j;
	struct printing p = {cli, &out, NULL};
	int r = cli_options(cli, options, ARRAY_LEN(options), 1, 1, &dir, err);
	if (r == 0)
		r = cli_day("day", day_text, &day, err);
	if (r == 0)
		r = cli_open(dir, SITE_READ, day, &site, err);
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r == 0)
		r = db_read_begin(db, err);
	if (r < 0)
		return r;
	json_begin(&j, &out);
	if (json) {
		p.json = &j;
		json_array(&j);
	}
	r = everybody(&p, site, db, err);
	db_read_end(db);
	if (json) {
		json_array_end(&j);
		buf_add_char(&out, '\n');
	}
	if (r == 0)
		cli_print(buf_str(&out));
	return r;
}
