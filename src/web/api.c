/* The registers for programs: list, read, make, save, move. */
#include "web/api.h"

#include <string.h>
#include <strings.h>

#include "record/unmake.h"
#include "record/verbs.h"
#include "web/registers.h"

#define PAGE_MOST 200
#define KEY_MOST 200

/* ---- answers ---- */

bool api_is(struct str path)
{
	return str_starts(path, STR(API_ROOT));
}

struct str api_code(struct arena *a, enum err_code code)
{
	struct str name = arena_dup(a, str_slice(str_from_c(err_name(code)), 4, 64));
	char *p = arena_c(a, name);
	for (size_t i = 0; i < name.n; i++)
		if (p[i] >= 'A' && p[i] <= 'Z')
			p[i] = (char)(p[i] - 'A' + 'a');
	return (struct str){p, name.n};
}

static void begin_answer(struct http_response *res, struct json_out *j)
{
	res->type = STR("application/json; charset=utf-8");
	res->cache = HTTP_CACHE_NEVER;
	json_begin(j, &res->body);
	json_object(j);
}

void api_error(struct http_response *res, int status, struct str code, struct str text, const struct verb_result *result,
	       struct json_out *ret_json)
{
	struct json_out j;
	http_restart(res, status);
	begin_answer(res, &j);
	json_key(&j, "error");
	json_object(&j);
	json_kv_str(&j, "code", code);
	json_kv_str(&j, "text", text);
	json_key(&j, "fields");
	json_object(&j);
	for (size_t i = 0; result && i < result->error_count; i++) {
		bool named = result->errors[i].field[0] != 0; /* the first of several about one field */
		for (size_t k = 0; k < i && named; k++)
			named = strcmp(result->errors[k].field, result->errors[i].field) != 0;
		if (named)
			json_kv_c(&j, result->errors[i].field, result->errors[i].text);
	}
	json_object_end(&j);
	json_object_end(&j);
	if (status == 401)
		http_add_header(res, "WWW-Authenticate", STR("Bearer"));
	if (ret_json)
		*ret_json = j;
	else
		json_object_end(&j);
}

/* What HTTP itself should have brought is missing or unreadable. */
static int bad_request(struct web_call *c, const char *text)
{
	api_error(c->res, 400, STR("request"), str_from_c(text), NULL, NULL);
	return 0;
}

/* Whole characters, as many as there is room for. */
static void copy_text(char *out, size_t room, const char *text)
{
	size_t n = strlen(text);
	if (n >= room)
		for (n = room - 1; n && ((unsigned char)text[n] & 0xC0) == 0x80;)
			n--;
	memcpy(out, text, n);
	out[n] = '\0';
}

static void wrong(struct verb_result *result, const char *field, const char *text)
{
	if (result->error_count == VERB_MOST_ERRORS)
		return;
	struct verb_error *e = &result->errors[result->error_count++];
	copy_text(e->field, sizeof(e->field), field);
	copy_text(e->text, sizeof(e->text), text);
}

/* ---- who asks ---- */

static int bearer(struct web_call *c, struct token *ret_token, struct err *err)
{
	struct str h = http_header(c->req, HTTP_AUTHORIZATION);
	if (h.n < 8 || strncasecmp(h.p, "Bearer ", 7) != 0)
		return err_set(err, ERR_SIGN_IN, _("Thiếu mã truy cập: hãy gửi đầu mục «Authorization: Bearer …»."));
	int r = token_find(c->site, c->db, c->arena, str_trim(str_slice(h, 7, h.n)), ret_token, err);
	return r < 0 ? r : access_actor(c->db, c->arena, ret_token->person, site_today(c->site), &c->actor, err);
}

