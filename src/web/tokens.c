/* One's own tokens: the list, a new one shown once, revoking. */
#include <string.h>

#include "base/log.h"
#include "web/api.h"
#include "web/registers.h"
#include "web/templates.h"

#define HERE "/tai-khoan/ma-truy-cap"
#define DAYS_AT_FIRST "90"
#define MOST_REGISTERS 64

static struct str moment_or(struct web_call *c, int64_t ms, const char *otherwise)
{
	return ms ? moment_vn(c->arena, ms) : str_from_c(otherwise);
}

/* The titles of "committee,person,". */
static struct str titles_of(struct web_call *c, const struct token *t)
{
	_cleanup_buf_ struct buf b = BUF_INIT(4096);
	for (const struct record *const *r = app_registers; *r; r++)
		if (token_opens(t, str_from_c((*r)->name)))
			buf_printf(&b, "%s%s", b.n ? "; " : "", (*r)->many);
	return arena_dup(c->arena, buf_str(&b));
}

static int add_list(struct web_call *c, struct sheet_view *v, struct err *err)
{
	static const char *const labels[] = {_("Dùng cho"), _("Được"), _("Danh mục"), _("Hết hạn"), _("Dùng lần cuối")};
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(labels), struct column_view);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0};
	struct token *tokens = NULL;
	size_t n = 0, k = ARRAY_LEN(labels);
	int r = token_list(c->db, c->arena, c->actor.person, &tokens, &n, err);
	if (r < 0)
		return r;
	struct cell_view *cells = arena_array_of(c->arena, n * k, struct cell_view);
	struct action_view *actions = arena_array_of(c->arena, n, struct action_view);
	for (size_t i = 0; i < n; i++) {
		cells[i * k].text = tokens[i].name;
		cells[i * k + 1].text = str_from_c(tokens[i].write ? _("đọc và ghi") : _("đọc"));
		cells[i * k + 2].text = titles_of(c, &tokens[i]);
		cells[i * k + 3].text = moment_vn(c->arena, tokens[i].ends_at);
		cells[i * k + 4].text = moment_or(c, tokens[i].used_at, _("chưa dùng"));
		actions[i] = (struct action_view){
			.action = web_path(c, HERE "/%.*s/thu-hoi", STR_ARG(hex(c->arena, tokens[i].hash.b, HASH_LEN))),
			.text = arena_printf(c->arena, _("Thu hồi «%.*s»"), STR_ARG(tokens[i].name)),
			.second = true};
	}
	struct list_view *list = arena_new_of(c->arena, struct list_view);
	*list = (struct list_view){.caption = str_from_c(_("Mã đang có")),
				   .heading = true,
				   .columns = columns,
				   .column_count = k,
				   .cells = cells,
				   .row_count = n,
				   .empty = str_from_c(_("Bạn chưa có mã truy cập nào."))};
	v->lists = list;
	v->list_count = 1;
	v->actions = actions;
	v->action_count = n;
	return 0;
}

static struct str tick_name(struct web_call *c, const struct record *record)
{
	return web_path(c, "dm-%s", record->name);
}

/* Empty when it is shown first. `wrong` names a field of it. */
static void add_form(struct web_call *c, struct sheet_view *v, const struct err *wrong)
{
	struct field_view *f = arena_array_of(c->arena, 5 + MOST_REGISTERS, struct field_view);
	struct option_view *scopes = arena_array_of(c->arena, 2, struct option_view);
	struct form_view *form = arena_new_of(c->arena, struct form_view);
	bool write = str_eq_c(http_form(c->req, "scope"), "write");
	struct str days = http_form(c->req, "days");
	size_t n = 0;
	scopes[0] = (struct option_view){STR("read"), str_from_c(_("chỉ đọc")), !write};
	scopes[1] = (struct option_view){STR("write"), str_from_c(_("đọc và ghi")), write};
	f[n++] = (struct field_view){.kind = CONTROL_TEXT, .name = STR("name"), .label = str_from_c(_("Dùng cho việc gì")),
				     .value = http_form(c->req, "name"), .required = true,
				     .hint = str_from_c(_("Tên chương trình hoặc công việc, để sau này biết mà thu hồi."))};
	f[n++] = (struct field_view){.kind = CONTROL_CHOICE, .name = STR("scope"), .label = str_from_c(_("Được làm gì")),
				     .options = scopes, .option_count = 2, .required = true};
	for (const struct record *const *r = app_registers; *r && n < 2 + MOST_REGISTERS; r++)
		if (access_could(&c->actor, register_action(c, *r, "read")))
			f[n++] = (struct field_view){.kind = CONTROL_TICK, .name = tick_name(c, *r),
						     .label = arena_printf(c->arena, _("Danh mục: %s"), (*r)->many),
						     .value = http_form(c->req, arena_c(c->arena, tick_name(c, *r))),
						     .required = true};
	f[n++] = (struct field_view){.kind = CONTROL_NUMBER, .name = STR("days"),
				     .label = str_from_c(_("Dùng trong bao nhiêu ngày")), .required = true,
				     .value = days.p ? days : STR(DAYS_AT_FIRST), .hint = str_from_c(_("Nhiều nhất 365."))};
	f[n++] = (struct field_view){.kind = CONTROL_PASSWORD, .name = STR("password"),
				     .label = str_from_c(_("Mật khẩu của bạn")), .required = true,
				     .autocomplete = STR("current-password")};
	*form = (struct form_view){.id = STR("ma"), .action = STR(HERE), .heading = str_from_c(_("Tạo mã mới")),
				   .fields = f, .count = n, .submit = str_from_c(_("Tạo mã truy cập"))};
	bool placed = false;
	for (size_t i = 0; wrong && i < n; i++)
		if (str_eq_c(f[i].name, wrong->field)) {
			f[i].error = arena_dup(c->arena, str_from_c(wrong->text));
			placed = true;
		}
	if (wrong && !placed)
		form->error = arena_dup(c->arena, str_from_c(wrong->text));
	v->forms = form;
	v->form_count = 1;
}

