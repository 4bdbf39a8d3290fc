/* Every address of the site. Read it top to bottom: this is what can be reached, and by whom. */
#include "base/json.h"
#include "election/election.h"
#include "web/internal.h"
#include "work/task.h"

#define GET(pattern, action, handler, example, flags)                                                                  \
	{                                                                                                              \
		HTTP_GET, pattern, action, page_of_##handler, NULL, example, flags                                     \
	}
#define POST(pattern, action, handler, example, flags)                                                                 \
	{                                                                                                              \
		HTTP_POST, pattern, action, page_of_##handler, NULL, example, flags                                    \
	}
#define VERB(pattern, verb, example) {HTTP_POST, pattern, NULL, NULL, &verb, example, 0}

const struct web_route web_routes[] = {
	/* the door */
	GET("/suc-khoe", NULL, health, "/suc-khoe", WEB_OPEN),
	GET("/tep/@hash/@name", NULL, asset, "/tep/0/app.css", WEB_OPEN),
	GET("/dang-nhap", NULL, sign_in_form, "/dang-nhap", WEB_OPEN),
	POST("/dang-nhap", NULL, sign_in, "/dang-nhap", WEB_OPEN),
	POST("/dang-xuat", NULL, sign_out, "/dang-xuat", WEB_PASSWORD),
	GET("/tai-khoan", NULL, account, "/tai-khoan", WEB_PASSWORD),
	GET("/mat-khau", NULL, password_form, "/mat-khau", WEB_PASSWORD),
	POST("/mat-khau", NULL, password, "/mat-khau", WEB_PASSWORD),

	/* the day */
	GET("/", NULL, home, "/", 0),
	GET("/tim", "task.read", search, "/tim?q=thieu", 0),

	/* tasks */
	GET("/nhiem-vu", "task.read", task_list, "/nhiem-vu", 0),
	GET("/nhiem-vu/:id", "task.read", task, "/nhiem-vu/{task}", 0),
	VERB("/nhiem-vu/:id/tiep-nhan", task_receive, "/nhiem-vu/{task}/tiep-nhan"),
	VERB("/nhiem-vu/:id/bao-cao", task_report, "/nhiem-vu/{task}/bao-cao"),
	VERB("/nhiem-vu/:id/rut-lai", task_take_back, "/nhiem-vu/{task}/rut-lai"),

	/* the election */
	GET("/bau-cu", "election.read", calendar, "/bau-cu", 0),
	GET("/bau-cu/moi", "election.open", election_form, "/bau-cu/moi", 0),
	POST("/bau-cu/moi", "election.open", election_new, "/bau-cu/moi", 0),
	POST("/bau-cu/:id/giao-tat-ca", "step.assign_all", step_assign_all, "/bau-cu/{election}/giao-tat-ca", 0),
	GET("/bau-cu/buoc/:id", "step.read", step, "/bau-cu/buoc/{step}", 0),
	VERB("/bau-cu/buoc/:id/giao", step_assign, "/bau-cu/buoc/{step}/giao"),
	VERB("/bau-cu/buoc/:id/chi-dao", step_direct, "/bau-cu/buoc/{step}/chi-dao"),
	VERB("/bau-cu/buoc/:id/dieu-chinh", step_override, "/bau-cu/buoc/{step}/dieu-chinh"),
	VERB("/bau-cu/buoc/:id/hoan-thanh", step_mark, "/bau-cu/buoc/{step}/hoan-thanh"),

	/* units and seats */
	GET("/don-vi", "unit.read", unit_list, "/don-vi", 0),
	GET("/don-vi/xuat", "unit.read", unit_export, "/don-vi/xuat", 0),
	GET("/don-vi/nhap", "unit.import", unit_import_form, "/don-vi/nhap", 0),
	POST("/don-vi/nhap", "unit.import", unit_import, "/don-vi/nhap", 0),
	GET("/don-vi/:id", "unit.read", unit, "/don-vi/{unit}", 0),
	GET("/dai-bieu", "unit.read", seats, "/dai-bieu", 0),

	/* registers */
	GET("/danh-muc", NULL, registers, "/danh-muc", 0),
	GET("/danh-muc/@record", NULL, register_list, "/danh-muc/committee", 0),
	GET("/danh-muc/@record/xuat", NULL, register_export, "/danh-muc/committee/xuat", 0),
	GET("/danh-muc/@record/moi", NULL, register_form, "/danh-muc/committee/moi", 0),
	POST("/danh-muc/@record/moi", NULL, register_new, "/danh-muc/committee/moi", 0),
	GET("/danh-muc/@record/:id", NULL, register_row, "/danh-muc/committee/{committee}", 0),
	GET("/danh-muc/@record/:id/sua", NULL, register_edit, "/danh-muc/committee/{committee}/sua", 0),
	POST("/danh-muc/@record/:id/sua", NULL, register_save, "/danh-muc/committee/{committee}/sua", 0),
	POST("/danh-muc/person/:id/mat-khau", "person.save", reset_password, "/danh-muc/person/{person}/mat-khau", 0),
	{0},
};

/* The action that decides who could get an answer; NULL: everybody (signed in). */
static const char *action_of(const struct web_route *r)
{
	return r->verb ? r->verb->name : r->action;
}

/* "/don-vi/{unit}" with the id of the first unit; as it is when there is none. */
static int example_of(struct arena *a, const char *example, const struct catalog *catalog, struct db *db,
		      struct str *ret, struct err *err)
{
	struct str all = str_from_c(example);
	ptrdiff_t from = str_find_char(all, '{'), to = str_find_char(all, '}');
	*ret = all;
	if (from < 0 || to < from || !db)
		return 0;
	const struct record *record = catalog_record(catalog, str_slice(all, (size_t)from + 1, (size_t)to));
	INVARIANT(record, "an example of an address names an unknown record");
	_cleanup_query_ struct query *q = NULL;
	struct str sql = arena_printf(a, "SELECT max(id) FROM %s", record->name);
	int r = db_query_sql(db, sql, NO_VALUES, &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r > 0 && query_int(q, 0))
		*ret = arena_printf(a, "%.*s%lld%.*s", STR_ARG(str_slice(all, 0, (size_t)from)),
				    (long long)query_int(q, 0), STR_ARG(str_slice(all, (size_t)to + 1, all.n)));
	return r < 0 ? r : 0;
}

int web_routes_json(struct buf *out, const struct catalog *catalog, struct db *db, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("routes", 1 << 20);
	struct json_out j;
	json_begin(&j, out);
	json_array(&j);
	for (const struct web_route *r = web_routes; r->pattern; r++) {
		struct str example;
		int k = example_of(a, r->example, catalog, db, &example, err);
		if (k < 0)
			return k;
		json_object(&j);
		json_kv_c(&j, "method", r->method == HTTP_GET ? "GET" : "POST");
		json_kv_c(&j, "path", r->pattern);
		json_kv_str(&j, "example", example);
		json_key(&j, "roles");
		json_array(&j);
		if (r->flags & WEB_OPEN)
			json_c(&j, "anybody");
		for (int role = 0; role < ROLE_COUNT && !(r->flags & WEB_OPEN); role++)
			if (!action_of(r) || access_role_may(action_of(r), (enum role)role))
				json_c(&j, role_code((enum role)role));
		json_array_end(&j);
		json_object_end(&j);
	}
	json_array_end(&j);
	buf_add_char(out, '\n');
	return 0;
}
