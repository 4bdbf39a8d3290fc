/* The door, one's own account and password; and the files of the pages. */
#include <string.h>

#include "app/digest.h"
#include "base/crypt.h"
#include "render/asset.h"
#include "web/internal.h"
#include "web/statements.h"
#include "web/templates.h"

#define SHOWN_LOGINS 8

int page_of_asset(struct web_call *c, struct err *err)
{
	const struct asset *a = asset_find(c->name, c->name2);
	if (!a)
		return web_not_found(c, err);
	http_fixed(c->res, str_from_c(a->type), (struct str){(const char *)a->data, a->n},
		   (struct str){(const char *)a->gz, a->gz_n});
	c->res->cache = HTTP_CACHE_FOREVER;
	return 0;
}

/* Stands among the reports, so that the browser lets it answer for them (ui/worker.js). */
int page_of_report_worker(struct web_call *c, struct err *err)
{
	(void)err;
	for (size_t i = 0; i < asset_count; i++)
		if (strcmp(assets[i].name, "worker.js") == 0) {
			c->res->type = str_from_c(assets[i].type);
			buf_add_bytes(&c->res->body, assets[i].data, assets[i].n);
		}
	return 0;
}

int page_of_health(struct web_call *c, struct err *err)
{
	(void)err;
	c->res->type = STR("text/plain; charset=utf-8");
	buf_add_c(&c->res->body, "ok\n");
	return 0;
}

/* ---- signing in ---- */

static struct str way_back(struct str typed)
{
	return http_is_local(typed) ? typed : STR("/");
}

/* A rehearsal shows the invented accounts: the people made first. */
static int invented_accounts(struct web_call *c, struct sign_in_view *v, struct err *err)
{
	struct option_view *logins = arena_array_of(c->arena, SHOWN_LOGINS, struct option_view);
	_cleanup_query_ struct query *q = NULL;
	if (!c->site->rehearsal || !c->web->config.rehearsal_password.n)
		return 0;
	int r = db_query(c->db, &web_first_people, VALUES(v_int(SHOWN_LOGINS)), &q, err);
	while (r == 0 && v->login_count < SHOWN_LOGINS && (r = query_next(q, err)) > 0) {
		logins[v->login_count++] = (struct option_view){
			.value = query_dup(q, 0, c->arena),
			.text = arena_printf(c->arena, "%.*s, %.*s", STR_ARG(query_str(q, 1)),
					     STR_ARG(web_unit_name(c, query_int(q, 2)))),
		};
		r = 0;
	}
	v->logins = logins;
	v->login_password = c->web->config.rehearsal_password;
	return r;
}

static int show_door(struct web_call *c, struct str login, struct str back, struct str wrong, struct err *err)
{
	struct field_view fields[] = {
		{.kind = CONTROL_TEXT,
		 .name = STR("login"),
		 .label = str_from_c(_("Tên đăng nhập")),
		 .value = login,
		 .required = true,
		 .autocomplete = STR("username")},
		{.kind = CONTROL_PASSWORD,
		 .name = STR("password"),
		 .label = str_from_c(_("Mật khẩu")),
		 .required = true,
		 .autocomplete = STR("current-password")},
		{.kind = CONTROL_HIDDEN, .name = STR("ve"), .value = back},
	};
	struct sign_in_view v = {.page = web_page(c, str_from_c(_("Đăng nhập")), "")};
	v.form = (struct form_view){.id = STR("vao"),
				    .action = STR("/dang-nhap"),
				    .error = wrong,
				    .fields = fields,
				    .count = ARRAY_LEN(fields),
				    .submit = str_from_c(_("Đăng nhập"))};
	int r = invented_accounts(c, &v, err);
	if (r < 0)
		return r;
	c->res->cache = HTTP_CACHE_NEVER;
	page_sign_in(&c->html, &v);
	return 0;
}

