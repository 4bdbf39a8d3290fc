/* What a list shows, as a file. */
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "text/text.h"
#include "unit/records.h"
#include "web/registers.h"

#define SLICE 500
#define COLUMNS_MOST 64

void register_send(struct web_call *c, struct str type, struct str filename)
{
	c->res->type = type;
	http_attachment(c->res, filename);
}

int register_send_file(struct web_call *c, const char *path, struct str filename, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("workbook", 2 * c->res->body.cap + (1 << 20));
	struct str bytes;
	int r = fs_read(a, path, c->res->body.cap, &bytes, err);
	unlink(path);
	if (r < 0)
		return r;
	register_send(c, STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), filename);
	buf_add(&c->res->body, bytes);
	return 0;
}

static int all_rows(struct web_call *c, const struct register_query *q, struct exporter *e, struct err *err)
{
	_cleanup_arena_ struct arena *scratch = arena_new("register export", (size_t)64 << 20);
	struct list_result rows;
	int64_t offset = 0;
	int r;
	do {
		arena_reset(scratch);
		rows = (struct list_result){0};
		r = register_rows(c, scratch, q, offset, SLICE, &rows, err);
		if (r == 0)
			r = export_rows(e, rows.rows, rows.n, err);
		offset += SLICE;
	} while (r == 0 && rows.n == SLICE && !c->res->body.full);
	return r;
}

/* The columns of the list; with `du` all that a table may bring back, for mending it elsewhere: private ones stay blank. */
static size_t columns_of(struct web_call *c, const struct record *record, const struct field **ret_fields)
{
	size_t n = 0;
	if (!str_eq_c(http_query(c->req, "du"), "1"))
		return register_chosen(c, record, ret_fields);
	for (size_t i = 0; i < record->field_count && n < COLUMNS_MOST; i++)
		if (record->fields[i].kind != FIELD_FILE && record->fields[i].kind != FIELD_MOMENT)
			ret_fields[n++] = &record->fields[i];
	return n;
}

/* "can-bo-cong-chuc-2025-11-18": what it is and of which day, for who finds it among other downloads. */
static struct str file_name(struct web_call *c, const struct record *record, const char *ending)
{
	char *p = arena_c(c->arena, text_fold(c->arena, str_from_c(record->many)));
	for (char *k = p; *k; k++)
		if (*k == ' ')
			*k = '-';
	return web_path(c, "%s-%.*s.%s", p, STR_ARG(date_iso(c->arena, site_today(c->site))), ending);
}

/* The rows of all pages with these filters, in this order. */
int page_of_register_export(struct web_call *c, struct err *err)
{
	const struct record *record = register_of(c);
	const struct field *fields[COLUMNS_MOST];
	struct register_query a = {0};
	struct exporter *e;
	char path[EXPORT_PATH];
	bool xlsx = str_eq_c(http_query(c->req, "dang"), "xlsx");
	if (!record || record == &unit_record)
		return web_not_found(c, err);
	size_t n = columns_of(c, record, fields);
	int r = register_ask(c, record, &a, err);
	if (r == 0 && xlsx)
		r = export_temp(c->site, path, err);
	if (r < 0)
		return r;
	struct export_to to = {.site = c->site, .db = c->db, .actor = &c->actor, .record = record, .fields = fields, .n = n,
			       .format = xlsx ? EXPORT_XLSX : EXPORT_CSV, .csv = xlsx ? NULL : &c->res->body, .path = path};
	if (!xlsx)
		register_send(c, STR("text/csv; charset=utf-8"), file_name(c, record, "csv"));
	r = export_start(&to, &e, err);
	if (r < 0)
		return r;
	r = all_rows(c, &a, e, err);
	if (r < 0) {
		export_abandon(e);
		return r;
	}
	r = export_end(e, err);
	return r < 0 || !xlsx ? r : register_send_file(c, path, file_name(c, record, "xlsx"), err);
}
