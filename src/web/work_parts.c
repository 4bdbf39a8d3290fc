/* What belongs to a task, or to anything that is owed: lists of rows that name it, and urgings until they are read. */
#include "web/work_pages.h"

int work_rows_of(struct web_call *c, struct sheet_view *v, const struct work_rows *of, int64_t id, struct err *err)
{
	const struct record *record = of->record;
	struct list_filter f = {of->by, "=", v_int(id)};
	struct list_result rows = {0};
	int r = record_list(c->db, c->arena, &c->actor,
			    &(struct list_query){.record = record, .filters = &f, .filter_count = 1}, &rows, err);
	if (r < 0 || rows.n == 0)
		return r;
	struct column_view *columns = arena_array_of(c->arena, of->n, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, of->n * rows.n, struct cell_view);
	for (size_t k = 0; k < of->n; k++)
		columns[k] = (struct column_view){
			.label = str_from_c(record->fields[record_field(record, of->fields[k])].label), .title = k == 0};
	for (size_t i = 0; i < rows.n; i++)
		for (size_t k = 0; r == 0 && k < of->n; k++) {
			struct cell_view *cell = &cells[i * of->n + k];
			const struct field *field = &record->fields[record_field(record, of->fields[k])];
			r = web_value(c, field, row_value(&rows.rows[i], of->fields[k]), &cell->text, err);
			if (field->kind == FIELD_CHOICE)
				cell->tone = work_tag(&rows.rows[i], of->fields[k]).tone;
			if (k == 0 && of->page)
				cell->href = web_path(c, "%s/%lld", of->page, (long long)rows.rows[i].id);
		}
	const struct list_view list = {.caption = str_from_c(of->heading),
				       .heading = true,
				       .columns = columns,
				       .column_count = of->n,
				       .cells = cells,
				       .row_count = rows.n};
	if (r == 0)
		sheet_add_list(c, v, &list);
	return r;
}

int work_urgings(struct web_call *c, struct sheet_view *v, const char *of, int64_t id, struct err *err)
{
	static const char *const fields[] = {"number", "grade", "text", "urged_day", "urged_by", "read_day"};
	const struct work_rows rows = {&urging_record, of, urging_record.many, fields, ARRAY_LEN(fields), NULL};
	return work_rows_of(c, v, &rows, id, err);
}

int work_urgings_unread(struct web_call *c, struct sheet_view *v, const char *of, int64_t id, int64_t unit, struct str back,
			struct err *err)
{
	struct list_filter f[] = {{of, "=", v_int(id)}, {"read_day", "=", v_null()}};
	struct list_result rows = {0};
	int r = record_list(
		c->db, c->arena, &c->actor,
		&(struct list_query){.record = &urging_record, .filters = f, .filter_count = 2, .sort = "number"},
		&rows, err);
	int may = r < 0 ? r : web_may(c, urging_read.name, unit, err);
	if (may < 0)
		return may;
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *u = &rows.rows[i];
		web_message(c, &v->page, TONE_LATE,
			    arena_printf(c->arena, _("Đôn đốc lần %lld (%.*s), ngày %.*s: %.*s"),
					 (long long)row_int(u, "number"), STR_ARG(work_tag(u, "grade").text),
					 STR_ARG(date_vn(c->arena, row_day(u, "urged_day"))),
					 STR_ARG(row_str(u, "text"))));
		const struct action_view a = {
			.action = web_path(c, "/don-doc/%lld/da-doc", (long long)u->id),
			.text = arena_printf(c->arena, _("Đã đọc đôn đốc lần %lld"), (long long)row_int(u, "number")),
			.name = STR("ve"),
			.value = back,
			.second = true};
		if (may)
			sheet_add_action(c, v, &a);
	}
	return 0;
}

int work_state_links(struct web_call *c, struct listing *l, const struct record *record, struct str chosen, struct filter_view *ret,
		     int64_t *ret_total, struct err *err)
{
	const struct field *state = &record->fields[record_field(record, "state")];
	struct list_count *counts;
	size_t n, k = 1;
	int64_t all = 0;
	int r = record_counts(c->db, c->arena, &c->actor, &(struct list_query){.record = record}, "state", &counts, &n, err);
	if (r < 0)
		return r;
	struct link_view *links = arena_array_of(c->arena, n + 1, struct link_view);
	for (size_t i = 0; i < n; i++) {
		const struct choice *ch = field_choice(state, counts[i].value.s);
		all += counts[i].n;
		*ret_total = str_eq(counts[i].value.s, chosen) ? counts[i].n : *ret_total;
		links[k++] = (struct link_view){.href = listing_with(l, "trang-thai", counts[i].value.s),
						.text = str_from_c(ch ? ch->label : ""),
						.count = web_number(c, counts[i].n),
						.current = str_eq(counts[i].value.s, chosen)};
	}
	links[0] = (struct link_view){.href = listing_with(l, "trang-thai", (struct str){0}),
				      .text = str_from_c(_("tất cả")),
				      .count = web_number(c, all),
				      .current = !chosen.n};
	*ret_total = chosen.n ? *ret_total : all;
	*ret = (struct filter_view){str_from_c(_("Xem")), links, k};
	return 0;
}
