/* The description of the API, made of the declarations: OpenAPI for programs, a page for people. */
#include <string.h>

#include "unit/records.h"
#include "web/api.h"
#include "web/registers.h"
#include "web/templates.h"

#define REF(what) "#/components/" what

/* ---- schemas ---- */

static void type_of(struct json_out *j, const char *type, const struct field *f)
{
	json_key(j, "type");
	if (f->flags & FIELD_REQUIRED) {
		json_c(j, type);
		return;
	}
	json_array(j);
	json_c(j, type);
	json_c(j, "null");
	json_array_end(j);
}

static void text_rule(struct json_out *j, const struct field *f)
{
	static const struct { enum field_kind kind; const char *key, *value; } rules[] = {
		{FIELD_DAY, "format", "date"},
		{FIELD_MOMENT, "format", "date-time"},
		{FIELD_TIME, "pattern", "^[0-2][0-9]:[0-5][0-9]$"},
		{FIELD_CITIZEN, "pattern", "^[0-9]{12}$"},
		{FIELD_PHONE, "pattern", "^0[0-9]{8,10}$"},
		{FIELD_PLACE, "pattern", "^[0-9]+\\.[0-9]{5},[0-9]+\\.[0-9]{5}$"},
		{FIELD_DECIMAL, "pattern", "^-?[0-9]+(\\.[0-9]+)?$"},
	};
	type_of(j, "string", f);
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (rules[i].kind == f->kind)
			json_kv_c(j, rules[i].key, rules[i].value);
	if ((f->kind == FIELD_TEXT || f->kind == FIELD_LONG) && f->max)
		json_kv_i64(j, "maxLength", f->max);
	if (f->kind != FIELD_CHOICE)
		return;
	json_key(j, "enum");
	json_array(j);
	for (const struct choice *c = f->choices; c->code; c++)
		json_c(j, c->code);
	if (!(f->flags & FIELD_REQUIRED))
		json_null(j);
	json_array_end(j);
}

static void reference_rule(struct json_out *j, const struct field *f)
{
	json_kv_c(j, "x-references", f->references);
	json_key(j, "oneOf");
	json_array(j);
	json_object(j);
	json_kv_c(j, "$ref", REF("schemas/reference"));
	json_object_end(j);
	json_object(j);
	type_of(j, "integer", f);
	json_object_end(j);
	json_array_end(j);
}

static void field_schema(struct json_out *j, const struct field *f)
{
	json_key(j, f->name);
	json_object(j);
	json_kv_c(j, "title", f->label);
	if (f->hint)
		json_kv_c(j, "description", f->hint);
	if (!api_writable(NULL, f))
		json_kv_bool(j, "readOnly", true);
	if (f->flags & FIELD_PRIVATE)
		json_kv_bool(j, "writeOnly", true);
	if (f->kind == FIELD_REF)
		reference_rule(j, f);
	else if (f->kind == FIELD_TRISTATE)
		type_of(j, "boolean", f);
	else if (field_is_text(f->kind) || f->kind == FIELD_DAY || f->kind == FIELD_MOMENT || f->kind == FIELD_TIME ||
		 f->kind == FIELD_DECIMAL)
		text_rule(j, f);
	else
		type_of(j, "integer", f);
	if (f->kind == FIELD_INT && f->max) {
		json_kv_i64(j, "minimum", f->min);
		json_kv_i64(j, "maximum", f->max);
	}
	json_object_end(j);
}

static void record_schema(struct json_out *j, const struct record *record)
{
	json_key(j, record->name);
	json_object(j);
	json_kv_c(j, "title", record->title);
	json_kv_c(j, "type", "object");
	json_key(j, "properties");
	json_object(j);
	for (size_t i = 0; i < record->field_count; i++)
		field_schema(j, &record->fields[i]);
	json_object_end(j);
	json_object_end(j);
}

