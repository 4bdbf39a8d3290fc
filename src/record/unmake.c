#include "record/unmake.h"

#include <stdio.h>
#include <string.h>

#include "record/attach.h"
#include "record/list.h"
#include "record/verbs.h"

/* ---- the row that was ---- */

int record_read_gone(struct site *site, struct db *db, struct arena *a, const struct actor *actor, const struct record *record,
		     int64_t id, struct row *ret_row, struct history_item *ret_item, struct err *err)
{
	char action[80];
	struct history_item item;
	struct row row;
	snprintf(action, sizeof(action), "%s.read", record->name);
	int r = ledger_gone(db, a, site->catalog, record, id, &row, &item, err);
	if (r > 0)
		r = access_may(db, actor, action, record_unit(site, &row), err);
	if (r <= 0)
		return r;
	*ret_row = row;
	*ret_item = item;
	return 1;
}

int record_load_any(struct verb_call *c, const struct record *record, int64_t id, struct row *ret_row, bool *ret_gone,
		    struct err *err)
{
	struct history_item item;
	int r = row_load(c->db, c->arena, record, id, ret_row, err);
	*ret_gone = false;
	if (r == 0) {
		r = ledger_gone(c->db, c->arena, c->site->catalog, record, id, ret_row, &item, err);
		*ret_gone = r > 0;
	}
	if (r < 0)
		return r;
	return r ? 0 : err_set(err, ERR_NOT_FOUND, _("Không tìm thấy «%s» này."), record->title);
}

int record_target_any(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	struct row row;
	bool gone;
	int r = record_load_any(c, c->verb->record, verb_int(c, "id"), &row, &gone, err);
	if (r == 0)
		*ret_unit = record_unit(c->site, &row);
	return r;
}

/* ---- what refers to it ---- */

bool unmake_asks(const struct record *record, const struct field *field)
{
	const struct table *t = record_table(record);
	size_t n = strlen(field->name);
	for (size_t i = 0; i < t->index_count; i++) {
		const char *columns = t->indexes[i].columns;
		if (strncmp(columns, field->name, n) == 0 && (columns[n] == '\0' || columns[n] == ','))
			return true;
	}
	return false;
}

/* Taken back as well, or refers to something else when this call is done. */
static bool lets_go(const struct verb_call *c, const struct record *record, const struct field *f, int64_t id, int64_t of)
{
	const struct edit *e = edit_made(c, record, id);
	const struct value *v = e ? edit_value(e, f->name) : NULL;
	return e && (e->kind == CHANGE_GONE || v->kind != VALUE_INT || v->i != of);
}

/* "«Thành viên tổ chức bầu cử» Nguyễn Văn A (xã Thiệu Hóa)"; of what the actor may not read, only that it is there. */
static int refuse(struct verb_call *c, const struct record *record, int64_t id, struct err *err)
{
	struct row row;
	struct str label = {0}, unit = {0};
	int r = record_read(c->site, c->db, c->arena, c->actor, record, id, &row, err);
	if (r == 0)
		return err_set(err, ERR_CONFLICT, _("Không rút lại được: còn «%s» của đơn vị khác dùng bản ghi này."), record->title);
	if (r > 0)
		r = record->heading ? record_label(c->db, c->arena, c->site->catalog, record->name, id, &label, err) : 0;
	if (r == 0)
		r = record_label(c->db, c->arena, c->site->catalog, "unit", record_unit(c->site, &row), &unit, err);
	return r < 0 ? r
		     : err_set(err, ERR_CONFLICT,
			       _("Không rút lại được: «%s» %.*s (%.*s) còn dùng bản ghi này. Hãy rút lại hoặc sửa bản ghi ấy trước."),
			       record->title, STR_ARG(label), STR_ARG(unit));
}

static int check_reference(struct verb_call *c, const struct edit *gone, const struct record *record, const struct field *f,
			   struct err *err)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(512);
	_cleanup_query_ struct query *q = NULL;
	buf_printf(&sql, "SELECT id FROM %s WHERE %s = ?1", record->name, f->name);
	int r = db_query_sql(c->db, buf_str(&sql), VALUES(v_int(gone->id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		int64_t id = query_int(q, 0);
		if (!lets_go(c, record, f, id, gone->id))
			return refuse(c, record, id, err);
		r = 0;
	}
	return r;
}

static int check_references(struct verb_call *c, const struct edit *gone, struct err *err)
{
	int r = 0;
	for (const struct record *const *to = c->site->catalog->records; r == 0 && *to; to++)
		for (size_t i = 0; r == 0 && i < (*to)->field_count; i++) {
			const struct field *f = &(*to)->fields[i];
			if (f->kind == FIELD_REF && strcmp(f->references, gone->record->name) == 0 && unmake_asks(*to, f))
				r = check_reference(c, gone, *to, f, err);
		}
	return r;
}

static int check_files(struct verb_call *c, const struct edit *gone, struct err *err)
{
	struct row *files = NULL;
	size_t n = 0, left = 0;
	int r = gone->record->files ? record_files(c->db, c->arena, gone->record, gone->id, &files, &n, err) : 0;
	for (size_t i = 0; i < n; i++)
		left += record_file_attached(&files[i]);
	if (r < 0 || !left)
		return r;
	return err_set(err, ERR_CONFLICT, _("Không rút lại được: «%s» còn %zu tệp đính kèm. Hãy gỡ tệp trước."), gone->record->title,
		       left);
}

int unmake_check(struct verb_call *c, struct err *err)
{
	int r = 0;
	for (const struct edit *e = c->first; r == 0 && e; e = e->next)
		if (e->kind == CHANGE_GONE) {
			r = check_files(c, e, err);
			if (r == 0)
				r = check_references(c, e, err);
		}
	return r;
}
