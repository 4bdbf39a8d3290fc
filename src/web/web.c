/* From a request to a handler: router, session, actor, token; and errors as pages. */
#include "web/web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/daily.h"
#include "base/log.h"
#include "file/store.h"
#include "job/job.h"
#include "record/import.h"
#include "render/asset.h"
#include "web/api.h"
#include "web/internal.h"
#include "web/pick.h"
#include "web/templates.h"
#include "work/task.h"

#define WEB_BODIES ((size_t)128 << 20)  /* of all uploads under way */
#define WEB_CONNECTIONS 4000
#define WEB_RESPONSE ((size_t)32 << 20) /* a whole file fits */

struct web_worker {
	struct web *web;
	struct db *db;
};

const char *web_cookie(const struct web *w)
{
	return w->config.secure_cookies ? WEB_COOKIE_SECURE : WEB_COOKIE;
}

static struct str form_key(void *ctx)
{
	struct web_call *c = ctx;
	uint8_t chance[12];
	random_bytes(chance, sizeof(chance));
	return hex(c->arena, chance, sizeof(chance));
}

static void prepare_html(struct web_call *c)
{
	uint8_t chance[HTTP_TOKEN_LEN];
	c->html = (struct html){.out = &c->res->body, .form_key = form_key, .form_ctx = c};
	if (!c->signed_in)
		return;
	_Static_assert(sizeof(c->session.csrf) == HTTP_TOKEN_LEN, "the form token has the length http masks");
	random_bytes(chance, sizeof(chance));
	c->html.csrf = http_token_mask(c->arena, c->session.csrf, chance);
}

static int find_session(struct web_call *c, struct err *err)
{
	if (!unhex(http_cookie(c->req, web_cookie(c->web)), c->token, SESSION_TOKEN_LEN))
		return 0;
	int r = session_find(c->site, c->db, c->token, &c->session, err);
	if (r == 0)
		r = web_actor(c, c->session.person, err);
	if (r == 0)
		c->signed_in = true;
	return r == -ERR_SIGN_IN ? 0 : r;
}

/* A form that came from a page of ours, made for this session. */
static int check_post(struct web_call *c, struct err *err)
{
	uint8_t token[HTTP_TOKEN_LEN];
	if (!http_same_origin(c->req))
		return err_set(err, ERR_DENIED, _("Yêu cầu này không đến từ trang của hệ thống nên đã bị từ chối."));
	if (c->signed_in && (!http_token_unmask(http_form(c->req, HTML_FIELD_CSRF), token) ||
	                     !bytes_equal_const_time(token, c->session.csrf, sizeof(token))))
		return err_set(err, ERR_DENIED, _("Trang này đã cũ. Hãy quay lại, tải lại trang rồi gửi lần nữa."));
	return 0;
}

#define REMEMBERED 2048 /* bytes of an address: encoded once more it is still one that everybody reads */

/* 303 to the door, and back here afterwards. */
static int to_sign_in(struct web_call *c)
{
	struct str back = c->req->path, query = c->req->query_text;
	if (query.n)
		back = arena_printf(c->arena, "%.*s?%.*s", STR_ARG(back), STR_ARG(query));
	if (back.n > REMEMBERED)
		back = (struct str){0};
	http_redirect(c->res, web_with(c, STR("/dang-nhap"), NULL, 0, "ve", back));
	return 0;
}

/* The same page for the same person in the same half of the day (work/late.h) while the ledger stands still. */
static void unchanged(struct web_call *c, bool *ret_same)
{
	struct head head = *c->head;
	struct str made_of = arena_printf(c->arena, "%s %lld %.*s %lld %lld %lld", WEB_VERSION, (long long)head.number,
	                                  STR_ARG(hex(c->arena, c->token, c->signed_in ? SESSION_TOKEN_LEN : 0)),
	                                  (long long)c->actor.person, (long long)task_now(c->site),
	                                  (long long)web_bell_version(c));
	struct hash h = hash_three(made_of.p, made_of.n, head.hash.b, HASH_LEN, asset_url("app.css"),
				   strlen(asset_url("app.css")));
	*ret_same = http_unchanged(c->req, c->res, hex(c->arena, h.b, 12));
}

