/*
 * api.h – private to web/: JSON for programs, /api/v1/…, described in doc/formats/api.md.
 *
 * A request brings a token (access/token.h) and nothing else: cookies are not looked at here, and tokens not on pages. What
 * a program may do is what its person may do, asked of the same table by the same verbs and lists, less what the token
 * leaves out.
 */
#pragma once
#include "access/token.h"
#include "base/json.h"
#include "base/json_in.h"
#include "web/internal.h"

#define API_ROOT "/api/v1/"

bool api_is(struct str path);
/* Token, permission of the route, then its handler. Errors come back as errors. */
int api_answer(struct web_call *c, struct err *err);
/* {"error":{"code","text","fields"}}; `result` (may be NULL) holds the wrong fields. Leaves the object open for more when
 * *ret_json is asked for: json_object_end closes it. */
void api_error(struct http_response *res, int status, struct str code, struct str text, const struct verb_result *result,
	       struct json_out *ret_json);
/* "not_found" for ERR_NOT_FOUND. */
struct str api_code(struct arena *a, enum err_code code);
/* One row as an object. */
int api_row(struct web_call *c, struct json_out *j, const struct row *row, struct err *err);
/* The text that field_parse reads for a JSON value; ERR_INPUT with the field when it is of another kind. */
int api_typed(struct arena *a, const struct field *f, const struct jval *v, struct str *ret_typed, struct err *err);
/* The registers a program may be given, in words: "integer", "ISO day". For the pages of description. */
const char *api_kind(const struct field *f);
/* Does a list take it as a filter, a small one as an order? */
bool api_filters(const struct field *f);
/* May the generic save write it? */
bool api_writable(const struct record *record, const struct field *f);