/* Parts that are the same for every register, as they are. */
static const char common_schemas[] =
	"\"reference\":{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{\"id\":{\"type\":\"integer\"},"
	"\"label\":{\"type\":\"string\",\"readOnly\":true}}},"
	"\"done\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"integer\"},\"revision\":{\"type\":\"integer\"},"
	"\"entry\":{\"type\":[\"integer\",\"null\"]}}},"
	"\"error\":{\"type\":\"object\",\"properties\":{\"error\":{\"type\":\"object\",\"properties\":{"
	"\"code\":{\"type\":\"string\"},\"text\":{\"type\":\"string\"},"
	"\"fields\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}}},\"row\":{\"type\":\"object\"},"
	"\"taken_back\":{\"type\":\"object\",\"properties\":{\"entry\":{\"type\":\"integer\"},"
	"\"day\":{\"type\":\"string\",\"format\":\"date\"},\"by\":{\"type\":[\"string\",\"null\"]}}}}}";

static const char common_rest[] =
	"\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
	"\"parameters\":{\"id\":{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"integer\"}},"
	"\"key\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":true,"
	"\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":200}},"
	"\"q\":{\"name\":\"q\",\"in\":\"query\",\"schema\":{\"type\":\"string\"}},"
	"\"sort\":{\"name\":\"sort\",\"in\":\"query\",\"schema\":{\"type\":\"string\"}},"
	"\"page\":{\"name\":\"page\",\"in\":\"query\",\"schema\":{\"type\":\"integer\",\"minimum\":1}},"
	"\"limit\":{\"name\":\"limit\",\"in\":\"query\",\"schema\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":200}}},"
	"\"responses\":{\"error\":{\"description\":\"error\",\"content\":{\"application/json\":{\"schema\":"
	"{\"$ref\":\"#/components/schemas/error\"}}}},"
	"\"gone\":{\"description\":\"the row was taken back: taken_back\",\"content\":{\"application/json\":"
	"{\"schema\":{\"$ref\":\"#/components/schemas/error\"}}}},"
	"\"done\":{\"description\":\"done\",\"content\":{\"application/json\":"
	"{\"schema\":{\"$ref\":\"#/components/schemas/done\"}}}}}";

/* ---- paths ---- */

/* A list is narrowed by the value of a field. */
static void filter(struct json_out *j, const struct field *f)
{
	bool number = f->kind == FIELD_REF || f->kind == FIELD_INT || f->kind == FIELD_MONEY;
	json_object(j);
	json_kv_c(j, "name", f->name);
	json_kv_c(j, "in", "query");
	json_kv_c(j, "description", f->label);
	json_key(j, "schema");
	json_object(j);
	json_kv_c(j, "type", number ? "integer" : f->kind == FIELD_TRISTATE ? "boolean" : "string");
	json_object_end(j);
	json_object_end(j);
}

/* `filtered`: the record of a list, NULL for anything else. */
static void parameters(struct json_out *j, const char *const *names, const struct record *filtered)
{
	json_key(j, "parameters");
	json_array(j);
	for (; *names; names++) {
		char ref[64];
		snprintf(ref, sizeof(ref), REF("parameters/%s"), *names);
		json_object(j);
		json_kv_c(j, "$ref", ref);
		json_object_end(j);
	}
	for (size_t i = 0; filtered && i < filtered->field_count; i++)
		if (api_filters(&filtered->fields[i]) && filtered->fields[i].kind != FIELD_MOMENT)
			filter(j, &filtered->fields[i]);
	json_array_end(j);
}

/* {"description":…,"content":{"application/json":{"schema": … – closed by close_content. */
static void open_content(struct json_out *j, const char *description)
{
	json_object(j);
	if (description)
		json_kv_c(j, "description", description);
	json_key(j, "content");
	json_object(j);
	json_key(j, "application/json");
	json_object(j);
	json_key(j, "schema");
	json_object(j);
	json_kv_c(j, "type", "object");
	json_key(j, "properties");
	json_object(j);
}

static void close_content(struct json_out *j)
{
	for (int i = 0; i < 5; i++)
		json_object_end(j);
}

