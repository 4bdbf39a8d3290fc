/* Undoing the last save of a row, by a new entry; taking a whole row back. */
#include <string.h>

#include "access/private.h"
#include "record/import_int.h"
#include "record/list.h"
#include "record/make.h"
#include "record/unmake.h"
#include "record/verbs.h"

#define MOST_ROWS 120 /* that one entry changed: a list of forty with forty people who were new */

/* Made by an entry that a person would undo as such: what verbs of a domain issued has ways of its own. */
static bool is_save(const struct record *record, struct str what)
{
	for (size_t i = 0; what.n && i < record->move_count; i++)
		if (record->moves[i].asks[0] && str_eq_c(str_slice(what, 1, what.n), record->moves[i].name))
			return true;
	return str_eq_c(what, ".save") || str_eq_c(what, ".undo") || str_eq_c(what, ".import") ||
	       str_eq_c(what, ".enter"); /* a save with its lines */
}

static bool own_verb(const struct record *record, const struct history_item *item)
{
	struct str verb = item->entry.verb, own = str_from_c(record->name);
	return str_starts(verb, own) && is_save(record, str_slice(verb, own.n, verb.n));
}

bool record_takes_back(const struct history_item *last)
{
	return last->kind == CHANGE_BACK || (last->kind == CHANGE_SET && last->revision == 1);
}

bool record_can_undo(const struct record *record, const struct history_item *last)
{
	if (last->dropped || (record_takes_back(last) && record->stays))
		return false;
	/* what came beside another row and outlives it is taken back by itself */
	return own_verb(record, last) || (record_takes_back(last) && record->beside == BESIDE_OUTLIVES);
}

/* Where, the newest first, the row was made or came back; n when that is not known. */
static size_t made_at(const struct history_item *items, size_t n)
{
	size_t i = 0;
	while (i < n && !record_takes_back(&items[i]))
		i++;
	return i;
}

bool record_can_take_back(const struct record *record, const struct history_item *items, size_t n, size_t *ret_made)
{
	size_t made = made_at(items, n);
	bool can = made < n && items[0].kind != CHANGE_GONE && record_can_undo(record, &items[made]);
	for (size_t i = 0; i < made; i++)
		can = can && !items[i].dropped && own_verb(record, &items[i]);
	if (can)
		*ret_made = made;
	return can;
}

static int undo_target(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	if (!access_known(c->verb->name))
		return err_set(err, ERR_NOT_FOUND, _("«%s» không có hoàn tác."), c->verb->record->title);
	return record_target_any(c, ret_unit, err);
}

/* Of the row itself, or of one that came with it, which is named. */
static int too_late(struct verb_call *c, const struct record *record, int64_t id, struct err *err)
{
	struct str label = {0};
	if (record == c->verb->record && id == verb_int(c, "id"))
		return err_set(err, ERR_CONFLICT,
			       _("Không hoàn tác được: sau lần sửa đó đã có thay đổi khác. Hãy xem lại lịch sử."));
	int r = record->heading ? record_label(c->db, c->arena, c->site->catalog, record->name, id, &label, err) : 0;
	return r < 0 ? r
		     : err_set(err, ERR_CONFLICT,
			       _("Không hoàn tác được: «%s» %.*s cũng đổi trong lần ghi đó và sau đó đã có thay đổi khác."),
			       record->title, STR_ARG(label));
}

/* The values before the entry. */
static int restore(struct verb_call *c, const struct record *record, int64_t id, const struct history_item *item,
		   struct edit **ret_edit, struct err *err)
{
	struct edit *e;
	struct value *before = arena_array_of(c->arena, record->field_count, struct value);
	for (size_t i = 0; i < item->n; i++)
		before[item->fields[i]] = item->before[i];
	int r = private_unseal_row(c, record, id, before, err);
	if (r == 0)
		r = edit_row(c, record, id, &e, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < item->n; i++)
		edit_set(e, record->fields[item->fields[i]].name, before[item->fields[i]]);
	*ret_edit = e;
	return 0;
}

static int bring_back(struct verb_call *c, const struct record *record, int64_t id, struct edit **ret_edit, struct err *err)
{
	struct history_item item;
	struct row row;
	int r = ledger_gone(c->db, c->arena, c->site->catalog, record, id, &row, &item, err);
	INVARIANT(r != 0, "its last change said that it was taken back");
	return r < 0 ? r : edit_back(c, &row, ret_edit, err);
}

/* Puts back what the entry did to this row; nobody may have changed it since. */
static int put_back(struct verb_call *c, const struct record *record, int64_t id, int64_t entry, struct edit **ret_edit,
		    struct err *err)
{
	struct history_item *items;
	size_t n;
	int r = ledger_history(c->db, c->arena, c->site->catalog, record, id, &items, &n, err);
	if (r < 0)
		return r;
	if (n == 0 || items[0].entry.number != entry)
		return too_late(c, record, id, err);
	if (items[0].kind == CHANGE_GONE)
		return bring_back(c, record, id, ret_edit, err);
	return record_takes_back(&items[0]) ? edit_gone(c, record, id, ret_edit, err)
					    : restore(c, record, id, &items[0], ret_edit, err);
}

