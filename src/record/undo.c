/* Undoing the last save of a row, by a new entry. */
#include <string.h>

#include "access/private.h"
#include "record/import_int.h"
#include "record/make.h"
#include "record/verbs.h"

#define MOST_ROWS 120 /* that one entry changed: a list of forty with forty people who were new */

bool record_can_undo(const struct record *record, const struct history_item *last)
{
	struct str verb = last->entry.verb, own = str_from_c(record->name);
	if (last->dropped || last->revision < 2 || !str_starts(verb, own))
		return false;
	struct str what = str_slice(verb, own.n, verb.n);
	for (size_t i = 0; what.n && i < record->move_count; i++)
		if (record->moves[i].asks[0] && str_eq_c(str_slice(what, 1, what.n), record->moves[i].name))
			return true;
	return str_eq_c(what, ".save") || str_eq_c(what, ".undo") || str_eq_c(what, ".import") ||
	       str_eq_c(what, ".enter"); /* a save with its lines */
}

static int undo_target(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	struct row row;
	int r = access_known(c->verb->name) ? verb_load(c, c->verb->record, verb_int(c, "id"), &row, err)
					    : err_set(err, ERR_NOT_FOUND, _("«%s» không có hoàn tác."), c->verb->record->title);
	if (r == 0)
		*ret_unit = record_unit(c->site, &row);
	return r;
}

static int too_late(struct err *err)
{
	return err_set(err, ERR_CONFLICT, _("Không hoàn tác được: sau lần sửa đó đã có thay đổi khác. Hãy xem lại lịch sử."));
}

/* The entry made this row, and nobody has changed it since. */
static int unmake(struct verb_call *c, const struct record *record, int64_t id, struct err *err)
{
	struct edit *e;
	INVARIANT(record->unmake, "rows that cannot say that they never were stay");
	int r = edit_row(c, record, id, &e, err);
	if (r == 0)
		record->unmake(c, e);
	return r;
}

/* Puts back what the entry changed in this row; nobody may have changed it since. */
static int put_back(struct verb_call *c, const struct record *record, int64_t id, int64_t entry, struct edit **ret_edit,
		    struct err *err)
{
	struct history_item *items;
	struct edit *e;
	size_t n;
	int r = ledger_history(c->db, c->arena, c->site->catalog, record, id, &items, &n, err);
	if (r < 0)
		return r;
	if (n == 0 || items[0].entry.number != entry)
		return too_late(err);
	if (items[0].revision < 2)
		return unmake(c, record, id, err);
	struct value *before = arena_array_of(c->arena, record->field_count, struct value);
	for (size_t i = 0; i < items[0].n; i++)
		before[items[0].fields[i]] = items[0].before[i];
	r = private_unseal_row(c, record, id, before, err);
	if (r == 0)
		r = edit_row(c, record, id, &e, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < items[0].n; i++)
		edit_set(e, record->fields[items[0].fields[i]].name, before[items[0].fields[i]]);
	*ret_edit = e;
	return 0;
}

/* The other rows of the entry: what its rules brought with them goes with them. What it made new says that it never was, where
 * such rows can; else it stays, and the rules of the row itself, asked after this, say what becomes of it. */
static int put_back_others(struct verb_call *c, int64_t entry, struct err *err)
{
	struct change *changes;
	struct edit *e;
	size_t n;
	int r = ledger_changes(c->db, c->arena, c->site->catalog, entry, &changes, &n, err);
	if (r == 0 && n > MOST_ROWS)
		return err_set(err, ERR_TOO_LARGE, _("Lần ghi đó đổi nhiều bản ghi cùng lúc nên không hoàn tác được."));
	for (size_t i = 0; r == 0 && i < n; i++)
		if ((changes[i].revision > 1 || changes[i].record->unmake) &&
		    (changes[i].record != c->verb->record || changes[i].id != verb_int(c, "id")))
			r = put_back(c, changes[i].record, changes[i].id, entry, &e, err);
	return r;
}

static int undo_check(struct verb_call *c, struct err *err)
{
	const struct record *record = c->verb->record;
	struct history_item *items;
	struct edit *e;
	size_t n;
	int64_t revision = verb_int(c, "revision");
	int r = ledger_history(c->db, c->arena, c->site->catalog, record, verb_int(c, "id"), &items, &n, err);
	if (r < 0)
		return r;
	if (n == 0 || (revision && revision != items[0].revision))
		return too_late(err);
	if (!record_can_undo(record, &items[0]))
		return err_set(err, ERR_CONFLICT, _("Lần thay đổi cuối của bản ghi này không phải loại hoàn tác được."));
	r = put_back(c, record, verb_int(c, "id"), items[0].entry.number, &e, err);
	if (r == 0 && !import_is_slice(&items[0].entry))
		r = put_back_others(c, items[0].entry.number, err);
	if (r == 0)
		r = record_check_row(c, e, err);
	return r < 0 ? r : verb_failed(c, err);
}

void record_undo_make(struct verb *verb, const struct record *record)
{
	static const struct field params[] = {
		{.name = "id", .kind = FIELD_REF, .label = _("Bản ghi"), .flags = FIELD_REQUIRED},
		{.name = "revision", .kind = FIELD_INT, .label = _("Lần sửa")},
	};
	(void)record;
	verb->title = _("Hoàn tác lần sửa trước");
	verb->params = params;
	verb->param_count = ARRAY_LEN(params);
	verb->target = undo_target;
	verb->check = undo_check;
}
