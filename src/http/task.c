#include "http/task.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "http/form.h"

#define KEPT_TASKS 64            /* finished tasks whose memory is used again */
#define KEPT_BUFFER (64u << 10)  /* larger buffers are given back */
#define RETRY_AFTER "5"

/* ---- coming and going ---- */

static void buffer_recycle(struct buf *b)
{
	if (b->room > KEPT_BUFFER)
		buf_free(b);
	buf_reset(b);
}

struct task *task_new(struct intake *in, struct str target)
{
	struct task *t = in->free_tasks;
	const struct http_limits *l = &in->config.limits;
	if (t) {
		in->free_tasks = t->next_free;
		in->free_count--;
	} else {
		t = calloc(1, sizeof(*t));
		if (!t)
			BUG("no memory for a request");
		t->request.arena = arena_new("request", l->arena);
	}
	struct arena *arena = t->request.arena;
	*t = (struct task){.intake = in, .body = t->body, .packed = t->packed, .response = {.body = t->response.body}};
	t->arrived_ms = monotonic_ms();
	t->request = (struct http_request){.id = ++in->last_id, .arena = arena, .method = HTTP_GET};
	t->packed.cap = l->response;
	http_response_init(&t->response, arena, l->response);
	if (target.n > HTTP_MAX_URI)
		t->refuse = 414;
	t->target = arena_dup(arena, str_slice(target, 0, HTTP_MAX_URI));
	return t;
}

/* What the task held of a body is nobody's any more. */
static void give_room(struct task *t)
{
	atomic_fetch_sub(&t->intake->bodies, t->held);
	t->held = 0;
}

static void task_destroy(struct task *t)
{
	arena_free(t->request.arena);
	buf_free(&t->body);
	buf_free(&t->packed);
	buf_free(&t->response.body);
	free(t);
}

void task_free(struct task *t)
{
	struct intake *in = t->intake;
	give_room(t);
	clients_leave(in->clients, t->person);
	clients_leave(in->clients, t->address);
	if (in->free_count == KEPT_TASKS) {
		task_destroy(t);
		return;
	}
	arena_reset(t->request.arena);
	buffer_recycle(&t->body);
	buffer_recycle(&t->packed);
	buffer_recycle(&t->response.body);
	t->next_free = in->free_tasks;
	in->free_tasks = t;
	in->free_count++;
}

void intake_clear(struct intake *in)
{
	while (in->free_tasks) {
		struct task *t = in->free_tasks;
		in->free_tasks = t->next_free;
		task_destroy(t);
	}
	in->free_count = 0;
	clients_free(in->clients);
}

/* ---- the head ---- */

static const struct str header_names[HTTP_HEADER_COUNT] = {
#define X(id, name) [id] = STR_INIT(name),
	HTTP_HEADERS(X)
#undef X
};

static bool same_name(struct str a, struct str b)
{
	return a.n == b.n && strncasecmp(a.p, b.p, a.n) == 0;
}

void task_take_method(struct task *t, struct str method)
{
	t->method = arena_dup(t->request.arena, str_slice(method, 0, 16));
	t->request.head = str_eq(method, STR("HEAD"));
	if (str_eq(method, STR("POST")))
		t->request.method = HTTP_POST;
	else if (!t->request.head && !str_eq(method, STR("GET")))
		t->refuse = 405;
}

/* A name with blanks in it, a control character: what a proxy in front may have read otherwise than we would. */
static bool well_formed(struct str name, struct str value)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] <= ' ' || name.p[i] == 0x7F)
			return false;
	for (size_t i = 0; i < value.n; i++)
		if (((unsigned char)value.p[i] < 0x20 && value.p[i] != '\t') || value.p[i] == 0x7F)
			return false;
	return name.n > 0;
}

static void take_framing(struct framing *f, struct str name, struct str value)
{
	f->malformed |= !well_formed(name, value);
	if (same_name(name, STR("Content-Length"))) {
		f->malformed |= f->has_length;
		f->has_length = true;
		f->length = value;
	} else if (same_name(name, STR("Transfer-Encoding"))) {
		f->malformed |= f->chunked || !same_name(str_trim(value), STR("chunked")); /* nothing else has an end we know */
		f->chunked = true;
	}
}