int api_answer(struct web_call *c, struct err *err)
{
	struct token token;
	int r = bearer(c, &token, err);
	if (r < 0)
		return r;
	const char *action = arena_c(c->arena, web_action(c->arena, c->route, c->name, c->name2));
	if (!access_known(action) || !access_could(&c->actor, action) || !register_of(c))
		return web_not_found(c, err);
	if (!token_opens(&token, c->name))
		return err_set(err, ERR_DENIED, _("Mã truy cập này không dùng cho danh mục «%.*s»."), STR_ARG(c->name));
	if (c->req->method != HTTP_GET && !token.write)
		return err_set(err, ERR_DENIED, _("Mã truy cập này chỉ để đọc."));
	if (c->req->method != HTTP_GET)
		return c->route->handler(c, err);
	r = db_read_begin(c->db, err);
	if (r < 0)
		return r;
	r = c->route->handler(c, err);
	db_read_end(c->db);
	return r;
}

/* ---- the list ---- */

struct api_list {
	struct list_filter filters[LIST_MOST_FILTERS];
	size_t filter_count;
	int64_t page, limit;
	const char *sort;
	bool by_key; /* in Vietnamese order */
	bool large;  /* of a large register only an order that is kept is given */
	struct verb_result result;
};

bool api_filters(const struct field *f)
{
	return (f->flags & (FIELD_LISTED | FIELD_INDEXED)) && !(f->flags & FIELD_PRIVATE);
}

static void take_filter(struct web_call *c, struct api_list *l, const struct record *record, struct http_pair pair)
{
	const char *name = arena_c(c->arena, pair.name);
	int at = record_field(record, name);
	struct err one = ERR_INIT;
	struct value v;
	if (at < 0 || !api_filters(&record->fields[at])) {
		wrong(&l->result, name, _("Danh mục này không lọc được theo trường đó."));
		return;
	}
	struct field f = record->fields[at];
	f.flags &= ~(unsigned)FIELD_REQUIRED; /* blank: rows where it is blank */
	if (f.kind == FIELD_TRISTATE && (str_eq_c(pair.value, "true") || str_eq_c(pair.value, "false")))
		pair.value = str_eq_c(pair.value, "true") ? STR("1") : STR("0");
	if (f.kind == FIELD_MOMENT || l->filter_count == LIST_MOST_FILTERS)
		wrong(&l->result, name, _("Không lọc được như vậy; nhiều nhất tám điều kiện."));
	else if (field_parse(c->arena, &f, pair.value, &v, &one) < 0)
		wrong(&l->result, name, one.text);
	else
		l->filters[l->filter_count++] = (struct list_filter){f.name, "=", v};
}

static void take_sort(struct web_call *c, struct api_list *l, const struct record *record, struct str typed)
{
	const char *sort = arena_c(c->arena, typed), *name = sort + (sort[0] == '-');
	int at = record_field(record, name);
	unsigned flags = at < 0 ? 0 : record->fields[at].flags;
	bool kept = strcmp(name, "id") == 0 || ((flags & (FIELD_SORTED | FIELD_INDEXED)) && !(flags & FIELD_PRIVATE));
	if (!kept && (l->large || at < 0 || !api_filters(&record->fields[at]))) {
		wrong(&l->result, "sort", _("Danh mục này không sắp được theo trường đó."));
		return;
	}
	l->sort = sort;
	l->by_key = (flags & FIELD_SORTED) != 0;
}

static void read_query(struct web_call *c, struct api_list *l, const struct record *record)
{
	for (size_t i = 0; i < c->req->query.n; i++) {
		struct http_pair pair = c->req->query.v[i];
		if (str_eq_c(pair.name, "q"))
			continue;
		if (str_eq_c(pair.name, "sort"))
			take_sort(c, l, record, pair.value);
		else if (str_eq_c(pair.name, "page") && !str_to_i64(pair.value, 1, 1000000, &l->page))
			wrong(&l->result, "page", _("Trang là số nguyên từ 1."));
		else if (str_eq_c(pair.name, "limit") && !str_to_i64(pair.value, 1, PAGE_MOST, &l->limit))
			wrong(&l->result, "limit", _("Số bản ghi mỗi trang là số nguyên từ 1 đến 200."));
		else if (!str_eq_c(pair.name, "page") && !str_eq_c(pair.name, "limit"))
			take_filter(c, l, record, pair);
	}
}

