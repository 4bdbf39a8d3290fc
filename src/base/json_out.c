#include <string.h>

#include "base/json.h"

void json_begin(struct json_out *j, struct buf *out)
{
	*j = (struct json_out){.out = out};
}

static void before_value(struct json_out *j)
{
	if (j->after_key) {
		j->after_key = false;
		return;
	}
	uint64_t bit = (uint64_t)1 << j->depth;
	if (j->depth && (j->has_item & bit))
		buf_add_char(j->out, ',');
	j->has_item |= bit;
}

static void open_with(struct json_out *j, char c)
{
	before_value(j);
	buf_add_char(j->out, c);
	INVARIANT(j->depth < 62, "JSON written too deep");
	j->depth++;
	j->has_item &= ~((uint64_t)1 << j->depth);
}

static void close_with(struct json_out *j, char c)
{
	INVARIANT(j->depth > 0 && !j->after_key, "JSON closed too often");
	j->depth--;
	buf_add_char(j->out, c);
}

void json_object(struct json_out *j) { open_with(j, '{'); }
void json_object_end(struct json_out *j) { close_with(j, '}'); }
void json_array(struct json_out *j) { open_with(j, '['); }
void json_array_end(struct json_out *j) { close_with(j, ']'); }

/* What cannot stand in a string as it is. */
static const bool odd[256] = {
	[0 ... 0x1F] = true, ['"'] = true, ['\\'] = true, ['<'] = true, ['>'] = true, ['&'] = true,
};

static size_t plain_bytes(struct str s)
{
	size_t n = 0;
	while (n < s.n && !odd[(unsigned char)s.p[n]])
		n++;
	return n;
}

static void quoted(struct buf *out, struct str s)
{
	buf_add_char(out, '"');
	size_t from = 0;
	for (size_t i = plain_bytes(s); i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (!odd[c])
			continue;
		buf_add_bytes(out, s.p + from, i - from);
		from = i + 1;
		if (c == '"' || c == '\\') {
			buf_add_char(out, '\\');
			buf_add_char(out, (char)c);
		} else if (c == '\n') {
			buf_add_bytes(out, "\\n", 2);
		} else {
			buf_printf(out, "\\u%04x", c);
		}
	}
	buf_add(out, str_slice(s, from, s.n));
	buf_add_char(out, '"');
}

void json_key_str(struct json_out *j, struct str key)
{
	before_value(j);
	quoted(j->out, key);
	buf_add_char(j->out, ':');
	j->after_key = true;
}

void json_key(struct json_out *j, const char *key) { json_key_str(j, str_from_c(key)); }

void json_str(struct json_out *j, struct str s)
{
	before_value(j);
	quoted(j->out, s);
}

void json_c(struct json_out *j, const char *s) { json_str(j, str_from_c(s)); }

void json_i64(struct json_out *j, int64_t v)
{
	before_value(j);
	buf_add_i64(j->out, v);
}

void json_scaled(struct json_out *j, int64_t v, int decimals)
{
	int64_t one = 1;
	INVARIANT(v >= 0 && decimals > 0 && decimals < 10, "a scaled number JSON is not given");
	for (int i = 0; i < decimals; i++)
		one *= 10;
	before_value(j);
	buf_printf(j->out, "%lld.%0*lld", (long long)(v / one), decimals, (long long)(v % one));
}

void json_bool(struct json_out *j, bool v)
{
	before_value(j);
	buf_add_c(j->out, v ? "true" : "false");
}

void json_null(struct json_out *j)
{
	before_value(j);
	buf_add_c(j->out, "null");
}

void json_kv_str(struct json_out *j, const char *key, struct str s)
{
	json_key(j, key);
	json_str(j, s);
}

void json_kv_c(struct json_out *j, const char *key, const char *s)
{
	json_kv_str(j, key, str_from_c(s));
}

void json_kv_i64(struct json_out *j, const char *key, int64_t v)
{
	json_key(j, key);
	json_i64(j, v);
}

void json_kv_bool(struct json_out *j, const char *key, bool v)
{
	json_key(j, key);
	json_bool(j, v);
}
