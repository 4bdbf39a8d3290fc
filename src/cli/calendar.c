/*
 * noivu calendar – the legal calendar of an election day, with basis.
 *
 * --kind: general (when not given), by_na, by_province, by_commune; --why prints the arithmetic of every row.
 */
#include "base/json.h"
#include "cli/cli.h"
#include "law/calendar.h"

#define OUTPUT_MAX ((size_t)4 << 20)

struct request {
	day_t day;
	enum election_kind kind;
	bool why, json;
};

static int parse(struct cli *cli, struct request *ret_request, struct err *err)
{
	const char *day = NULL, *kind = "general", *today = NULL;
	struct request q = {0};
	const struct cli_option options[] = {
		{"day", &day, NULL},	 {"kind", &kind, NULL},	  {"today", &today, NULL},
		{"why", NULL, &q.why}, {"json", NULL, &q.json},
	};
	int k = cli_options(cli, options, ARRAY_LEN(options), 0, 0, NULL, err);
	if (k == 0)
		k = cli_day("day", day, &q.day, err);
	if (k < 0)
		return k;
	if (q.day == DAY_NONE)
		return err_set(err, ERR_INPUT, _("Thiếu --day: ngày bầu cử, ví dụ --day 2026-03-15."));
	if (!election_kind_parse(str_from_c(kind), &q.kind))
		return err_set(err, ERR_INPUT,
			       _("Không có loại bầu cử “%s”. Có: general, by_na, by_province, by_commune."), kind);
	*ret_request = q;
	return 0;
}

static void json_day(struct arena *a, struct json_out *j, const char *key, day_t d)
{
	json_key(j, key);
	if (d == DAY_NONE)
		json_null(j);
	else
		json_str(j, date_iso(a, d));
}

static struct str time_text(struct arena *a, int minute)
{
	return minute < 0 ? (struct str){0} : arena_printf(a, "%02d:%02d", minute / 60, minute % 60);
}

static void json_row(struct arena *a, struct json_out *j, const struct calendar_row *r)
{
	static const char *const confidence[] = {[LAW_HIGH] = "high", [LAW_MED] = "med", [LAW_LOW] = "low"};
	json_object(j);
	json_kv_str(j, "id", r->id);
	json_day(a, j, "date", calendar_row_day(r));
	json_key(j, "offset");
	if (r->has_offset)
		json_i64(j, r->offset);
	else
		json_null(j);
	json_kv_str(j, "title", r->title);
	json_kv_str(j, "who", r->who);
	json_kv_str(j, "basis", r->basis);
	json_day(a, j, "until", r->due);
	json_kv_str(j, "time", time_text(a, r->due_minute));
	json_kv_str(j, "hours", r->hours);
	json_kv_bool(j, "moving", r->moving);
	json_kv_str(j, "counts", r->counts);
	json_kv_bool(j, "plan", r->plan);
	json_kv_c(j, "confidence", confidence[r->rule->confidence]);
	json_kv_bool(j, "provisional", r->rule->provisional);
	json_kv_str(j, "sent_to", r->sent_to);
	json_kv_str(j, "note", r->note);
	json_kv_str(j, "warning", r->warning);
	json_day(a, j, "suggested", r->suggested);
	json_kv_str(j, "why", why_text(a, &r->why));
	json_object_end(j);
}

static void print_json(struct arena *a, const struct calendar *c, struct buf *out)
{
	struct json_out j;
	json_begin(&j, out);
	json_object(&j);
	json_kv_str(&j, "election_day", date_iso(a, c->election_day));
	json_kv_c(&j, "kind", election_kind_id(c->kind));
	json_kv_str(&j, "caution", c->caution);
	json_key(&j, "rows");
	json_array(&j);
	for (size_t i = 0; i < c->n; i++)
		json_row(a, &j, &c->row[i]);
	json_array_end(&j);
	json_object_end(&j);
	buf_add_char(out, '\n');
}

static struct str when_text(struct arena *a, const struct calendar_row *r)
{
	if (r->due == DAY_NONE)
		return r->counts;
	struct str due = r->due_minute < 0 ? date_vn(a, r->due)
					   : arena_printf(a, "%.*s %.*s", STR_ARG(time_text(a, r->due_minute)),
							  STR_ARG(date_vn(a, r->due)));
	if (r->start == DAY_NONE)
		return due;
	return arena_printf(a, _("%.*s – %.*s"), STR_ARG(date_vn(a, r->start)), STR_ARG(due));
}

static struct str offset_text(struct arena *a, const struct calendar_row *r)
{
	if (!r->has_offset)
		return r->plan ? str_from_c(_("dự kiến")) : (struct str){0};
	if (r->offset == 0)
		return STR("T");
	return arena_printf(a, "T%s%d", r->offset < 0 ? _("−") : "+", r->offset < 0 ? -r->offset : r->offset);
}

static void print_row(struct arena *a, const struct calendar_row *r, bool why, struct buf *out)
{
	buf_printf(out, "%.*s\t%.*s\t%.*s\n", STR_ARG(when_text(a, r)), STR_ARG(offset_text(a, r)), STR_ARG(r->title));
	buf_printf(out, "\t%.*s\n\t%.*s\n", STR_ARG(r->who), STR_ARG(r->basis));
	if (r->moving)
		buf_printf(out, _("\tTính %.*s\n"), STR_ARG(r->counts));
	if (r->warning.n)
		buf_printf(out, _("\tLưu ý: %.*s\n"), STR_ARG(r->warning));
	if (r->note.n)
		buf_printf(out, _("\tGhi chú: %.*s\n"), STR_ARG(r->note));
	if (r->rule->provisional)
		buf_add_c(out, _("\tTạm thời: còn phải đối chiếu văn bản\n"));
	for (size_t i = 0; why && i < r->why.n; i++)
		buf_printf(out, _("\t· %.*s\n"), STR_ARG(r->why.line[i].text));
}

static void print_text(struct arena *a, const struct calendar *c, bool why, struct buf *out)
{
	buf_printf(out, "%s, %.*s\n", election_kind_name(c->kind), STR_ARG(date_vn_long(a, c->election_day)));
	if (c->caution.n)
		buf_printf(out, _("Lưu ý: %.*s\n"), STR_ARG(c->caution));
	for (size_t i = 0; i < c->n; i++)
		print_row(a, &c->row[i], why, out);
}

int cli_calendar(struct cli *cli, struct err *err)
{
	struct request q = {0};
	struct law *law = NULL;
	struct calendar c = {0};
	struct law_texts texts = law_texts_embedded();
	_cleanup_buf_ struct buf out = BUF_INIT(OUTPUT_MAX);
	int k = parse(cli, &q, err);
	if (k == 0)
		k = law_load(cli->arena, &texts, &law, err);
	if (k == 0)
		k = calendar_make(cli->arena, law, q.kind, q.day, &c, err);
	if (k < 0)
		return k;
	if (q.json)
		print_json(cli->arena, &c, &out);
	else
		print_text(cli->arena, &c, q.why, &out);
	cli_print(buf_str(&out));
	return 0;
}