static int show(struct web_call *c, const struct err *wrong, struct err *err)
{
	struct sheet_view v = {.page = web_page(c, str_from_c(_("Mã truy cập")), "")};
	const struct link_view guide = {.href = STR("/api"), .text = str_from_c(_("Cách dùng mã truy cập"))};
	v.page.lead = str_from_c(_("Để một chương trình khác đọc hoặc ghi các danh mục thay bạn, không cần mật khẩu. Đổi mật khẩu "
				   "thì mọi mã hết hiệu lực."));
	web_crumb(c, &v.page, STR("/tai-khoan"), str_from_c(_("Tài khoản của tôi")));
	v.related = &guide;
	v.related_count = 1;
	int r = add_list(c, &v, err);
	if (r < 0)
		return r;
	add_form(c, &v, wrong);
	c->res->cache = HTTP_CACHE_NEVER;
	page_sheet(&c->html, &v);
	return 0;
}

int page_of_tokens(struct web_call *c, struct err *err)
{
	return show(c, NULL, err);
}

/* The registers ticked; only such as this person reads. */
static struct str ticked(struct web_call *c)
{
	_cleanup_buf_ struct buf b = BUF_INIT(4096);
	for (const struct record *const *r = app_registers; *r; r++)
		if (str_eq_c(http_form(c->req, arena_c(c->arena, tick_name(c, *r))), "1") &&
		    access_could(&c->actor, register_action(c, *r, "read")))
			buf_printf(&b, "%s,", (*r)->name);
	return arena_dup(c->arena, buf_str(&b));
}

static int make(struct web_call *c, struct str *ret_text, struct err *err)
{
	struct token_wish wish = {.name = http_form(c->req, "name"),
				  .write = str_eq_c(http_form(c->req, "scope"), "write"),
				  .records = ticked(c)};
	int64_t person;
	if (!str_to_i64(str_trim(http_form(c->req, "days")), 1, TOKEN_MOST_DAYS, &wish.days))
		return err_field(err, ERR_INPUT, "days", _("«Dùng trong bao nhiêu ngày» phải từ 1 đến %d."), TOKEN_MOST_DAYS);
	if (!wish.records.n)
		return err_set(err, ERR_INPUT, _("Chưa chọn danh mục nào cho mã này."));
	/* a session left open must not become a key for a year */
	int r = session_check_password(c->site, c->db, c->actor.login, http_form(c->req, "password"), &person, err);
	if (r < 0 && err->code == ERR_INPUT)
		return err_field(err, ERR_INPUT, "password", _("Mật khẩu không đúng."));
	return r < 0 ? r : token_make(c->site, c->arena, c->actor.person, &wish, ret_text, err);
}

int page_of_token_new(struct web_call *c, struct err *err)
{
	struct str text = {0};
	int r = make(c, &text, err);
	if (r < 0 && (err->code == ERR_INPUT || err->code == ERR_CONFLICT || err->code == ERR_TOO_MANY)) {
		struct err wrong = *err;
		http_restart(c->res, err_http_status(err->code));
		return show(c, &wrong, err);
	}
	if (r < 0)
		return r;
	log_line(LOG_INFO, "token", "made person=%lld", (long long)c->actor.person);
	struct fact_view facts[] = {
		{.label = str_from_c(_("Mã truy cập")), .value = text, .note = str_from_c(_("chỉ hiện một lần trên trang này"))},
	};
	const struct link_view back = {.href = STR(HERE), .text = str_from_c(_("Các mã đang có"))};
	struct sheet_view v = {.page = web_page(c, str_from_c(_("Đã tạo mã truy cập")), ""),
			       .facts = facts,
			       .fact_count = ARRAY_LEN(facts),
			       .related = &back,
			       .related_count = 1};
	v.page.lead = str_from_c(_("Chép mã vào nơi cất giữ của chương trình ngay bây giờ; hệ thống không giữ mã nên không xem lại "
				   "được."));
	web_crumb(c, &v.page, STR("/tai-khoan"), str_from_c(_("Tài khoản của tôi")));
	web_crumb(c, &v.page, STR(HERE), str_from_c(_("Mã truy cập")));
	c->res->cache = HTTP_CACHE_NEVER;
	page_sheet(&c->html, &v);
	return 0;
}

int page_of_token_revoke(struct web_call *c, struct err *err)
{
	struct hash hash;
	if (!unhex(c->name, hash.b, HASH_LEN))
		return web_not_found(c, err);
	int r = token_revoke(c->site, c->actor.person, &hash, err);
	if (r == -ERR_NOT_FOUND)
		return web_not_found(c, err);
	if (r < 0)
		return r;
	log_line(LOG_INFO, "token", "revoked person=%lld", (long long)c->actor.person);
	http_redirect(c->res, STR(HERE "?xong=1"));
	return 0;
}