static void typed_property(struct json_out *j, const char *name, const char *type)
{
	json_key(j, name);
	json_object(j);
	json_kv_c(j, "type", type);
	json_object_end(j);
}

static void fields_property(struct json_out *j, const struct record *record)
{
	char ref[96];
	snprintf(ref, sizeof(ref), REF("schemas/%s"), record->name);
	json_key(j, "fields");
	json_object(j);
	json_kv_c(j, "$ref", ref);
	json_object_end(j);
}

static void row_properties(struct json_out *j, const struct record *record)
{
	typed_property(j, "id", "integer");
	typed_property(j, "revision", "integer");
	fields_property(j, record);
	typed_property(j, "sealed", "boolean");
}

static void begin_operation(struct json_out *j, const char *method, struct str id, struct str summary,
			    const char *const *names, const struct record *filtered)
{
	json_key(j, method);
	json_object(j);
	json_kv_str(j, "operationId", id);
	json_kv_str(j, "summary", summary);
	parameters(j, names, filtered);
}

static void answer(struct json_out *j, const char *status, const char *ref)
{
	json_key(j, status);
	json_object(j);
	json_kv_c(j, "$ref", ref);
	json_object_end(j);
}

/* `row`: of one row, which may have been taken back. */
static void answers(struct json_out *j, const char *ok, bool row)
{
	json_key(j, "responses");
	json_object(j);
	if (ok)
		answer(j, ok, REF("responses/done"));
	if (row)
		answer(j, "410", REF("responses/gone"));
	answer(j, "default", REF("responses/error"));
	if (ok)
		json_object_end(j);
}

static void get_list(struct json_out *j, struct arena *a, const struct record *record)
{
	begin_operation(j, "get", arena_printf(a, "list_%s", record->name), str_from_c(record->many),
			(const char *const[]){"q", "sort", "page", "limit", NULL}, record);
	answers(j, NULL, false);
	json_key(j, "200");
	open_content(j, record->many);
	typed_property(j, "total", "integer");
	typed_property(j, "more", "boolean");
	typed_property(j, "page", "integer");
	typed_property(j, "limit", "integer");
	json_key(j, "items");
	json_object(j);
	json_kv_c(j, "type", "array");
	json_key(j, "items");
	json_object(j);
	json_kv_c(j, "type", "object");
	json_key(j, "properties");
	json_object(j);
	row_properties(j, record);
	for (int i = 0; i < 3; i++)
		json_object_end(j);
	close_content(j);
	json_object_end(j);
	json_object_end(j);
}

static void get_row(struct json_out *j, struct arena *a, const struct record *record)
{
	begin_operation(j, "get", arena_printf(a, "read_%s", record->name), str_from_c(record->title),
			(const char *const[]){"id", NULL}, NULL);
	answers(j, NULL, true);
	json_key(j, "200");
	open_content(j, record->title);
	row_properties(j, record);
	close_content(j);
	json_object_end(j);
	json_object_end(j);
}

static void post(struct json_out *j, struct arena *a, const struct record *record, bool fresh)
{
	begin_operation(j, "post", arena_printf(a, "%s_%s", fresh ? "new" : "save", record->name),
			arena_printf(a, "%s: %s", record->title, fresh ? _("thêm") : _("sửa")),
			fresh ? (const char *const[]){"key", NULL} : (const char *const[]){"id", "key", NULL}, NULL);
	json_key(j, "requestBody");
	open_content(j, NULL);
	if (!fresh)
		typed_property(j, "revision", "integer");
	fields_property(j, record);
	close_content(j);
	answers(j, fresh ? "201" : "200", !fresh);
	json_object_end(j);
}

