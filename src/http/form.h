/*
 * form.h – what browsers send, taken apart: addresses, urlencoded and multipart forms, cookies. Pure; fuzzed.
 *
 * Results live in the arena, or point into the text given where nothing had to be decoded. Behind these functions every
 * name and value is UTF-8 without NUL, and line ends in values are LF. What cannot be read is refused whole, with a
 * sentence for the user: half a form is worse than none.
 */
#pragma once
#include "http/http.h"

/* Decodes %XX, and '+' as a blank when `plus`. False for a broken escape, NUL or what is not UTF-8. */
bool http_decode(struct arena *a, struct str s, bool plus, struct str *ret_text);
/* Encodes everything but letters, digits and -._~ ; `slash` keeps '/' too. */
void http_encode(struct buf *out, struct str s, bool slash);

/* "/nhiem-vu?tu=1&q=a%20b" → path, text of the query, pairs. The rules for `path` stand in http.h; an encoded slash is
 * refused because nobody can tell it from a real one afterwards. */
int http_parse_target(struct arena *a, struct str target, struct http_request *r, struct err *err);

/* application/x-www-form-urlencoded: names may repeat and keep their order. */
int http_parse_urlencoded(struct arena *a, struct str body, size_t max_pairs, struct http_pairs *ret_pairs,
			  struct err *err);

/* The boundary of "multipart/form-data; boundary=…"; false when it is another type or no boundary. */
bool http_multipart_boundary(struct str content_type, struct str *ret_boundary);
/* multipart/form-data (RFC 7578), as browsers send it: no preamble, at most HTTP_MAX_FILES files. `ret_file` is emptied when none
 * was chosen; further ones stand behind it. The files' bytes point into `body`. */
int http_parse_multipart(struct arena *a, struct str body, struct str boundary, size_t max_pairs,
			 struct http_pairs *ret_pairs, struct http_file *ret_file, struct err *err);

/* Cookies are shared with other programs of the same host name: what is malformed is skipped, not refused. */
struct http_pairs http_parse_cookies(struct arena *a, struct str header);

/* True when a header that lists tokens ("gzip, br;q=0.5") accepts one: named, or "*", and not with q=0. */
bool http_accepts(struct str header, struct str token);
/* The media type of a Content-Type, before ';', compared without case. */
bool http_type_is(struct str content_type, const char *type);
