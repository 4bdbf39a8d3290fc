#include "http/form.h"

#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_text(struct str s)
{
	return str_find_char(s, '\0') < 0 && str_is_utf8(s);
}

bool http_decode(struct arena *a, struct str s, bool plus, struct str *ret_text)
{
	char *out = arena_alloc(a, s.n ? s.n : 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '%') {
			if (s.n - i < 3)
				return false;
			int high = hex_digit(s.p[i + 1]), low = hex_digit(s.p[i + 2]);
			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		out[n++] = c;
	}
	struct str text = {out, n};
	if (!is_text(text))
		return false;
	*ret_text = text;
	return true;
}

void http_encode(struct buf *out, struct str s, bool slash)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			     c == '-' || c == '.' || c == '_' || c == '~' || (slash && c == '/');
		if (plain) {
			buf_add_char(out, (char)c);
		} else {
			char escape[3] = {'%', digits[c >> 4], digits[c & 15]};
			buf_add_bytes(out, escape, 3);
		}
	}
}

/* CR LF and CR become LF. Returns `s` itself when there is no CR. */
static struct str unix_lines(struct arena *a, struct str s)
{
	if (str_find_char(s, '\r') < 0)
		return s;
	char *out = arena_alloc(a, s.n);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\r')
			out[n++] = s.p[i];
		else if (i + 1 == s.n || s.p[i + 1] != '\n')
			out[n++] = '\n';
	}
	return (struct str){out, n};
}

/* ---- addresses ---- */

static bool segment_is_sound(struct str segment)
{
	return !str_eq(segment, STR(".")) && !str_eq(segment, STR(".."));
}

static bool path_is_sound(struct str path)
{
	if (path.n == 0 || path.n > HTTP_MAX_PATH || path.p[0] != '/')
		return false;
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];
		/* C0, DEL, C1 (U+0080…U+009F), and the backslash that some programs take for a slash */
		if (c < 0x20 || c == 0x7F || c == '\\')
			return false;
		if (c == 0xC2 && i + 1 < path.n && (unsigned char)path.p[i + 1] < 0xA0)
			return false;
	}
	struct str rest = path, segment;
	while (str_split(&rest, '/', &segment))
		if (!segment_is_sound(segment))
			return false;
	return true;
}

static bool has_encoded_slash(struct str s)
{
	for (size_t i = 0; i + 2 < s.n; i++)
		if (s.p[i] == '%' && s.p[i + 1] == '2' && (s.p[i + 2] == 'f' || s.p[i + 2] == 'F'))
			return true;
	return false;
}

int http_parse_target(struct arena *a, struct str target, struct http_request *r, struct err *err)
{
	ptrdiff_t mark = str_find_char(target, '?');
	struct str raw_path = mark < 0 ? target : str_slice(target, 0, (size_t)mark);
	struct str query = mark < 0 ? (struct str){0} : str_slice(target, (size_t)mark + 1, target.n);
	struct str path;
	if (has_encoded_slash(raw_path) || !http_decode(a, raw_path, false, &path) || !path_is_sound(path))
		return err_set(err, ERR_INPUT,
			       _("Địa chỉ này viết không đúng. Hãy kiểm tra lại địa chỉ hoặc về trang chủ."));
	struct http_pairs pairs;
	int code = http_parse_urlencoded(a, query, HTTP_MAX_QUERY_PAIRS, &pairs, err);
	if (code < 0)
		return code;
	r->path = path;
	r->query_text = query;
	r->query = pairs;
	return 0;
}

/* ---- application/x-www-form-urlencoded ---- */

static size_t count_char(struct str s, char c)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == c;
	return n;
}

static int too_many_fields(size_t max_pairs, struct err *err)
{
	return err_set(err, ERR_TOO_LARGE, _("Biểu mẫu có quá nhiều ô (tối đa %zu). Hãy gửi thành nhiều phần."),
		       max_pairs);
}

int http_parse_urlencoded(struct arena *a, struct str body, size_t max_pairs, struct http_pairs *ret_pairs,
			  struct err *err)
{
	size_t most = count_char(body, '&') + 1;
	if (most > max_pairs)
		return too_many_fields(max_pairs, err);
	struct http_pair *v = arena_array_of(a, most, struct http_pair);
	size_t n = 0;
	struct str rest = body, part;
	while (rest.n > 0 && str_split(&rest, '&', &part)) {
		if (part.n == 0)
			continue;
		ptrdiff_t equals = str_find_char(part, '=');
		struct str name = equals < 0 ? part : str_slice(part, 0, (size_t)equals);
		struct str value = equals < 0 ? STR("") : str_slice(part, (size_t)equals + 1, part.n);
		if (!http_decode(a, name, true, &v[n].name) || !http_decode(a, value, true, &v[n].value))
			return err_set(err, ERR_INPUT,
				       _("Nội dung gửi lên có ký tự không đọc được (không phải UTF-8). Hãy nhập lại."));
		v[n].value = unix_lines(a, v[n].value);
		n++;
	}
	*ret_pairs = (struct http_pairs){v, n};
	return 0;
}

