/* Moves from state to state, and erasing what is private. */
#include <stdlib.h>
#include <string.h>

#include "access/private.h"
#include "record/make.h"
#include "record/unmake.h"
#include "record/verbs.h"
#include "text/text.h"

bool record_move_fits(const struct move *move, struct str state)
{
	struct str from = str_from_c(move->from), one;
	if (str_eq_c(state, move->to))
		return false;
	while (str_split(&from, ' ', &one))
		if (str_eq_c(one, "*") || str_eq(one, state))
			return true;
	return false;
}

static int move_check(struct verb_call *c, struct err *err)
{
	const struct record *record = c->verb->record;
	const struct move *move = c->verb->data;
	struct edit *e;
	int r = edit_row(c, record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	struct str now = edit_value(e, record->state)->s;
	const struct choice *is = field_choice(&record->fields[record_field(record, record->state)], now);
	if (!record_move_fits(move, now))
		return err_set(err, ERR_CONFLICT, _("Không thể «%s»: bản ghi đang ở trạng thái «%s»."), move->title,
			       is ? is->label : "");
	edit_set(e, record->state, v_c(move->to));
	if (move->day)
		edit_set(e, move->day, v_day(c->today));
	for (size_t i = 1; i < c->verb->param_count; i++)
		edit_set(e, c->verb->params[i].name, c->args[i]);
	r = record_check_row(c, e, err);
	return r < 0 ? r : verb_failed(c, err);
}

void record_move_make(struct verb *verb, const struct record *record, const struct move *move)
{
	struct field *params = calloc(1 + MOVE_ASKS, sizeof(*params));
	if (!params)
		abort();
	INVARIANT(record->state && record_field(record, record->state) >= 0, "moves need a state field");
	verb->title = move->title;
	params[verb->param_count++] =
		(struct field){.name = "id", .kind = FIELD_REF, .label = _("Bản ghi"), .flags = FIELD_REQUIRED};
	for (size_t i = 0; i < MOVE_ASKS && move->asks[i]; i++) {
		struct field *f = &params[verb->param_count++];
		*f = record->fields[record_field(record, move->asks[i])];
		f->flags |= FIELD_REQUIRED;
		if (f->kind == FIELD_DAY)
			f->preset = "today";
	}
	verb->params = params;
	verb->target = verb_of_row;
	verb->check = move_check;
	verb->data = move;
}

/* A row that was taken back is erased as others are: there for a moment, in one entry, without what is private. */
static int row_to_erase(struct verb_call *c, struct edit **ret_edit, struct err *err)
{
	struct row row;
	bool gone;
	int r = record_load_any(c, c->verb->record, verb_int(c, "id"), &row, &gone, err);
	if (r == 0)
		r = gone ? edit_back(c, &row, ret_edit, err) : edit_row(c, row.record, row.id, ret_edit, err);
	return r;
}

static int erase_check(struct verb_call *c, struct err *err)
{
	const struct record *record = c->verb->record;
	struct edit *e;
	/* "XOÁ" and "xóa" are the same word to whoever types it */
	if (!str_eq(text_name_key(c->arena, verb_str(c, "word")), text_name_key(c->arena, str_from_c(ERASE_WORD))))
		return err_field(err, ERR_INPUT, "word", _("Gõ %s để xác nhận: dữ liệu riêng tư sẽ mất hẳn."),
				 ERASE_WORD);
	int r = row_to_erase(c, &e, err);
	for (size_t i = 0; r == 0 && i < record->field_count; i++)
		if (record->fields[i].flags & FIELD_PRIVATE)
			edit_set(e, record->fields[i].name, v_null());
	if (r == 0 && e->kind == CHANGE_BACK)
		edit_gone_again(c, e);
	/* the entry says that it was erased; what older entries hold can no longer be opened */
	return r < 0 ? r : private_erase(c->db, record, e->id, err);
}

void record_erase_make(struct verb *verb, const struct record *record)
{
	static const struct field params[] = {
		{.name = "id", .kind = FIELD_REF, .label = _("Bản ghi"), .flags = FIELD_REQUIRED},
		{.name = "word", .kind = FIELD_TEXT, .label = _("Từ xác nhận"), .flags = FIELD_REQUIRED, .max = 10},
	};
	for (size_t i = 0; i < record->field_count; i++)
		INVARIANT(!(record->fields[i].flags & FIELD_PRIVATE) || !(record->fields[i].flags & FIELD_REQUIRED),
			  "a private field must be able to be blank: it can be erased");
	verb->title = _("Xóa hẳn dữ liệu riêng tư");
	verb->params = params;
	verb->param_count = ARRAY_LEN(params);
	verb->target = record_target_any;
	verb->check = erase_check;
}