void task_take_header(struct task *t, struct str name, struct str value)
{
	struct str *slots = t->request.header;
	take_framing(&t->framing, name, value);
	for (int i = 0; i < HTTP_HEADER_COUNT; i++) {
		if (!same_name(name, header_names[i]))
			continue;
		if (!slots[i].p || i == HTTP_FORWARDED_FOR)
			slots[i] = value;
		else if (i == HTTP_COOKIE &&
			 ++t->framing.cookies < HTTP_MAX_COOKIES) /* split by a proxy (RFC 9113, 8.2.3) */
			slots[i] = arena_printf(t->request.arena, "%.*s; %.*s", STR_ARG(slots[i]), STR_ARG(value));
		else if (i == HTTP_COOKIE || i == HTTP_HOST || i == HTTP_CONTENT_TYPE || i == HTTP_ORIGIN ||
			 i == HTTP_SEC_FETCH_SITE)
			t->framing.malformed = true;
		return;
	}
}

/* The proxy in front tells who asks: the last address is the one it saw itself. */
static struct str forwarded_client(const struct http_request *r)
{
	struct str rest = r->header[HTTP_FORWARDED_FOR], last = {0};
	while (rest.n > 0 && str_split(&rest, ',', &last))
		;
	last = str_trim(last);
	for (size_t i = 0; i < last.n; i++) {
		char c = last.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '.' ||
		      c == ':'))
			return STR("unix");
	}
	return last.n > 0 && last.n < INET6_ADDRSTRLEN ? last : STR("unix");
}

static struct str path_of(struct str target)
{
	ptrdiff_t mark = str_find_char(target, '?');
	return str_slice(target, 0, mark < 0 ? target.n : (size_t)mark);
}

/* Which limit the body is under; 0 with `refuse` set when nobody reads such a body. */
static size_t limit_of(struct task *t)
{
	const struct http_limits *l = &t->intake->config.limits;
	struct str type = t->request.header[HTTP_CONTENT_TYPE], boundary;
	if (http_multipart_boundary(type, &boundary)) {
		size_t own = t->intake->config.upload_limit
				     ? t->intake->config.upload_limit(t->intake->config.ctx, path_of(t->target))
				     : 0;
		return own ? own : l->upload;
	}
	if (http_type_is(type, "application/x-www-form-urlencoded") || http_type_is(type, "application/json"))
		return l->form;
	t->refuse = 415;
	return 0;
}

static void expect_body(struct task *t, int64_t length)
{
	struct intake *in = t->intake;
	size_t limit = limit_of(t);
	if (t->refuse)
		return;
	t->announced = t->framing.chunked ? 0 : (size_t)length;
	if (t->announced > limit)
		t->refuse = 413;
	else if (t->announced > in->config.limits.bodies - atomic_load(&in->bodies))
		t->refuse = 503;
	else
		t->body_limit = t->body.cap = limit;
}

bool task_expect(struct task *t, struct str client)
{
	const struct framing *f = &t->framing;
	int64_t length = 0;
	t->phase = PHASE_BODY;
	t->request.client =
		t->intake->behind_proxy ? forwarded_client(&t->request) : arena_dup(t->request.arena, client);
	if (f->malformed || (f->has_length && f->chunked) ||
		(f->has_length && !str_to_i64(f->length, 0, INT64_MAX, &length))) {
		t->refuse = 400;
		return true;
	}
	if (!t->refuse && t->request.method == HTTP_POST && (f->chunked || length > 0))
		expect_body(t, length);
	return t->refuse && length > HTTP_DRAINED;
}

static void refuse_body(struct task *t, int status)
{
	t->refuse = status;
	buf_free(&t->body);
	give_room(t);
}

/* Counted as it comes: who only announces a large body takes no room from others. */
bool task_take_body(struct task *t, struct str piece)
{
	struct intake *in = t->intake;
	if (!t->body_limit || t->refuse) {
		t->drained += piece.n;
		return t->drained <= HTTP_DRAINED;
	}
	if (piece.n > in->config.limits.bodies - atomic_load(&in->bodies)) {
		refuse_body(t, 503);
		return true;
	}
	atomic_fetch_add(&in->bodies, piece.n);
	t->held += piece.n;
	buf_add(&t->body, piece);
	if (t->body.full)
		refuse_body(t, 413);
	return true;
}

/* The value of the cookie that tells one session from another, as sent; what programs send instead of one. */
static struct str session_text(const struct task *t)
{
	struct str rest = t->request.header[HTTP_COOKIE], part;
	const char *name = t->intake->config.session_cookie;
	size_t n = name ? strlen(name) : 0;
	while (n && rest.n && str_split(&rest, ';', &part)) {
		part = str_trim(part);
		if (part.n > n && part.p[n] == '=' && memcmp(part.p, name, n) == 0)
			return str_slice(part, n + 1, part.n);
	}
	return t->request.header[HTTP_AUTHORIZATION];
}

