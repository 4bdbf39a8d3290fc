/* What is done with a row of a register by one button: its moves from state to state, undoing its last save. */
#include <string.h>

#include "record/verbs.h"
#include "web/registers.h"
#include "web/work_pages.h"

/* ---- moves ---- */

/* One that asks for something is a form. */
static int move_form(struct web_call *c, const struct row *row, size_t move, struct str action, struct sheet_view *v,
		     struct err *err)
{
	return work_add_form(c, v, record_move_verb(row->record, move), record_unit(c->site, row), action, NULL, err);
}

int register_moves(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err)
{
	for (size_t i = 0; i < row->record->move_count; i++) {
		const struct move *move = &row->record->moves[i];
		struct str action = web_path(c, "/danh-muc/%s/%lld/%s", row->record->name, (long long)row->id, move->name);
		int may = record_move_fits(move, row_str(row, row->record->state)) ? register_may(c, row, move->name, err) : 0;
		if (may > 0 && move->asks[0]) {
			may = move_form(c, row, i, action, v, err);
			if (may == 0)
				continue;
		}
		if (may < 0)
			return may;
		const struct action_view button = {
			.action = action,
			.text = str_from_c(move->title),
			.second = v->action_count > 0,
		};
		if (may)
			sheet_add_action(c, v, &button);
	}
	return 0;
}

int page_of_register_move(struct web_call *c, struct err *err)
{
	struct row row;
	int r = register_row(c, &row, err);
	for (size_t i = 0; r == 0 && i < row.record->move_count; i++) {
		if (!str_eq_c(c->name2, row.record->moves[i].name))
			continue;
		int may = register_may(c, &row, row.record->moves[i].name, err);
		if (may <= 0)
			return may < 0 ? may : web_not_found(c, err);
		return web_post(c, record_move_verb(row.record, i), register_href(c, row.record, row.id), err);
	}
	return r < 0 ? r : web_not_found(c, err);
}

/* ---- undo ---- */

/* There or not, afterwards: this address knows, and leads on to a page of the row's own. */
static struct str any_href(struct web_call *c, const struct row *row)
{
	return web_path(c, "/danh-muc/%s/%lld", row->record->name, (long long)row->id);
}

/* Refused: which row it was, and the way back to it. */
static int frame_undo(struct web_call *c, struct form_page_view *v, struct err *err)
{
	const struct history_item *gone;
	struct str heading;
	struct row row;
	int r = register_any_row(c, &row, &gone, err);
	if (r == 0)
		r = register_heading(c, &row, &heading, err);
	if (r < 0)
		return r;
	v->page = web_page(c, arena_printf(c->arena, gone ? _("Lập lại: %.*s") : _("Hoàn tác: %.*s"), STR_ARG(heading)), "/danh-muc");
	register_crumbs(c, row.record, &v->page);
	web_crumb(c, &v->page, any_href(c, &row), heading);
	v->form.cancel_href = any_href(c, &row);
	return 0;
}

int page_of_register_undo(struct web_call *c, struct err *err)
{
	const struct history_item *gone;
	struct row row;
	int r = register_any_row(c, &row, &gone, err);
	if (r < 0)
		return r;
	int may = register_may(c, &row, "undo", err);
	if (may <= 0)
		return may < 0 ? may : web_not_found(c, err);
	c->again = frame_undo;
	return web_post(c, record_undo_verb(row.record), any_href(c, &row), err);
}