/* ---- multipart/form-data ---- */

static bool equal_fold(struct str s, struct str lower)
{
	if (s.n != lower.n)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if (c != lower.p[i])
			return false;
	}
	return true;
}

bool http_type_is(struct str content_type, const char *type)
{
	struct str rest = content_type, first;
	return str_split(&rest, ';', &first) && equal_fold(str_trim(first), str_from_c(type));
}

/* The value of `key` in "…; key=value; key="value"". Quoted values end at the next quote: browsers write a quote inside
 * as %22 and never with a backslash (WHATWG, "multipart form data"). */
static bool header_parameter(struct str header, struct str key, struct str *ret_value)
{
	ptrdiff_t semicolon;
	struct str rest = header;
	while ((semicolon = str_find_char(rest, ';')) >= 0) {
		rest = str_trim(str_slice(rest, (size_t)semicolon + 1, rest.n));
		ptrdiff_t equals = str_find_char(rest, '=');
		if (equals < 0)
			return false;
		struct str name = str_trim(str_slice(rest, 0, (size_t)equals)), value;
		rest = str_slice(rest, (size_t)equals + 1, rest.n);
		if (rest.n > 0 && rest.p[0] == '"') {
			rest = str_slice(rest, 1, rest.n);
			ptrdiff_t quote = str_find_char(rest, '"');
			if (quote < 0)
				return false;
			value = str_slice(rest, 0, (size_t)quote);
			rest = str_slice(rest, (size_t)quote + 1, rest.n);
		} else {
			ptrdiff_t end = str_find_char(rest, ';');
			value = str_trim(end < 0 ? rest : str_slice(rest, 0, (size_t)end));
		}
		if (equal_fold(name, key)) {
			*ret_value = value;
			return true;
		}
	}
	return false;
}

bool http_multipart_boundary(struct str content_type, struct str *ret_boundary)
{
	struct str boundary;
	if (!http_type_is(content_type, "multipart/form-data") ||
		!header_parameter(content_type, STR("boundary"), &boundary) || boundary.n == 0 || boundary.n > 70)
		return false;
	for (size_t i = 0; i < boundary.n; i++)
		if (boundary.p[i] <= ' ' || boundary.p[i] > '~')
			return false;
	*ret_boundary = boundary;
	return true;
}

struct part {
	bool has_filename;
	struct str name, filename, type, content;
};

static bool part_header(struct str line, struct part *part)
{
	ptrdiff_t colon = str_find_char(line, ':');
	if (colon < 0)
		return false;
	struct str name = str_trim(str_slice(line, 0, (size_t)colon));
	struct str value = str_trim(str_slice(line, (size_t)colon + 1, line.n));
	if (equal_fold(name, STR("content-type"))) {
		part->type = value;
	} else if (equal_fold(name, STR("content-disposition"))) {
		if (!header_parameter(value, STR("name"), &part->name))
			return false;
		part->has_filename = header_parameter(value, STR("filename"), &part->filename);
	}
	return true;
}

/* Cuts the next part off the front of *rest, which stands just behind a delimiter. 1: a part, 0: the end, -1:
 * malformed. */
static int next_part(struct str *rest, struct str delimiter, struct part *ret_part)
{
	struct part part = {0};
	if (str_starts(*rest, STR("--")))
		return 0;
	if (!str_starts(*rest, STR("\r\n")))
		return -1;
	*rest = str_slice(*rest, 2, rest->n);
	for (int lines = 0; !str_starts(*rest, STR("\r\n")); lines++) {
		ptrdiff_t end = str_find(str_slice(*rest, 0, 4096), STR("\r\n"));
		if (end < 0 || lines == 8 || !part_header(str_slice(*rest, 0, (size_t)end), &part))
			return -1;
		*rest = str_slice(*rest, (size_t)end + 2, rest->n);
	}
	*rest = str_slice(*rest, 2, rest->n);
	/* memmem: linear in the length whatever the bytes are */
	const char *end = rest->n ? memmem(rest->p, rest->n, delimiter.p, delimiter.n) : NULL;
	if (!end || !part.name.p)
		return -1;
	size_t n = (size_t)(end - rest->p);
	part.content = str_slice(*rest, 0, n);
	*rest = str_slice(*rest, n + delimiter.n, rest->n);
	*ret_part = part;
	return 1;
}