void task_enter(struct task *t)
{
	struct intake *in = t->intake;
	const struct http_limits *l = &in->config.limits;
	uint64_t person = client_key(in->clients, 'p', session_text(t)), address = 0;
	if (!str_eq(t->request.client, STR("unix")))
		address = client_key(in->clients, 'a', t->request.client);
	t->job.client = person ? person : address;
	if (clients_enter(in->clients, address, l->address_work))
		t->address = address;
	else
		t->refuse = 429;
	if (!t->refuse && clients_enter(in->clients, person, l->session_work))
		t->person = person;
	else
		t->refuse = 429;
}

/* ---- on a worker ---- */

int task_parse(struct task *t, struct err *err)
{
	struct http_request *r = &t->request;
	struct str type = r->header[HTTP_CONTENT_TYPE], boundary, body = buf_str(&t->body);
	int code = http_parse_target(r->arena, t->target, r, err);
	if (code < 0)
		return code;
	r->cookies = http_parse_cookies(r->arena, r->header[HTTP_COOKIE]);
	if (r->method != HTTP_POST)
		return 0;
	if (http_multipart_boundary(type, &boundary))
		return http_parse_multipart(r->arena, body, boundary, HTTP_MAX_FORM_PAIRS, &r->form, &r->file, err);
	if (http_type_is(type, "application/json"))
		r->body = body;
	else
		return http_parse_urlencoded(r->arena, body, HTTP_MAX_FORM_PAIRS, &r->form, err);
	return 0;
}

/* ---- answers ---- */

static const struct { int status; const char *text; } reasons[] = {
	{400, _("Yêu cầu gửi lên không đúng dạng. Hãy tải lại trang và thử lại.")},
	{405, _("Địa chỉ này không nhận cách gửi đó.")},
	{413, _("Nội dung gửi lên lớn quá mức cho phép. Hãy chia nhỏ rồi gửi lại.")},
	{414, _("Địa chỉ dài quá mức cho phép.")},
	{415, _("Kiểu nội dung gửi lên không được hỗ trợ.")},
	{429, _("Quá nhiều yêu cầu cùng lúc từ một người hoặc một địa chỉ. Việc chưa được thực hiện; hãy thử lại sau ít giây.")},
	{500, _("Có lỗi khi làm trang này. Lỗi đã được ghi lại; hãy thử lại sau ít phút.")},
	{503, _("Máy chủ đang bận. Việc chưa được thực hiện; hãy thử lại sau ít giây.")},
};

static struct str reason_of(int status)
{
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if (reasons[i].status == status)
			return str_from_c(reasons[i].text);
	BUG("a refusal without a reason");
}

void task_refuse(struct task *t, int status, struct str text, struct gzip *gzip)
{
	struct intake *in = t->intake;
	struct http_response *p = &t->response;
	http_restart(p, status);
	if (text.n == 0)
		text = reason_of(status);
	if (!t->request.path.n) /* refused before it was taken apart: programs are answered otherwise than people */
		t->request.path = path_of(t->target);
	if (in->config.error_page)
		in->config.error_page(in->config.ctx, &t->request, status, text, p);
	if (p->body.n == 0 && !p->fixed.p) {
		p->type = STR("text/plain; charset=utf-8");
		buf_add(&p->body, text);
		buf_add_char(&p->body, '\n');
	}
	p->status = status;
	if (status == 405)
		http_allow(p, HTTP_GET | HTTP_POST);
	if (status == 503 || status == 429) {
		atomic_fetch_add(&in->refused, 1);
		http_add_header(p, "Retry-After", STR(RETRY_AFTER));
	}
	http_finish(&t->request, p, in->config.secure_cookies, gzip, &t->packed, &t->wire);
}

void task_answer(struct task *t, struct gzip *gzip)
{
	struct http_response *p = &t->response;
	if (p->body.full || p->status < 200 || p->status > 599) {
		log_line(LOG_ERROR, "http_answer", "id=%lld path=%s status=%d overflow=%d", (long long)t->request.id,
			 log_quote(t->request.path), p->status, p->body.full);
		task_refuse(t, 500, (struct str){0}, gzip);
		return;
	}
	http_finish(&t->request, p, t->intake->config.secure_cookies, gzip, &t->packed, &t->wire);
}