/* From memory, or by the handler. */
static int make_page(struct web_call *c, struct err *err)
{
	struct shared_call call = {0};
	bool kept = c->route->flags & WEB_KEPT;
	if (kept && kept_page_send(c))
		return 0;
	if (c->web->shared && shared_page_send(c, &call))
		return 0;
	int r = c->route->handler(c, err);
	if (r == 0 && kept)
		kept_page_put(c);
	if (r == 0)
		shared_page_put(c, &call);
	c->html.notes = NULL;
	return r;
}

static int answer_get(struct web_call *c, struct err *err)
{
	bool same = false;
	if (c->signed_in && !(c->route->flags & (WEB_OPEN | WEB_FRESH)))
		unchanged(c, &same);
	return same ? 0 : make_page(c, err);
}

/* Has this person any role that could get an answer here? Whose row it is, the handler asks. */
static bool could(struct web_call *c)
{
	const char *action = arena_c(c->arena, web_action(c->arena, c->route, c->name, c->name2));
	return access_known(action) && access_could(&c->actor, action);
}

static int answer_page(struct web_call *c, struct err *err)
{
	bool open = c->route->flags & WEB_OPEN;
	int r = find_session(c, err);
	if (r < 0)
		return r;
	prepare_html(c);
	if (!c->signed_in && !open) {
		if (c->req->method == HTTP_GET)
			return to_sign_in(c);
		return err_set(err, ERR_SIGN_IN,
			       _("Phiên làm việc đã hết nên chưa ghi gì. Hãy đăng nhập lại rồi gửi lần nữa."));
	}
	if (c->signed_in && c->session.must_change && !open && !(c->route->flags & WEB_PASSWORD)) {
		http_redirect(c->res, STR("/mat-khau"));
		return 0;
	}
	if (c->route->action && !could(c))
		return web_not_found(c, err);
	if (c->req->method == HTTP_GET)
		return answer_get(c, err);
	r = check_post(c, err);
	if (r == 0 && c->req->file.more && !(c->route->flags & WEB_FILES))
		r = err_set(err, ERR_INPUT, _("Mỗi lần chỉ gửi được một tệp."));
	if (r < 0)
		return r;
	pick_receive(c);
	return c->route->verb ? web_post(c, c->route->verb, (struct str){0}, err) : c->route->handler(c, err);
}

/* A page reads one state of the site, from who asks to the last figure. */
static int answer(struct web_call *c, struct err *err)
{
	struct head head;
	if (c->route->flags & WEB_API)
		return api_answer(c, err);
	if (c->req->method != HTTP_GET)
		return answer_page(c, err);
	int r = db_read_begin(c->db, err);
	if (r < 0)
		return r;
	r = ledger_head(c->db, &head, err);
	if (r == 0) {
		c->head = &head;
		r = answer_page(c, err);
	}
	c->head = NULL;
	db_read_end(c->db);
	return r;
}

static void error_view(struct web *w, const struct http_request *req, struct http_response *res, int status,
		       struct str text, struct page_view page)
{
	static const struct {
		int status;
		const char *title;
	} titles[] = {
		{400, _("Yêu cầu không đọc được")},
		{401, _("Cần đăng nhập")},
		{403, _("Không được phép")},
		{404, _("Không tìm thấy")},
		{405, _("Không dùng được như vậy")},
		{409, _("Đã có thay đổi khác")},
		{408, _("Gửi lên quá chậm")},
		{413, _("Tệp quá lớn")},
		{422, _("Chưa ghi được")},
		{429, _("Xin đợi một lát")},
		{503, _("Máy chủ đang bận")},
	};
	const char *title = _("Có lỗi");
	for (size_t i = 0; i < ARRAY_LEN(titles); i++)
		if (titles[i].status == status)
			title = titles[i].title;
	const struct link_view home = {.href = STR("/"), .text = str_from_c(_("Về trang đầu"))};
	const struct link_view door = {.href = STR("/dang-nhap"), .text = str_from_c(_("Đăng nhập"))};
	http_restart(res, status);
	struct html h = {.out = &res->body};
	if (!page.site.n) {
		page.site = w->config.site->name;
		page.rehearsal = w->config.site->rehearsal;
	}
	page.title = str_from_c(title);
	struct error_view v = {
		.page = page,
		.text = text,
		.reference = status >= 500 ? arena_printf(req->arena, "%lld", (long long)req->id) : (struct str){0},
		.links = status == 401 ? &door : &home,
		.count = 1,
	};
	page_error(&h, &v);
}

