/*
 * json.h – JSON out. (JSON in: json_in.h.)
 *
 * The writer is canonical: what it is given, in that order, no blanks. Strings are escaped as RFC 8259 asks, with '<', '>'
 * and '&' as \u00XX so that JSON may stand inside a page. Numbers are 64-bit integers, or such with a decimal point put in.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"

struct json_out {
	struct buf *out;
	unsigned depth;
	uint64_t has_item; /* a bit for each depth */
	bool after_key;
};

void json_begin(struct json_out *j, struct buf *out);
void json_object(struct json_out *j);
void json_object_end(struct json_out *j);
void json_array(struct json_out *j);
void json_array_end(struct json_out *j);
void json_key(struct json_out *j, const char *key);
void json_key_str(struct json_out *j, struct str key);
void json_str(struct json_out *j, struct str s);
void json_c(struct json_out *j, const char *s);
void json_i64(struct json_out *j, int64_t v);
/* A number with decimals, from a value scaled by 10^decimals and not below 0: (5263, 2) gives 52.63. */
void json_scaled(struct json_out *j, int64_t v, int decimals);
void json_bool(struct json_out *j, bool v);
void json_null(struct json_out *j);
/* key and value in one call */
void json_kv_str(struct json_out *j, const char *key, struct str s);
void json_kv_c(struct json_out *j, const char *key, const char *s);
void json_kv_i64(struct json_out *j, const char *key, int64_t v);
void json_kv_bool(struct json_out *j, const char *key, bool v);