int page_of_sign_in_form(struct web_call *c, struct err *err)
{
	struct str back = way_back(http_query(c->req, "ve"));
	if (!c->signed_in)
		return show_door(c, (struct str){0}, back, (struct str){0}, err);
	http_redirect(c->res, back);
	return 0;
}

static bool set_session(struct web_call *c, const uint8_t token[SESSION_TOKEN_LEN])
{
	return http_set_cookie(c->res, web_cookie(c->web), hex(c->arena, token, SESSION_TOKEN_LEN), SESSION_WHOLE_MS / 1000);
}

/* Made at the first sign-in of the day. */
static int text_of_the_day(struct web_call *c, int64_t person, struct err *err)
{
	struct actor actor;
	int r = access_actor(c->db, c->arena, person, site_today(c->site), &actor, err);
	return r < 0 ? r : digest_ensure(c->site, c->db, &actor, site_today(c->site), err);
}

int page_of_sign_in(struct web_call *c, struct err *err)
{
	uint8_t token[SESSION_TOKEN_LEN];
	int64_t person;
	struct str login = str_trim(http_form(c->req, "login")), back = way_back(http_form(c->req, "ve"));
	int r = session_sign_in(c->site, c->db, login, http_form(c->req, "password"), c->req->client, token, &person,
				err);
	if (r == -ERR_INPUT || r == -ERR_TOO_MANY) {
		struct str wrong = arena_dup(c->arena, str_from_c(err->text));
		http_restart(c->res, err_http_status(err->code));
		if (r == -ERR_TOO_MANY)
			http_add_header(c->res, "Retry-After", STR("60"));
		return show_door(c, login, back, wrong, err);
	}
	if (r == 0 && c->signed_in) /* somebody else sat here before */
		r = session_sign_out(c->site, c->token, err);
	if (r == 0)
		r = text_of_the_day(c, person, err);
	if (r < 0)
		return r;
	INVARIANT(set_session(c, token), "a session cookie is hexadecimal");
	http_redirect(c->res, back);
	return 0;
}

int page_of_sign_out(struct web_call *c, struct err *err)
{
	int r = session_sign_out(c->site, c->token, err);
	if (r < 0)
		return r;
	http_set_cookie(c->res, web_cookie(c->web), (struct str){0}, 0);
	http_redirect(c->res, STR("/dang-nhap"));
	http_add_header(c->res, "Clear-Site-Data", STR("\"storage\"")); /* drafts and forms kept on the device */
	return 0;
}

/* ---- the account ---- */

int page_of_account(struct web_call *c, struct err *err)
{
	const struct actor *me = &c->actor;
	struct row person;
	int r = row_load(c->db, c->arena, &person_record, me->person, &person, err); /* one's own row is no secret */
	if (r <= 0)
		return r < 0 ? r : web_not_found(c, err);
	struct fact_view *f = arena_array_of(c->arena, 4 + me->n, struct fact_view);
	struct sheet_view v = {
		.page = web_page(c, str_from_c(_("Tài khoản của tôi")), ""), .facts = f, .fact_count = 4 + me->n};
	const struct action_view out = {
		.action = STR("/dang-xuat"), .text = str_from_c(_("Đăng xuất")), .second = true};
	const struct link_view related[] = {
		{.href = STR("/mat-khau"), .text = str_from_c(_("Đổi mật khẩu"))},
		{.href = STR("/tai-khoan/ma-truy-cap"), .text = str_from_c(_("Mã truy cập cho chương trình khác"))},
	};
	f[0] = (struct fact_view){.label = str_from_c(_("Họ và tên")), .value = me->name};
	f[1] = (struct fact_view){.label = str_from_c(_("Chức vụ, chức danh")), .value = me->position};
	f[2] = (struct fact_view){.label = str_from_c(_("Đơn vị")),
				  .value = web_unit_name(c, row_int(&person, "unit"))};
	f[3] = (struct fact_view){.label = str_from_c(_("Tên đăng nhập")), .value = me->login};
	for (size_t i = 0; i < me->n; i++)
		f[4 + i] = (struct fact_view){
			.label = str_from_c(_("Vai trò")),
			.value = str_from_c(role_label(me->grants[i].role)),
			.note = arena_printf(c->arena, _("đối với %.*s và các đơn vị cấp dưới"),
					     STR_ARG(web_unit_name(c, me->grants[i].unit))),
		};
	v.actions = &out;
	v.action_count = 1;
	v.related = related;
	v.related_count = c->session.must_change ? 1 : ARRAY_LEN(related);
	page_sheet(&c->html, &v);
	return 0;
}