static void paths_of(struct json_out *j, struct arena *a, const struct record *record)
{
	json_key_str(j, arena_printf(a, API_ROOT "%s", record->name));
	json_object(j);
	get_list(j, a, record);
	if (!record->made_by_verbs)
		post(j, a, record, true);
	json_object_end(j);
	json_key_str(j, arena_printf(a, API_ROOT "%s/{id}", record->name));
	json_object(j);
	get_row(j, a, record);
	post(j, a, record, false);
	json_object_end(j);
	for (size_t i = 0; i < record->move_count; i++) {
		json_key_str(j, arena_printf(a, API_ROOT "%s/{id}/%s", record->name, record->moves[i].name));
		json_object(j);
		begin_operation(j, "post", arena_printf(a, "%s_%s", record->moves[i].name, record->name),
				arena_printf(a, "%s: %s", record->title, record->moves[i].title),
				(const char *const[]){"id", "key", NULL}, NULL);
		if (record->moves[i].asks[0]) {
			json_key(j, "requestBody");
			open_content(j, NULL);
			fields_property(j, record);
			close_content(j);
		}
		answers(j, "200", true);
		json_object_end(j);
		json_object_end(j);
	}
}

/* Everything it says follows from the program; no row is read, so it is open to anybody. */
int page_of_api_description(struct web_call *c, struct err *err)
{
	struct json_out j;
	(void)err;
	c->res->type = STR("application/json; charset=utf-8");
	json_begin(&j, &c->res->body);
	json_object(&j);
	json_kv_c(&j, "openapi", "3.1.0");
	json_key(&j, "info");
	json_object(&j);
	json_kv_c(&j, "title", _("noivu: các danh mục của Sở Nội vụ"));
	json_kv_c(&j, "version", WEB_VERSION);
	json_object_end(&j);
	json_key(&j, "security");
	json_array(&j);
	json_object(&j);
	json_key(&j, "token");
	json_array(&j);
	json_array_end(&j);
	json_object_end(&j);
	json_array_end(&j);
	json_key(&j, "paths");
	json_object(&j);
	for (const struct record *const *r = app_registers; *r; r++)
		paths_of(&j, c->arena, *r);
	json_object_end(&j);
	json_key(&j, "components");
	json_object(&j);
	json_key(&j, "schemas");
	json_object(&j);
	for (const struct record *const *r = app_registers; *r; r++)
		record_schema(&j, *r);
	buf_add_char(&c->res->body, ',');
	buf_add_c(&c->res->body, common_schemas);
	json_object_end(&j);
	buf_add_char(&c->res->body, ',');
	buf_add_c(&c->res->body, common_rest);
	json_object_end(&j);
	json_object_end(&j);
	return 0;
}

/* ---- for people ---- */

static struct str notes_of(struct web_call *c, const struct field *f)
{
	_cleanup_buf_ struct buf b = BUF_INIT(4096);
	if (f->flags & FIELD_REQUIRED)
		buf_add_c(&b, _("bắt buộc; "));
	if (!api_writable(NULL, f))
		buf_add_c(&b, _("chỉ đọc; "));
	if (f->flags & FIELD_PRIVATE)
		buf_add_c(&b, _("riêng tư: ghi được, không đọc được; "));
	if (f->kind == FIELD_REF)
		buf_printf(&b, _("trỏ đến %s; "), f->references);
	for (const struct choice *o = f->kind == FIELD_CHOICE ? f->choices : NULL; o && o->code; o++)
		buf_printf(&b, "%s: %s; ", o->code, o->label);
	struct str s = buf_str(&b);
	return arena_dup(c->arena, str_slice(s, 0, s.n > 2 ? s.n - 2 : 0));
}

static struct list_view fields_list(struct web_call *c, const struct record *record)
{
	static const char *const labels[] = {_("Trường"), _("Tên"), _("Giá trị"), _("Ghi chú")};
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(labels), struct column_view);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0};
	struct cell_view *cells = arena_array_of(c->arena, record->field_count * 4, struct cell_view);
	for (size_t i = 0; i < record->field_count; i++) {
		const struct field *f = &record->fields[i];
		cells[4 * i].text = str_from_c(f->name);
		cells[4 * i + 1].text = str_from_c(f->label);
		cells[4 * i + 2].text = str_from_c(api_kind(f));
		cells[4 * i + 3].text = notes_of(c, f);
	}
	return (struct list_view){
		.caption = web_path(c, "%s – " API_ROOT "%s", record->many, record->name),
		.heading = true,
		.columns = columns,
		.column_count = ARRAY_LEN(labels),
		.cells = cells,
		.row_count = record->field_count,
	};
}

