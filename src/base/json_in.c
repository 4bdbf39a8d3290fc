#include "base/json_in.h"

#include <jansson.h>

#define DEEPEST 32

static int convert(struct arena *a, json_t *from, int depth, struct jval *to, struct err *err);

static int convert_list(struct arena *a, json_t *from, int depth, struct jval *to, struct err *err)
{
	to->kind = J_LIST;
	to->n = json_array_size(from);
	to->items = arena_array_of(a, to->n, struct jval);
	for (size_t i = 0; i < to->n; i++) {
		int r = convert(a, json_array_get(from, i), depth + 1, &to->items[i], err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int convert_map(struct arena *a, json_t *from, int depth, struct jval *to, struct err *err)
{
	to->kind = J_MAP;
	to->n = json_object_size(from);
	to->items = arena_array_of(a, to->n, struct jval);
	to->keys = arena_array_of(a, to->n, struct str);
	size_t i = 0;
	for (void *it = json_object_iter(from); it; it = json_object_iter_next(from, it), i++) {
		to->keys[i] = arena_dup(a, str_from_c(json_object_iter_key(it)));
		int r = convert(a, json_object_iter_value(it), depth + 1, &to->items[i], err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int convert(struct arena *a, json_t *from, int depth, struct jval *to, struct err *err)
{
	if (depth > DEEPEST)
		return err_set(err, ERR_INPUT, _("Tệp JSON lồng quá %d tầng."), DEEPEST);
	switch (json_typeof(from)) {
	case JSON_NULL:
		to->kind = J_NULL;
		return 0;
	case JSON_FALSE:
		to->kind = J_FALSE;
		return 0;
	case JSON_TRUE:
		to->kind = J_TRUE;
		return 0;
	case JSON_INTEGER:
		to->kind = J_INT;
		to->i = json_integer_value(from);
		return 0;
	case JSON_STRING:
		to->kind = J_TEXT;
		to->s = arena_dup(a, (struct str){json_string_value(from), json_string_length(from)});
		return 0;
	case JSON_ARRAY:
		return convert_list(a, from, depth, to, err);
	case JSON_OBJECT:
		return convert_map(a, from, depth, to, err);
	case JSON_REAL:
		break;
	}
	return err_set(err, ERR_INPUT, _("Tệp JSON có số thập phân; ở đây chỉ dùng số nguyên."));
}

int jval_parse(struct arena *a, struct str text, size_t cap, const struct jval **ret_value, struct err *err)
{
	if (text.n > cap)
		return err_set(err, ERR_TOO_LARGE, _("Tệp JSON lớn hơn %zu byte."), cap);
	json_error_t e;
	json_t *root = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
	if (!root) {
		err_set(err, ERR_INPUT, _("Tệp JSON sai ở dòng %d, cột %d."), e.line, e.column);
		return err_detail(err, "%s", e.text);
	}
	struct jval *v = arena_new_of(a, struct jval);
	int r = convert(a, root, 1, v, err);
	json_decref(root);
	if (r == 0)
		*ret_value = v;
	return r;
}

const struct jval *jval_get(const struct jval *map, const char *key)
{
	if (!map || map->kind != J_MAP)
		return NULL;
	for (size_t i = 0; i < map->n; i++)
		if (str_eq_c(map->keys[i], key))
			return &map->items[i];
	return NULL;
}