/* Room for a file of the largest size with the form around it. */
static size_t on_upload_limit(void *ctx, struct str path)
{
	struct web *w = ctx;
	struct http_match match;
	if (http_route_find(w->router, HTTP_POST, path, &match) != 200)
		return 0;
	const struct web_route *route = match.route->target;
	return route->flags & WEB_UPLOAD ? FILE_MOST + ((size_t)64 << 10) : 0;
}

static void on_error_page(void *ctx, const struct http_request *req, int status, struct str text,
			  struct http_response *res)
{
	if (status == 413)
		text = arena_printf(req->arena,
				    _("Nội dung gửi lên quá lớn nên chưa ghi gì: mỗi tệp đính kèm tối đa %zu MB. Hãy quay "
				      "lại, nén hoặc chia nhỏ tệp rồi gửi lần nữa."),
				    FILE_MOST >> 20);
	if (api_is(req->path))
		api_error(res, status, STR("request"), text, NULL, NULL);
	else
		error_view(ctx, req, res, status, text, (struct page_view){0});
}

static void answer_error(struct web_call *c, const struct err *e)
{
	int status = err_http_status(e->code);
	struct page_view page = {0};
	if (status >= 500 && e->code != ERR_BUSY)
		log_err(LOG_ERROR, "error", "id", c->req->id, e);
	if (c->signed_in && !api_is(c->req->path))
		page = web_page(c, (struct str){0}, "");
	/* what went wrong inside is for the log; the person gets a sentence without it */
	struct str text = e->code == ERR_INTERNAL
				  ? str_from_c(_("Chương trình gặp lỗi ngoài dự kiến. Việc vừa làm chưa được ghi."))
				  : arena_dup(c->arena, str_from_c(e->text));
	if (api_is(c->req->path))
		api_error(c->res, status, api_code(c->arena, e->code), text, NULL, NULL);
	else
		error_view(c->web, c->req, c->res, status, text, page);
	if (status == 503)
		http_add_header(c->res, "Retry-After", STR("5"));
}

/* Finds the address once, for the lane and for the handler. */
static enum http_lane lane_of(void *ctx, struct http_request *req)
{
	const struct web *w = ctx;
	struct http_match *match = arena_new_of(req->arena, struct http_match);
	unsigned flags = 0;
	if (http_route_find(w->router, req->method, req->path, match) == 200) {
		req->match = match;
		flags = ((const struct web_route *)match->route->target)->flags;
	}
	return flags & WEB_DOOR ? HTTP_LANE_DOOR : flags & WEB_SLOW ? HTTP_LANE_SLOW
			      : req->method == HTTP_POST	    ? HTTP_LANE_WRITE
								    : HTTP_LANE_READ;
}

static void handle(void *worker, const struct http_request *req, struct http_response *res)
{
	struct web_worker *w = worker;
	struct http_match match = {0};
	struct err err = ERR_INIT;
	struct web_call c = {.web = w->web,
			     .site = w->web->config.site,
			     .app = w->web->config.app,
			     .db = w->db,
			     .arena = req->arena,
			     .req = req,
			     .res = res};
	int found = req->match ? 200 : http_route_find(w->web->router, req->method, req->path, &match), r;
	if (req->match)
		match = *req->match;
	db_deadline(w->db, req->deadline_ms);
	if (found == 200) {
		c.route = match.route->target;
		c.id = match.id_count ? match.ids[0] : 0;
		c.id2 = match.id_count > 1 ? match.ids[1] : 0;
		c.name = match.name_count ? match.names[0] : (struct str){0};
		c.name2 = match.name_count > 1 ? match.names[1] : (struct str){0};
		r = answer(&c, &err);
	} else {
		r = found == 405 ? err_set(&err, ERR_METHOD, _("Địa chỉ này không nhận yêu cầu kiểu đó."))
				 : (find_session(&c, &err), web_not_found(&c, &err));
		if (found == 405)
			http_allow(res, match.methods);
	}
	db_deadline(w->db, 0);
	if (r < 0)
		answer_error(&c, &err);
	if (found == 405)
		http_allow(res, match.methods);
}

static int worker_start(void *ctx, unsigned index, void **ret_worker, struct err *err)
{
	struct web *w = ctx;
	(void)index;
	struct web_worker *worker = calloc(1, sizeof(*worker));
	if (!worker)
		abort();
	worker->web = w;
	int r = site_reader(w->config.site, &worker->db, err);
	if (r < 0)
		free(worker);
	else
		*ret_worker = worker;
	return r;
}

