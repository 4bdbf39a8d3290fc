/* The history of a row for people: who, when, from which unit, old → new, and the entry's short hash. */
#include "record/unmake.h"
#include "record/verbs.h"
#include "web/registers.h"

#define SHOWN 100
#define SHOWN_ALL 5000 /* of "Toàn bộ lịch sử" */

static struct str what_of(struct web_call *c, const struct history_item *item)
{
	const struct verb *verb = app_verb(item->entry.verb);
	bool save = str_ends(item->entry.verb, STR(".save"));
	bool import = str_ends(item->entry.verb, STR(".import"));
	struct str text = import ? str_from_c(_("Nhập bảng"))
			  : save ? str_from_c(item->revision == 1 ? _("Ghi mới") : _("Sửa"))
			  : str_ends(item->entry.verb, STR(".undo")) && item->kind != CHANGE_SET
				  ? str_from_c(item->kind == CHANGE_GONE ? _("Rút lại bản ghi") : _("Lập lại bản ghi đã rút"))
			  : verb ? str_from_c(verb->title)
				 : item->entry.verb;
	return item->dropped ? arena_printf(c->arena, _("%.*s (nội dung đã xóa theo quy định)"), STR_ARG(text)) : text;
}

/* In a rehearsal the working day is another than the clock's. */
struct str web_when(struct web_call *c, const struct entry *e)
{
	struct str moment = moment_vn(c->arena, e->now);
	if (date_of_ms(e->now) == e->day)
		return moment;
	return arena_printf(c->arena, _("%.*s (ghi lúc %.*s)"), STR_ARG(date_vn(c->arena, e->day)), STR_ARG(moment));
}

static int changes_of(struct web_call *c, const struct record *record, const struct history_item *item,
		      struct history_view *v, struct err *err)
{
	struct change_view *changes = arena_array_of(c->arena, item->n, struct change_view);
	for (size_t i = 0; i < item->n; i++) {
		const struct field *f = &record->fields[item->fields[i]];
		struct change_view *to = &changes[v->count];
		bool fresh = item->revision == 1;
		if (fresh && item->after[i].kind == VALUE_NULL)
			continue;
		if (item->kind == CHANGE_BACK && value_eq(&item->before[i], &item->after[i]))
			continue;
		*to = (struct change_view){.label = str_from_c(f->label)};
		int r = fresh ? 0 : web_value(c, f, &item->before[i], &to->from, err);
		if (r == 0)
			r = web_value(c, f, &item->after[i], &to->to, err);
		if (r < 0)
			return r;
		v->count++;
	}
	v->changes = changes;
	return 0;
}

static const char *undo_text(const struct history_item *last)
{
	return last->kind == CHANGE_GONE  ? _("Lập lại bản ghi này")
	       : record_takes_back(last) ? _("Rút lại bản ghi vừa lập")
					 : _("Hoàn tác lần sửa này");
}

/* Who may save the row may put back its last save, and take it back whole. */
static int may_undo(struct web_call *c, const struct record *record, int64_t id, bool there, struct err *err)
{
	struct history_item gone;
	struct row row;
	int r = there ? record_read(c->site, c->db, c->arena, &c->actor, record, id, &row, err)
		      : record_read_gone(c->site, c->db, c->arena, &c->actor, record, id, &row, &gone, err);
	return r > 0 ? register_may(c, &row, "undo", err) : r;
}

/* `how`: "revision" for the last change, "whole" for the row. */
static const struct action_view *undo_button(struct web_call *c, const struct record *record, int64_t id, const char *text,
					     const char *how, int64_t revision)
{
	struct action_view *button = arena_new_of(c->arena, struct action_view);
	*button = (struct action_view){
		.action = web_path(c, "/danh-muc/%s/%lld/hoan-tac", record->name, (long long)id),
		.text = str_from_c(text),
		.name = str_from_c(how),
		.value = web_path(c, "%lld", (long long)revision),
		.second = true,
	};
	return button;
}

/* On the newest change, and – where others came after it – on the one that made the row. */
static int undo_of(struct web_call *c, const struct record *record, int64_t id, const struct history_item *items, size_t n,
		   struct history_view *views, size_t shown, struct err *err)
{
	size_t made = 0;
	bool last = n && record_can_undo(record, &items[0]), whole = record_can_take_back(record, items, n, &made) && made > 0;
	int r = last || whole ? may_undo(c, record, id, items[0].kind != CHANGE_GONE, err) : 0;
	if (r <= 0)
		return r;
	if (last)
		views[0].undo = undo_button(c, record, id, undo_text(&items[0]), "revision", items[0].revision);
	if (whole && made < shown)
		views[made].undo = undo_button(c, record, id, _("Rút lại cả bản ghi này"), "whole", items[0].revision);
	return 0;
}

int web_history(struct web_call *c, const struct record *record, int64_t id, struct sheet_view *v, struct err *err)
{
	struct history_item *items;
	size_t n;
	int r = ledger_history(c->db, c->arena, c->site->catalog, record, id, &items, &n, err);
	if (r < 0)
		return r;
	bool all = str_eq(http_query(c->req, "lich-su"), STR("tat-ca"));
	if (n > SHOWN && !all)
		v->history_more = web_with(c, c->req->path, NULL, 0, "lich-su", STR("tat-ca"));
	size_t most = all ? SHOWN_ALL : SHOWN, shown = n < most ? n : most;
	struct history_view *views = arena_array_of(c->arena, shown, struct history_view);
	for (size_t i = 0; r == 0 && i < shown; i++) {
		const struct entry *e = &items[i].entry;
		views[i] = (struct history_view){
			.when = web_when(c, e),
			.unit = e->actor ? web_unit_name(c, e->unit) : (struct str){0},
			.what = what_of(c, &items[i]),
			.who = str_from_c(_("Chương trình")),
			.hash = hex(c->arena, items[i].hash.b, 4),
		};
		if (e->actor)
			r = record_label(c->db, c->arena, c->site->catalog, "person", e->actor, &views[i].who, err);
		if (r == 0)
			r = changes_of(c, record, &items[i], &views[i], err);
		if (record->stays && items[i].revision == 1)
			views[i].note = str_from_c(record->stays);
	}
	if (r == 0)
		r = undo_of(c, record, id, items, n, views, shown, err);
	v->history = views;
	v->history_count = shown;
	return r;
}