static int put_list(struct web_call *c, const struct api_list *l, const struct list_result *rows, struct err *err)
{
	struct json_out j;
	begin_answer(c->res, &j);
	json_kv_i64(&j, "total", rows->total);
	json_kv_bool(&j, "more", rows->more);
	json_kv_i64(&j, "page", l->page);
	json_kv_i64(&j, "limit", l->limit);
	json_key(&j, "items");
	json_array(&j);
	for (size_t i = 0; i < rows->n; i++) {
		int r = api_row(c, &j, &rows->rows[i], err);
		if (r < 0)
			return r;
	}
	json_array_end(&j);
	json_object_end(&j);
	return 0;
}

int page_of_api_list(struct web_call *c, struct err *err)
{
	const struct record *record = register_of(c);
	struct api_list l = {.page = 1, .limit = LIST_PAGE};
	struct register_query words = {0};
	struct list_result rows = {0};
	int64_t all;
	int r = record_total(c->db, &c->actor, record, &all, err);
	if (r < 0)
		return r;
	l.large = all > LIST_SMALL;
	read_query(c, &l, record);
	if (l.result.error_count) {
		api_error(c->res, 422, STR("input"), str_from_c(l.result.errors[0].text), &l.result, NULL);
		return 0;
	}
	struct list_query lq = {.record = record,
				.filters = l.filters,
				.filter_count = l.filter_count,
				.sort = l.sort,
				.by_key = l.by_key,
				.large = l.large,
				.offset = (l.page - 1) * l.limit,
				.limit = l.limit};
	if (http_query(c->req, "q").n)
		r = register_ask(c, record, &words, err);
	if (r == 0 && words.found) {
		lq.in_field = "id";
		lq.in = words.found;
		lq.in_count = words.found_n;
	}
	if (r == 0)
		r = record_list(c->db, c->arena, &c->actor, &lq, &rows, err);
	rows.more = rows.more || words.more;
	return r < 0 ? r : put_list(c, &l, &rows, err);
}

/* The row of the address is not there: 410 with what took it back, for whoever may read what it was; else `why`, the 404. */
static int put_gone(struct web_call *c, const struct err *why, struct err *err)
{
	struct json_out j;
	struct row row;
	struct history_item gone;
	struct str who = {0};
	int r = why->code == ERR_NOT_FOUND
			? record_read_gone(c->site, c->db, c->arena, &c->actor, register_of(c), c->id, &row, &gone, err)
			: 0;
	if (r > 0 && gone.entry.actor)
		r = record_label(c->db, c->arena, c->site->catalog, "person", gone.entry.actor, &who, err) < 0 ? -(int)err->code : 1;
	if (r <= 0) {
		*err = r < 0 ? *err : *why;
		return -(int)err->code;
	}
	api_error(c->res, 410, STR("gone"),
		  arena_printf(c->arena, _("«%s» này đã được rút lại; lập lại được ở trang của bản ghi."), row.record->title), NULL, &j);
	json_key(&j, "taken_back");
	json_object(&j);
	json_kv_i64(&j, "entry", gone.entry.number);
	json_kv_str(&j, "day", date_iso(c->arena, gone.entry.day));
	json_key(&j, "by");
	if (who.n)
		json_str(&j, who);
	else
		json_null(&j);
	json_object_end(&j);
	json_object_end(&j);
	return 0;
}

/* 1; 0 when it was answered already that the row was taken back. */
static int row_of(struct web_call *c, const struct record *record, struct row *ret_row, struct err *err)
{
	struct err why = ERR_INIT;
	if (web_read(c, record, c->id, ret_row, &why) == 0)
		return 1;
	return put_gone(c, &why, err);
}

int page_of_api_row(struct web_call *c, struct err *err)
{
	struct json_out j;
	struct row row;
	int r = row_of(c, register_of(c), &row, err);
	if (r <= 0)
		return r;
	c->res->type = STR("application/json; charset=utf-8");
	c->res->cache = HTTP_CACHE_NEVER;
	json_begin(&j, &c->res->body);
	return api_row(c, &j, &row, err);
}

/* ---- changes ---- */

struct change_asked {
	const struct record *record;
	const struct row *row;      /* the stored one, NULL for a new one */
	const struct jval *body;
	struct str key;             /* of this act at this address */
	struct verb_arg *args;
	size_t n;
	struct verb_result result;
};

