/*
 * plan_page.h – shared by the pages of a plan: the plan (plan_page.c), one constituency of it (plan_unit.c), its map
 * (plan_map.c), two plans side by side (plan_compare.c).
 */
#pragma once
#include "area/site_plan.h"
#include "web/internal.h"

struct plan_page {
	struct row row;
	struct site_plan p;
	bool measured; /* it is whole and all people are known */
	struct district_measure m;
};

/* The plan in the address, when this person may read it. */
int plan_page_load(struct web_call *c, int64_t id, struct plan_page *ret, struct err *err);
/* The frame with the way back, state and the figures of the whole. */
void plan_page_head(struct web_call *c, const struct plan_page *x, struct str title, struct plan_view *v);
/* A form of one of the plan's verbs when this person may run it, in *ret_form; 1, 0, negative. */
int plan_form(struct web_call *c, const struct plan_page *x, const struct verb *verb, const char *path,
	      struct form_view *ret_form, struct err *err);
/* The field of that name, to be changed; a bug when there is none. */
struct field_view *plan_field(struct form_view *form, const char *name);
/* Numbers of all constituencies but `without` (−1: all). */
void plan_field_numbers(struct web_call *c, const struct plan_page *x, int without, struct field_view *f);
/* One more field that is sent unseen. */
void plan_field_hidden(struct web_call *c, struct form_view *form, const char *name, struct str value);
/* Other plans for the same, to be compared with. */
int plan_related(struct web_call *c, const struct row *plan, struct sheet_view *v, struct err *err);
struct str plan_place_href(struct web_call *c, const struct site_plan *p, size_t place);
