#include "http/response.h"

#include "base/crypt.h"
#include "http/form.h"

#define SMALLEST_PACKED 512 /* bytes: below, compressing gains less than its headers cost */

/* On every answer. No script, style or picture from anywhere else, no frame around us, no form to elsewhere. */
static const struct http_wire_header security_headers[] = {
	{"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
	{"X-Content-Type-Options", "nosniff"},
	{"X-Frame-Options", "DENY"}, /* for browsers and proxies that do not know frame-ancestors */
	{"Referrer-Policy", "same-origin"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};

void http_response_init(struct http_response *p, struct arena *arena, size_t cap)
{
	struct buf body = p->body; /* its memory is used again */
	body.cap = cap;
	buf_reset(&body);
	*p = (struct http_response){
		.status = 200,
		.type = STR("text/html; charset=utf-8"),
		.body = body,
		.arena = arena,
	};
}

void http_restart(struct http_response *p, int status)
{
	http_response_init(p, p->arena, p->body.cap);
	p->status = status;
}

/* ---- what handlers call ---- */

static bool is_header_value(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
			return false;
	return true;
}

static bool is_token(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
		      c == '_' || c == '.'))
			return false;
	}
	return true;
}

bool http_add_header(struct http_response *p, const char *name, struct str value)
{
	struct str n = str_from_c(name);
	if (n.n == 0 || !is_token(n) || !is_header_value(value))
		return false;
	if (p->header_count == HTTP_MAX_HEADERS)
		BUG("too many response headers");
	p->headers[p->header_count++] =
		(struct http_response_header){arena_dup(p->arena, n), arena_dup(p->arena, value)};
	return true;
}

bool http_set_cookie(struct http_response *p, const char *name, struct str value, int64_t max_age)
{
	struct str n = str_from_c(name);
	if (n.n == 0 || !is_token(n) || !is_token(value))
		return false;
	if (p->cookie_count == HTTP_MAX_SET_COOKIES)
		BUG("too many cookies in one answer");
	struct str text = arena_dup(p->arena, value);
	if (max_age >= 0)
		text = arena_printf(p->arena, "%.*s; Max-Age=%lld", STR_ARG(value), (long long)max_age);
	p->cookies[p->cookie_count++] = (struct http_response_header){arena_dup(p->arena, n), text};
	return true;
}

void http_redirect(struct http_response *p, struct str address)
{
	_cleanup_buf_ struct buf out = BUF_INIT(3 * HTTP_MAX_URI);
	if (!http_is_local(address) || address.n > HTTP_MAX_URI)
		address = STR("/");
	for (size_t i = 0; i < address.n; i++) {
		struct str c = str_slice(address, i, i + 1);
		if (c.p[0] <= ' ' || c.p[0] > '~' || c.p[0] == '"' || c.p[0] == '<' || c.p[0] == '>' || c.p[0] == '\\')
			http_encode(&out, c, false);
		else
			buf_add(&out, c);
	}
	buf_reset(&p->body);
	p->fixed = (struct str){0};
	p->status = 303;
	http_add_header(p, "Location", buf_str(&out));
}

void http_fixed(struct http_response *p, struct str type, struct str bytes, struct str gzip)
{
	p->type = type;
	p->fixed = bytes;
	p->fixed_gzip = gzip;
}

bool http_takes_gzip(const struct http_request *r)
{
	return http_accepts(r->header[HTTP_ACCEPT_ENCODING], STR("gzip"));
}

void http_packed(struct http_response *p, struct str gzip)
{
	p->packed = gzip;
}

static void disposition(struct http_response *p, const char *how, struct str filename)
{
	_cleanup_buf_ struct buf out = BUF_INIT(4096);
	buf_printf(&out, "%s; filename*=UTF-8''", how);
	http_encode(&out, filename, false);
	http_add_header(p, "Content-Disposition", buf_str(&out));
}

void http_attachment(struct http_response *p, struct str filename)
{
	disposition(p, "attachment", filename);
}

void http_inline(struct http_response *p, struct str filename)
{
	disposition(p, "inline", filename);
	http_add_header(p, "Content-Security-Policy", STR("sandbox; default-src 'none'"));
}

void http_allow(struct http_response *p, unsigned methods)
{
	bool both = (methods & HTTP_GET) && (methods & HTTP_POST);
	http_add_header(p, "Allow",
			both                  ? STR("GET, HEAD, POST")
			: methods & HTTP_POST ? STR("POST")
					      : STR("GET, HEAD"));
}

/* ---- validators ---- */