/* The program's key holds for this address: the same key at another one is another act. */
static bool take_key(struct web_call *c, struct change_asked *a)
{
	struct str key = http_header(c->req, HTTP_IDEMPOTENCY_KEY);
	if (key.n == 0 || key.n > KEY_MOST)
		return false;
	for (size_t i = 0; i < key.n; i++)
		if (key.p[i] <= ' ' || key.p[i] > '~')
			return false;
	struct hash h = hash_three(key.p, key.n, "\n", 1, c->req->path.p, c->req->path.n);
	a->key = hex(c->arena, h.b, VERB_KEY_MOST / 2);
	return true;
}

static bool take_body(struct web_call *c, struct change_asked *a)
{
	struct err ignored = ERR_INIT;
	if (c->req->body.n == 0 || jval_parse(c->arena, c->req->body, c->req->body.n, &a->body, &ignored) < 0)
		return false;
	return a->body->kind == J_MAP;
}

static void add_arg(struct change_asked *a, const char *name, struct str value)
{
	a->args[a->n++] = (struct verb_arg){str_from_c(name), value};
}

static const struct jval no_fields = {.kind = J_MAP};

/* Every parameter of the save: as given, else as it is stored. */
static void take_fields(struct web_call *c, struct change_asked *a)
{
	const struct jval *fields = jval_get(a->body, "fields");
	if (!fields || fields->kind != J_MAP) {
		wrong(&a->result, "fields", _("«fields» phải là một đối tượng JSON."));
		fields = &no_fields;
	}
	for (size_t i = 0; i < fields->n; i++) {
		const char *name = arena_c(c->arena, fields->keys[i]);
		int at = record_field(a->record, name);
		if (at < 0 || !api_writable(a->record, &a->record->fields[at]))
			wrong(&a->result, name, _("Không có trường này, hoặc trường này không ghi được."));
	}
	a->args = arena_array_of(c->arena, a->record->field_count + 2, struct verb_arg);
	for (size_t i = 0; i < a->record->field_count; i++) {
		const struct field *f = &a->record->fields[i];
		const struct jval *v = jval_get(fields, f->name);
		struct str typed = {0};
		struct err one = ERR_INIT;
		if (!api_writable(a->record, f))
			continue;
		if (v && api_typed(c->arena, f, v, &typed, &one) < 0)
			wrong(&a->result, f->name, one.text);
		else if (!v && a->row)
			typed = field_typed(c->arena, f, &a->row->values[i]);
		add_arg(a, f->name, typed);
	}
}

/* `revision` 0: not told. */
static void put_done(struct web_call *c, const struct verb_result *result, int64_t id, int64_t revision)
{
	struct json_out j;
	begin_answer(c->res, &j);
	json_kv_i64(&j, "id", id);
	if (revision)
		json_kv_i64(&j, "revision", revision);
	json_key(&j, "entry");
	if (result->entry)
		json_i64(&j, result->entry);
	else
		json_null(&j);
	json_object_end(&j);
}

/* What the verb refused; with the stored row when somebody else was quicker. */
static int put_refused(struct web_call *c, const struct change_asked *a, const struct err *why, struct err *err)
{
	struct json_out j;
	struct row now;
	struct err ignored = ERR_INIT;
	if (why->code != ERR_INPUT && why->code != ERR_LAW && why->code != ERR_CONFLICT) {
		*err = *why;
		return a->row ? put_gone(c, why, err) : -(int)why->code;
	}
	bool show = why->code == ERR_CONFLICT && a->row && web_read(c, a->record, c->id, &now, &ignored) == 0;
	struct str text = arena_dup(c->arena, str_from_c(why->text));
	api_error(c->res, err_http_status(why->code), api_code(c->arena, why->code), text, &a->result, &j);
	int r = 0;
	if (show) {
		json_key(&j, "row");
		r = api_row(c, &j, &now, err);
	}
	json_object_end(&j);
	return r;
}

static int refuse_fields(struct web_call *c, const struct change_asked *a)
{
	api_error(c->res, 422, STR("input"), arena_dup(c->arena, str_from_c(a->result.errors[0].text)), &a->result, NULL);
	return 0;
}

