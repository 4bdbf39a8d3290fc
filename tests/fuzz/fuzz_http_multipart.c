/* Any bytes as a multipart form with the boundary "b": no crash; what is accepted keeps the promises of http.h. */
#include <stdint.h>

#include "http/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str body = {(const char *)data, size};
	struct http_pairs pairs;
	struct http_file file;
	struct err err = ERR_INIT;
	if (size > 1 << 16)
		return 0;
	_cleanup_arena_ struct arena *a = arena_new("fuzz", 16u << 20);
	if (http_parse_multipart(a, body, STR("b"), 10, &pairs, &file, &err) < 0)
		return 0;
	INVARIANT(pairs.n <= 10, "too many pairs");
	for (size_t i = 0; i < pairs.n; i++) {
		INVARIANT(str_is_utf8(pairs.v[i].name) && str_is_utf8(pairs.v[i].value), "not UTF-8");
		INVARIANT(str_find_char(pairs.v[i].value, '\0') < 0, "a NUL");
	}
	int files = 0;
	for (const struct http_file *f = file.field.p ? &file : NULL; f; f = f->more, files++) {
		INVARIANT(f->bytes.p >= body.p && f->bytes.p + f->bytes.n <= body.p + body.n, "a file outside of the body");
		INVARIANT(str_find_char(f->filename, '/') < 0 && str_find_char(f->filename, '\\') < 0, "a folder in a name");
	}
	INVARIANT(files <= HTTP_MAX_FILES, "too many files");
	return 0;
}