static void worker_stop(void *ctx, void *worker)
{
	struct web_worker *w = worker;
	(void)ctx;
	db_close(w->db);
	free(w);
}

static bool asks_nothing_rightly(const struct web_route *r)
{
	for (const struct web_anybody *any = web_anybody; any->pattern; any++)
		if (strcmp(any->pattern, r->pattern) == 0)
			return true;
	return false;
}

/* Every address asks a permission that has a row in access.csv, or is one of the few that need none. */
static void check_route(struct web *w, const struct web_route *r)
{
	INVARIANT((r->handler != NULL) != (r->verb != NULL), "a route has a handler or a verb");
	INVARIANT(!(r->flags & WEB_OPEN) || !r->action, "a route open to anybody asks a permission");
	if (!r->action && !r->verb) {
		INVARIANT(asks_nothing_rightly(r), "a route without an action, and no word in web_anybody why");
		return;
	}
	/* what every register has; a move or the opening of private fields is known where a register has it */
	const char *action = r->verb ? r->verb->name : r->action;
	bool some = strcmp(action, "@record.read") != 0 && strcmp(action, "@record.save") != 0 && action[0] == '@';
	for (const struct record *const *record = app_registers; *record && !some; record++) {
		struct str one = web_action(w->arena, r, str_from_c((*record)->name), (struct str){0});
		INVARIANT(access_known(arena_c(w->arena, one)), "a route names an action without a row in access.csv");
	}
}

static void build_router(struct web *w)
{
	size_t n = 0;
	while (web_routes[n].pattern)
		n++;
	struct http_route *routes = arena_array_of(w->arena, n, struct http_route);
	for (size_t i = 0; i < n; i++) {
		check_route(w, &web_routes[i]);
		routes[i] = (struct http_route){web_routes[i].method, web_routes[i].pattern, &web_routes[i]};
	}
	w->router = http_router_new(w->arena, routes, n);
}

int web_start(const struct web_config *config, struct web **ret_web, struct err *err)
{
	struct web *w = calloc(1, sizeof(*w));
	if (!w)
		abort();
	w->arena = arena_new("web", 1 << 24);
	w->config = *config;
	w->actors = actor_cache_new();
	w->kept = page_slots_new(KEPT_PAGES);
	w->shared = config->alone ? NULL : page_slots_new(SHARED_PAGES);
	w->bells = bell_cache_new(site_now(config->site));
	build_router(w);
	struct http_config http = {
		.listen = config->listen,
		.secure_cookies = config->secure_cookies,
		.log_requests = true,
		.writers = 32, /* so many verbs may share one sync of the disk */
		.limits = {.bodies = WEB_BODIES, .response = WEB_RESPONSE, .connections = WEB_CONNECTIONS},
		.upload_limit = on_upload_limit,
		.ctx = w,
		.lane = lane_of,
		.session_cookie = web_cookie(w),
		.handler = handle,
		.error_page = on_error_page,
		.worker_start = worker_start,
		.worker_stop = worker_stop,
	};
	int r = import_thread_start(config->site, &w->imports, err);
	w->program = app_program();
	w->plan_queue = (struct plan_queue){config->site, &w->program};
	if (r == 0 && !config->still)
		r = plan_thread_start(&w->plan_queue, &w->plans, err);
	if (r == 0 && !config->still)
		r = daily_start(config->site, &w->program, &w->daily, err);
	if (r == 0)
		r = http_start(&http, &w->server, err);
	if (r < 0) {
		job_stop(w->imports);
		bell_cache_free(w->bells);
		actor_cache_free(w->actors);
		page_slots_free(w->kept);
		page_slots_free(w->shared);
		job_stop(w->plans);
		daily_stop(w->daily);
		arena_free(w->arena);
		free(w);
		return r;
	}
	*ret_web = w;
	return 0;
}

struct str web_address(struct web *w)
{
	return http_address(w->server);
}

void web_stop(struct web *w)
{
	if (!w)
		return;
	http_stop(w->server);
	job_stop(w->imports);
	bell_cache_free(w->bells);
	actor_cache_free(w->actors);
	page_slots_free(w->kept);
	page_slots_free(w->shared);
	job_stop(w->plans);
	daily_stop(w->daily);
	arena_free(w->arena);
	free(w);
}