static int run(struct web_call *c, struct change_asked *a, const struct verb *verb, struct err *ret_why)
{
	struct verb_input input = {.args = a->args, .n = a->n, .key = a->key};
	return verb_run(c->site, &c->actor, verb, &input, &a->result, ret_why);
}

#define NO_KEY _("Thiếu đầu mục «Idempotency-Key»: một khóa riêng cho mỗi việc ghi, tối đa 200 ký tự ASCII không dấu cách.")
#define NO_JSON                                                                                                        \
	_("Thân yêu cầu phải là một đối tượng JSON đọc được, với Content-Type: application/json; số chỉ là số nguyên, số "      \
	  "thập phân gửi bằng chữ như \"12,5\".")

int page_of_api_new(struct web_call *c, struct err *err)
{
	struct change_asked a = {.record = register_of(c)};
	struct err why = ERR_INIT;
	if (!take_key(c, &a))
		return bad_request(c, NO_KEY);
	if (!take_body(c, &a))
		return bad_request(c, NO_JSON);
	take_fields(c, &a);
	if (a.result.error_count)
		return refuse_fields(c, &a);
	if (run(c, &a, record_save_verb(a.record), &why) < 0)
		return put_refused(c, &a, &why, err);
	http_restart(c->res, 201);
	put_done(c, &a.result, a.result.id, 1);
	http_add_header(c->res, "Location",
			web_path(c, API_ROOT "%s/%lld", a.record->name, (long long)a.result.id));
	return 0;
}

int page_of_api_save(struct web_call *c, struct err *err)
{
	struct change_asked a = {.record = register_of(c)};
	struct err why = ERR_INIT;
	struct row row;
	if (!take_key(c, &a))
		return bad_request(c, NO_KEY);
	if (!take_body(c, &a))
		return bad_request(c, NO_JSON);
	int r = row_of(c, a.record, &row, err);
	if (r <= 0)
		return r;
	a.row = &row;
	const struct jval *revision = jval_get(a.body, "revision");
	if (!revision || revision->kind != J_INT || revision->i < 1)
		wrong(&a.result, "revision", _("«revision» phải là số lần sửa của bản ghi mà bạn đã đọc."));
	take_fields(c, &a);
	if (a.result.error_count)
		return refuse_fields(c, &a);
	add_arg(&a, "id", web_path(c, "%lld", (long long)c->id));
	add_arg(&a, "revision", web_path(c, "%lld", (long long)revision->i));
	if (run(c, &a, record_save_verb(a.record), &why) < 0)
		return put_refused(c, &a, &why, err);
	put_done(c, &a.result, c->id, revision->i + (a.result.entry != 0));
	return 0;
}

int page_of_api_move(struct web_call *c, struct err *err)
{
	struct change_asked a = {.record = register_of(c)};
	struct err why = ERR_INIT;
	struct row row;
	size_t move = 0;
	while (move < a.record->move_count && !str_eq_c(c->name2, a.record->moves[move].name))
		move++;
	if (move == a.record->move_count)
		return web_not_found(c, err);
	if (!take_key(c, &a))
		return bad_request(c, NO_KEY);
	int r = row_of(c, a.record, &row, err);
	if (r <= 0)
		return r;
	a.row = &row;
	a.args = arena_array_of(c->arena, 1, struct verb_arg);
	if (a.record->moves[move].asks[0]) { /* what is wrong with the fields is only for those who may */
		int may = register_may(c, &row, a.record->moves[move].name, err);
		if (may <= 0)
			return may < 0 ? may : web_require(c, record_move_verb(a.record, move)->name, record_unit(c->site, &row), err);
		if (!take_body(c, &a))
			return bad_request(c, NO_JSON);
		take_fields(c, &a);
		if (a.result.error_count)
			return refuse_fields(c, &a);
	}
	add_arg(&a, "id", web_path(c, "%lld", (long long)c->id));
	if (run(c, &a, record_move_verb(a.record, move), &why) < 0)
		return put_refused(c, &a, &why, err);
	put_done(c, &a.result, c->id, 0);
	return 0;
}