/* The fields of one register. */
int page_of_api_register(struct web_call *c, struct err *err)
{
	const struct record *record = register_of(c);
	if (!record)
		return web_not_found(c, err);
	struct sheet_view v = {.page = web_page(c, str_from_c(record->many), "")};
	struct list_view list = fields_list(c, record);
	v.page.lead = str_from_c(_("Các trường của danh mục này trong giao diện cho chương trình khác."));
	web_crumb(c, &v.page, STR("/tai-khoan"), str_from_c(_("Tài khoản của tôi")));
	web_crumb(c, &v.page, STR("/api"), str_from_c(_("Giao diện cho chương trình khác")));
	sheet_add_list(c, &v, &list);
	page_sheet(&c->html, &v);
	return 0;
}

/* The registers this person may read, each with the way to its fields. */
static void add_registers(struct web_call *c, struct sheet_view *v)
{
	static const char *const labels[] = {_("Danh mục"), _("Địa chỉ")};
	size_t n = 0;
	while (app_registers[n])
		n++;
	struct column_view *columns = arena_array_of(c->arena, 2, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, 2 * n + 1, struct cell_view);
	struct list_view list = {.caption = str_from_c(_("Các danh mục")),
				 .heading = true,
				 .columns = columns,
				 .column_count = 2,
				 .cells = cells,
				 .empty = str_from_c(_("Bạn chưa được đọc danh mục nào."))};
	for (size_t i = 0; i < 2; i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0};
	for (const struct record *const *r = app_registers; *r; r++)
		if (access_could(&c->actor, register_action(c, *r, "read"))) {
			struct cell_view *cell = cells + 2 * list.row_count++;
			cell[0] = (struct cell_view){.text = str_from_c((*r)->many), .href = web_path(c, "/api/%s", (*r)->name)};
			cell[1].text = web_path(c, API_ROOT "%s", (*r)->name);
		}
	sheet_add_list(c, v, &list);
}

int page_of_api_guide(struct web_call *c, struct err *err)
{
	const struct fact_view facts[] = {
		{.label = str_from_c(_("Mã truy cập")),
		 .value = str_from_c(_("gửi trong đầu mục «Authorization: Bearer …»; tạo ở trang Mã truy cập")),
		 .href = STR("/tai-khoan/ma-truy-cap")},
		{.label = str_from_c(_("Đọc danh sách")), .value = STR("GET " API_ROOT "committee?q=&sort=&page=1&limit=50")},
		{.label = str_from_c(_("Đọc một bản ghi")), .value = STR("GET " API_ROOT "committee/123")},
		{.label = str_from_c(_("Thêm")), .value = STR("POST " API_ROOT "committee  {\"fields\":{…}}")},
		{.label = str_from_c(_("Sửa")), .value = STR("POST " API_ROOT "committee/123  {\"revision\":1,\"fields\":{…}}")},
		{.label = str_from_c(_("Khi ghi")),
		 .value = str_from_c(_("mỗi lần ghi có một đầu mục «Idempotency-Key» riêng; gửi lại cùng khóa thì nhận lại câu "
				       "trả lời đầu"))},
		{.label = str_from_c(_("Mô tả cho máy đọc")), .value = STR("OpenAPI 3.1"), .href = STR(API_ROOT "openapi.json")},
	};
	struct sheet_view v = {.page = web_page(c, str_from_c(_("Giao diện cho chương trình khác")), ""),
			       .facts = facts,
			       .fact_count = ARRAY_LEN(facts)};
	(void)err;
	v.page.lead = str_from_c(_("Đọc và ghi các danh mục bằng JSON, với đúng quyền của bạn."));
	web_crumb(c, &v.page, STR("/tai-khoan"), str_from_c(_("Tài khoản của tôi")));
	add_registers(c, &v);
	page_sheet(&c->html, &v);
	return 0;
}