/* Weak, because the compressed and the plain form of a page share it (RFC 9110, 8.8.1). */
static struct str etag_of(struct arena *a, struct str s)
{
	struct hash h = hash_str(s);
	return arena_printf(a, "W/\"%.*s\"", STR_ARG(hex(a, h.b, 12)));
}

/* Weak comparison (RFC 9110, 8.8.3.2) with each tag of the list; our tags hold no comma. */
static bool etag_listed(struct str list, struct str etag)
{
	struct str rest = list, item;
	while (rest.n > 0 && str_split(&rest, ',', &item)) {
		item = str_trim(item);
		if (str_eq(item, STR("*")))
			return true;
		if (str_starts(item, STR("W/")))
			item = str_slice(item, 2, item.n);
		if (str_eq(item, str_slice(etag, 2, etag.n)))
			return true;
	}
	return false;
}

bool http_unchanged(const struct http_request *r, struct http_response *p, struct str version)
{
	if (r->method != HTTP_GET)
		return false;
	p->etag = etag_of(p->arena, version);
	if (!etag_listed(r->header[HTTP_IF_NONE_MATCH], p->etag))
		return false;
	p->status = 304;
	return true;
}

/* ---- finishing ---- */

static void wire_add(struct http_wire *w, const char *name, const char *value)
{
	if (w->header_count == HTTP_MAX_WIRE_HEADERS)
		BUG("too many headers on the wire");
	w->headers[w->header_count++] = (struct http_wire_header){name, value};
}

static bool is_packable(struct str type)
{
	static const char *const types[] = {"application/json", "application/javascript", "image/svg+xml"};
	if (str_starts(type, STR("text/")))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (http_type_is(type, types[i]))
			return true;
	return false;
}

static void finish_cache(const struct http_request *r, struct http_response *p, struct http_wire *w)
{
	bool page = r->method == HTTP_GET && (p->status == 200 || p->status == 304);
	const char *policy = "no-store";
	if (page && p->cache == HTTP_CACHE_FOREVER)
		policy = "public, max-age=31536000, immutable";
	else if (page && p->cache == HTTP_CACHE_PAGE)
		policy = "no-cache, private";
	wire_add(w, "Cache-Control", policy);
	if (!page || p->cache == HTTP_CACHE_NEVER)
		return;
	if (!p->etag.n)
		p->etag = etag_of(r->arena, w->body);
	if (p->status == 200 && etag_listed(r->header[HTTP_IF_NONE_MATCH], p->etag))
		p->status = 304;
	wire_add(w, "ETag", arena_c(r->arena, p->etag));
}

static void finish_body(const struct http_request *r, struct http_response *p, struct gzip *gzip, struct buf *packed,
			struct http_wire *w)
{
	if (p->status == 304) {
		w->body = (struct str){0};
		return;
	}
	if (w->body.n)
		wire_add(w, "Content-Type", arena_c(r->arena, p->type));
	if (!p->packed.p && (w->body.n <= SMALLEST_PACKED || !is_packable(p->type)))
		return;
	wire_add(w, "Vary", "Accept-Encoding");
	if (!http_takes_gzip(r))
		return;
	if (p->packed.p)
		w->body = p->packed;
	else if (p->fixed.p && p->fixed_gzip.n)
		w->body = p->fixed_gzip;
	else if (gzip && gzip_bytes(gzip, w->body, packed))
		w->body = buf_str(packed);
	else
		return;
	wire_add(w, "Content-Encoding", "gzip");
}

static void finish_headers(const struct http_request *r, const struct http_response *p, bool secure,
			   struct http_wire *w)
{
	for (size_t i = 0; i < p->header_count; i++)
		wire_add(w, arena_c(r->arena, p->headers[i].name), arena_c(r->arena, p->headers[i].value));
	for (size_t i = 0; i < p->cookie_count; i++) {
		struct str text =
			arena_printf(r->arena, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax%s", STR_ARG(p->cookies[i].name),
				 STR_ARG(p->cookies[i].value), secure ? "; Secure" : "");
		wire_add(w, "Set-Cookie", arena_c(r->arena, text));
	}
	for (size_t i = 0; i < ARRAY_LEN(security_headers); i++)
		wire_add(w, security_headers[i].name, security_headers[i].value);
}

void http_finish(const struct http_request *r, struct http_response *p, bool secure, struct gzip *gzip,
		 struct buf *packed, struct http_wire *ret_wire)
{
	struct http_wire w = {.body = p->packed.p ? p->packed : p->fixed.p ? p->fixed : buf_str(&p->body)};
	finish_cache(r, p, &w);
	finish_body(r, p, gzip, packed, &w);
	finish_headers(r, p, secure, &w);
	w.status = p->status;
	*ret_wire = w;
}