/* Behind those that are there already. */
static int take_file(struct arena *a, const struct part *part, struct http_file *file, struct err *err)
{
	size_t n = 0;
	if (part->filename.n == 0 && part->content.n == 0)
		return 0; /* a file field that was left alone */
	for (; file->field.p; n++) {
		if (!file->more)
			file->more = arena_new_of(a, struct http_file);
		file = file->more;
	}
	if (n == HTTP_MAX_FILES)
		return err_set(err, ERR_INPUT, _("Mỗi lần chỉ gửi được tối đa %d tệp."), HTTP_MAX_FILES);
	if (!is_text(part->name) || !is_text(part->filename))
		return err_set(err, ERR_INPUT, _("Tên tệp có ký tự không đọc được. Hãy đổi tên tệp rồi gửi lại."));
	*file = (struct http_file){part->name, str_base_name(part->filename), part->type, part->content, NULL};
	return 0;
}

int http_parse_multipart(struct arena *a, struct str body, struct str boundary, size_t max_pairs,
			 struct http_pairs *ret_pairs, struct http_file *ret_file, struct err *err)
{
	struct str delimiter = arena_printf(a, "\r\n--%.*s", STR_ARG(boundary));
	struct http_pair *v = NULL;
	size_t n = 0, room = 0;
	struct http_file file = {0};
	struct part part;
	int more = str_starts(body, str_slice(delimiter, 2, delimiter.n)) ? 1 : -1;
	struct str rest = str_slice(body, delimiter.n - 2, body.n);
	while (more > 0 && (more = next_part(&rest, delimiter, &part)) > 0) {
		if (part.has_filename) {
			int code = take_file(a, &part, &file, err);
			if (code < 0)
				return code;
			continue;
		}
		if (!is_text(part.name) || !is_text(part.content))
			return err_set(err, ERR_INPUT,
				       _("Nội dung gửi lên có ký tự không đọc được (không phải UTF-8). Hãy nhập lại."));
		if (n == max_pairs)
			return too_many_fields(max_pairs, err);
		v = arena_grow(a, v, n, &room, sizeof(*v));
		v[n++] = (struct http_pair){part.name, unix_lines(a, part.content)};
	}
	if (more < 0)
		return err_set(err, ERR_INPUT,
			       _("Biểu mẫu gửi lên bị thiếu hoặc hỏng trên đường truyền. Hãy gửi lại."));
	*ret_pairs = (struct http_pairs){v, n};
	*ret_file = file;
	return 0;
}

/* ---- small headers ---- */

static bool is_cookie_text(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c <= ' ' || c > '~' || c == '"' || c == ',' || c == ';' || c == '\\')
			return false;
	}
	return true;
}

struct http_pairs http_parse_cookies(struct arena *a, struct str header)
{
	struct http_pair *v = NULL;
	size_t n = 0, room = 0;
	struct str rest = header, part;
	while (n < HTTP_MAX_COOKIES && rest.n > 0 && str_split(&rest, ';', &part)) {
		part = str_trim(part);
		ptrdiff_t equals = str_find_char(part, '=');
		if (equals <= 0)
			continue;
		struct str name = str_slice(part, 0, (size_t)equals),
			   value = str_slice(part, (size_t)equals + 1, part.n);
		if (!is_cookie_text(name) || !is_cookie_text(value))
			continue;
		v = arena_grow(a, v, n, &room, sizeof(*v));
		v[n++] = (struct http_pair){name, value};
	}
	return (struct http_pairs){v, n};
}

/* "q=0", "q=0.0", "q=0.000" */
static bool weight_is_zero(struct str parameters)
{
	struct str rest = parameters, part;
	while (rest.n > 0 && str_split(&rest, ';', &part)) {
		part = str_trim(part);
		if (part.n < 3 || (part.p[0] | 32) != 'q' || part.p[1] != '=')
			continue;
		for (size_t i = 2; i < part.n; i++)
			if (part.p[i] != '0' && part.p[i] != '.')
				return false;
		return true;
	}
	return false;
}

bool http_accepts(struct str header, struct str token)
{
	bool any = false;
	struct str rest = header, item;
	while (rest.n > 0 && str_split(&rest, ',', &item)) {
		struct str parameters = item, name;
		if (!str_split(&parameters, ';', &name))
			continue;
		name = str_trim(name);
		if (equal_fold(name, token))
			return !weight_is_zero(parameters);
		if (str_eq(name, STR("*")))
			any = !weight_is_zero(parameters);
	}
	return any;
}
