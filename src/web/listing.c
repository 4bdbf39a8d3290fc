#include "web/listing.h"

#include <string.h>

#include "text/text.h"

void listing_begin(struct listing *l, struct web_call *c, struct str path, const char *const *sorts)
{
	struct str sap = http_query(c->req, "sap");
	*l = (struct listing){.c = c, .path = path, .q = http_query(c->req, "q")};
	l->fold = text_fold(c->arena, l->q);
	if (!l->fold.n)
		l->q = (struct str){0};
	for (const char *const *s = sorts; *s; s++)
		if (str_eq_c(sap, *s) || (sap.n > 1 && sap.p[0] == '-' && str_eq_c(str_slice(sap, 1, sap.n), *s)))
			l->sort = arena_c(c->arena, sap);
	listing_keep(l, "q", l->q);
	listing_keep(l, "sap", l->sort ? sap : (struct str){0});
}

void listing_keep(struct listing *l, const char *name, struct str value)
{
	INVARIANT(l->n < LISTING_MOST, "a list with more parameters than LISTING_MOST");
	l->asked[l->n++] = (struct option_view){.value = value, .text = str_from_c(name)};
}

struct str listing_with(struct listing *l, const char *name, struct str value)
{
	return web_with(l->c, l->path, l->asked, l->n, name, value);
}

struct str listing_elsewhere(struct listing *l, struct str path)
{
	return web_with(l->c, path, l->asked, l->n, NULL, (struct str){0});
}

struct column_view listing_column(struct listing *l, const char *label, const char *field, const char *own)
{
	struct column_view v = {.label = str_from_c(label)};
	if (!field)
		return v;
	const char *now = l->sort ? l->sort : own ? own : "";
	bool down = now[0] == '-';
	if (strcmp(now + down, field) == 0)
		v.sorted = down ? -1 : 1;
	v.sort_href = listing_with(l, "sap", arena_printf(l->c->arena, "%s%s", v.sorted > 0 ? "-" : "", field));
	return v;
}

bool listing_narrowed(const struct listing *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->asked[i].value.n && !str_eq_c(l->asked[i].text, "sap") && !str_eq_c(l->asked[i].text, "cot"))
			return true;
	return false;
}

void listing_search(struct listing *l, struct list_view *v, const char *label)
{
	struct option_view *keep = arena_array_of(l->c->arena, l->n, struct option_view);
	for (size_t i = 0; i < l->n; i++)
		if (l->asked[i].value.n && !str_eq_c(l->asked[i].text, "q"))
			keep[v->keep_count++] = l->asked[i];
	v->keep = keep;
	v->search_action = l->path;
	v->search_label = str_from_c(label);
	v->search = l->q;
}

void listing_csv(struct web_call *c, struct str filename)
{
	c->res->type = STR("text/csv; charset=utf-8");
	http_attachment(c->res, filename);
	buf_add_c(&c->res->body, "\xEF\xBB\xBF");
}
