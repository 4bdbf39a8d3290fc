/* Every Friday the figures of the week are frozen; from the third on the help team's briefing is drafted, edited and issued. */
#include "app/briefing.h"
#include "demo/int.h"
#include "record/verbs.h"

struct desk {
	struct actor head; /* of the help team */
};

static int begin(struct demo *d, struct story *s, struct err *err)
{
	struct desk *desk = arena_new_of(d->a, struct desk);
	s->state = desk;
	return demo_person(d, &d->admin, "totruong", demo_any_name(d, &s->chance), _("Phó Giám đốc Sở, Tổ trưởng Tổ giúp việc"),
			   d->department, (const struct demo_role[]){{"leader", d->site->root}}, 1, true, &desk->head, err);
}

/* The draft as it stands, with what a person adds: who signs, and that it is a rehearsal. */
static int edit(struct demo *d, const struct desk *desk, int64_t id, struct err *err)
{
	const struct verb *save = record_save_verb(&briefing_record);
	struct row row;
	struct verb_arg args[16];
	size_t n = 0;
	int r = row_load(d->db, d->a, &briefing_record, id, &row, err);
	if (r <= 0)
		return r;
	for (size_t i = 0; i < save->param_count; i++) {
		const char *name = save->params[i].name;
		int at = record_field(&briefing_record, name);
		struct str typed = at < 0 ? (struct str){0} : field_typed(d->a, &briefing_record.fields[at], &row.values[at]);
		if (str_eq_c(str_from_c(name), "id"))
			typed = demo_number(d, id);
		if (str_eq_c(str_from_c(name), "signer"))
			typed = desk->head.name;
		if (str_eq_c(str_from_c(name), "next"))
			typed = arena_printf(d->a, _("%.*s\nTổ giúp việc tiếp tục đôn đốc các đơn vị chậm và báo cáo hằng ngày (diễn tập)."),
					     STR_ARG(typed));
		args[n++] = (struct verb_arg){str_from_c(name), typed};
	}
	return demo_act(d, &d->specialist, save, NULL, args, n, err);
}

static int day_of(struct demo *d, struct story *s, day_t day, struct err *err)
{
	const struct desk *desk = s->state;
	int64_t id = 0;
	if (date_weekday(day) != FRIDAY)
		return 0;
	if (day < d->opened + 14)
		return demo_act(d, &d->specialist, &snapshot_take, NULL, NULL, 0, err);
	int r = demo_act(d, &d->specialist, &briefing_draft, &id, NULL, 0, err);
	if (r == 0)
		r = edit(d, desk, id, err);
	return r < 0 ? r
		     : DO(d, &desk->head, &briefing_issue, NULL, ARG("id", demo_number(d, id)),
			  ARG("word", str_from_c(BRIEFING_ISSUE_WORD)));
}

const struct demo_story demo_briefs_story = {"briefs", _("số liệu tuần và bản tin của Tổ giúp việc"), begin, day_of};