/* ---- the password ---- */

static void show_password(struct web_call *c, const char *wrong_field, struct str wrong)
{
	struct field_view fields[] = {
		{.kind = CONTROL_PASSWORD,
		 .name = STR("old"),
		 .label = str_from_c(_("Mật khẩu hiện tại")),
		 .required = true,
		 .autocomplete = STR("current-password")},
		{.kind = CONTROL_PASSWORD,
		 .name = STR("password"),
		 .label = str_from_c(_("Mật khẩu mới")),
		 .required = true,
		 .hint = arena_printf(c->arena,
				      _("Ít nhất %d ký tự, không chứa tên đăng nhập; một câu ngắn dễ nhớ là tốt nhất."),
				      PASSWORD_SHORTEST),
		 .autocomplete = STR("new-password")},
		{.kind = CONTROL_PASSWORD,
		 .name = STR("again"),
		 .label = str_from_c(_("Gõ lại mật khẩu mới")),
		 .required = true,
		 .autocomplete = STR("new-password")},
	};
	struct form_page_view v = {.page = web_page(c, str_from_c(_("Đổi mật khẩu")), "")};
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (wrong_field && str_eq_c(fields[i].name, wrong_field))
			fields[i].error = wrong;
	v.form = (struct form_view){.id = STR("mk"),
				    .action = STR("/mat-khau"),
				    .fields = fields,
				    .count = ARRAY_LEN(fields),
				    .submit = str_from_c(_("Đổi mật khẩu"))};
	if (c->session.must_change)
		v.form.intro =
			str_from_c(_("Mật khẩu này do người khác đặt. Hãy đặt mật khẩu của riêng bạn để tiếp tục."));
	else
		v.form.cancel_href = STR("/tai-khoan");
	c->res->cache = HTTP_CACHE_NEVER;
	page_form(&c->html, &v);
}

int page_of_password_form(struct web_call *c, struct err *err)
{
	(void)err;
	show_password(c, NULL, (struct str){0});
	return 0;
}

static int change(struct web_call *c, struct err *err)
{
	struct str fresh = http_form(c->req, "password");
	if (!str_eq(fresh, http_form(c->req, "again")))
		return err_field(err, ERR_INPUT, "again", _("Hai lần gõ mật khẩu mới không giống nhau."));
	return password_change(c->site, c->db, &c->actor, http_form(c->req, "old"), fresh, err);
}

int page_of_password(struct web_call *c, struct err *err)
{
	uint8_t token[SESSION_TOKEN_LEN];
	int64_t person;
	int r = change(c, err);
	if (r == -ERR_INPUT && err->field[0]) {
		struct str wrong = arena_dup(c->arena, str_from_c(err->text));
		http_restart(c->res, err_http_status(err->code));
		show_password(c, err->field, wrong);
		return 0;
	}
	/* the change ended every session of this person, this one too: go on with a fresh one */
	if (r == 0)
		r = session_sign_in(c->site, c->db, c->actor.login, http_form(c->req, "password"), c->req->client,
				    token, &person, err);
	if (r < 0)
		return r;
	INVARIANT(set_session(c, token), "a session cookie is hexadecimal");
	http_redirect(c->res, c->session.must_change ? STR("/") : STR("/tai-khoan?xong=1"));
	return 0;
}