/* Does it go, too? What the rules of a row that goes or comes see to themselves – a task open again, closed again –, however
 * often it changed since, is left to them. */
static bool goes_along(const struct edit *main, const struct change *change)
{
	if (change->kind == CHANGE_SET && change->revision > 1)
		return main->kind == CHANGE_SET || !main->record->unmake;
	if (change->kind == CHANGE_GONE)
		return true;
	return main->kind == CHANGE_GONE ? change->record->beside != BESIDE_OUTLIVES : change->record->beside == BESIDE_GOES;
}

/* The other rows of the entry: what its rules brought with them goes with them, the last first, so that nothing goes before what
 * belongs to it. What stays is left to the rules of the row itself, asked after this. */
static int put_back_others(struct verb_call *c, const struct edit *main, int64_t entry, struct err *err)
{
	struct change *changes;
	struct edit *e;
	size_t n;
	int r = ledger_changes(c->db, c->arena, c->site->catalog, entry, &changes, &n, err);
	if (r == 0 && n > MOST_ROWS)
		return err_set(err, ERR_TOO_LARGE, _("Lần ghi đó đổi nhiều bản ghi cùng lúc nên không hoàn tác được."));
	for (size_t i = n; r == 0 && i > 0; i--) {
		const struct change *one = &changes[i - 1];
		if ((one->record == main->record && one->id == main->id) || !goes_along(main, one))
			continue;
		r = put_back(c, one->record, one->id, entry, &e, err);
		if (r == 0 && e->kind != CHANGE_GONE)
			r = record_check_references(c, e, err); /* what it referred to may be taken back since */
	}
	return r;
}

/* The rules of the row as it will be – or those for going. */
static int check_rules(struct verb_call *c, struct edit *e, struct err *err)
{
	int r = 0;
	if (e->kind != CHANGE_GONE)
		r = record_check_row(c, e, err);
	else if (e->record->unmake)
		r = e->record->unmake(&(struct record_check){c, e, false}, err);
	return r < 0 ? r : unmake_check(c, err);
}

/* A row that was changed since goes alone, with what it was made with: what a later change brought along, or changed beside,
 * would be left behind. What the row's own rules for going see to does not count. */
static int changed_alone(struct verb_call *c, const struct edit *gone, const struct history_item *items, size_t made,
			 struct err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < made; i++) {
		struct change *changes;
		size_t n = 0;
		if (!import_is_slice(&items[i].entry))
			r = ledger_changes(c->db, c->arena, c->site->catalog, items[i].entry.number, &changes, &n, err);
		for (size_t k = 0; r == 0 && k < n; k++)
			if ((changes[k].record != gone->record || changes[k].id != gone->id) && goes_along(gone, &changes[k]))
				r = err_set(err, ERR_CONFLICT,
					    _("Không rút lại được: lần sửa ngày %.*s đổi cả «%s», không đi theo bản ghi này được. "
					      "Hãy sửa bản ghi cho đúng thay vì rút lại."),
					    STR_ARG(date_vn(c->arena, items[i].entry.day)), changes[k].record->title);
	}
	return r;
}

static int not_undone(const struct record *record, bool takes_back, struct err *err)
{
	return err_set(err, ERR_CONFLICT, "%s",
		       record->stays && takes_back ? record->stays
						   : _("Lần thay đổi cuối của bản ghi này không phải loại hoàn tác được."));
}

static int undo_check(struct verb_call *c, struct err *err)
{
	const struct record *record = c->verb->record;
	struct history_item *items;
	struct edit *e;
	size_t n, at = 0;
	int64_t id = verb_int(c, "id"), whole = verb_int(c, "whole"), shown = whole ? whole : verb_int(c, "revision");
	int r = ledger_history(c->db, c->arena, c->site->catalog, record, id, &items, &n, err);
	if (r < 0)
		return r;
	if (n == 0 || (shown && shown != items[0].revision))
		return too_late(c, record, id, err);
	if (whole ? !record_can_take_back(record, items, n, &at) : !record_can_undo(record, &items[0]))
		return not_undone(record, whole || record_takes_back(&items[0]), err);
	r = at ? edit_gone(c, record, id, &e, err) : put_back(c, record, id, items[0].entry.number, &e, err);
	if (r == 0)
		r = changed_alone(c, e, items, at, err);
	if (r == 0 && own_verb(record, &items[at]) && !import_is_slice(&items[at].entry))
		r = put_back_others(c, e, items[at].entry.number, err);
	if (r == 0)
		r = check_rules(c, e, err);
	return r < 0 ? r : verb_failed(c, err);
}

void record_undo_make(struct verb *verb, const struct record *record)
{
	static const struct field params[] = {
		{.name = "id", .kind = FIELD_REF, .label = _("Bản ghi"), .flags = FIELD_REQUIRED},
		{.name = "revision", .kind = FIELD_INT, .label = _("Lần sửa")},
		{.name = "whole", .kind = FIELD_INT, .label = _("Rút lại cả bản ghi, ở lần sửa")},
	};
	(void)record;
	verb->title = _("Hoàn tác lần ghi trước");
	verb->params = params;
	verb->param_count = ARRAY_LEN(params);
	verb->target = undo_target;
	verb->check = undo_check;
}
