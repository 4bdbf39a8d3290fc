/*
 * noivu constituencies – proposes constituencies over whole communes, with the reasons of each (district/solve.h).
 *
 * Units and neighbours come from the files named, else from the program's own tables. Where the constituencies of 2026
 * are known over the same communes and seats, or --against names a plan, the proposal is asked to be no worse than it
 * in deviation, border and former districts split; --alone asks nothing of the kind. Progress and questions for a
 * person go to stderr.
 */
#include <stdio.h>
#include <unistd.h>

#include "area/province.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/monotonic.h"
#include "cli/cli.h"
#include "district/solve.h"
#include "district/why.h"
#include "text/text.h"

#define UNITS_FILE_MAX ((size_t)64 << 20)
#define REFUSALS_SHOWN 200
#define OUTPUT_MAX ((size_t)64 << 20)
#define PAIRS_MAX 200
#define NATIONAL_ASSEMBLY 3

struct request {
	struct str province;
	const char *units, *adjacency, *against, *out;
	const char *join, *together, *apart;
	int64_t seats, most, count, limit, seed, effort, seconds;
	bool alone, json;
};

struct proposal {
	const struct unit_fact *province;
	const struct unit_facts *facts;
	struct area_problem area;
	struct district_plan plan, old;
	struct district_measure measure, old_measure;
	bool has_old;
	const char *old_name;
};

static int number(const char *name, const char *text, int64_t least, int64_t most, int64_t preset, int64_t *ret,
		  struct err *err)
{
	*ret = preset;
	if (text && !str_to_i64(str_from_c(text), least, most, ret))
		return err_field(err, ERR_INPUT, name, _("--%s «%s»: phải là một số từ %lld đến %lld."), name, text,
				 (long long)least, (long long)most);
	return 0;
}

/* "10", "7.5" %, in parts of DISTRICT_WHOLE. */
static int percent(const char *text, int64_t *ret, struct err *err)
{
	*ret = 0;
	if (text && !str_to_scaled(str_from_c(text), 2, 1, 100 * INT64_C(100), ret))
		return err_field(err, ERR_INPUT, "deviation",
				 _("--deviation «%s»: phải là phần trăm, lớn hơn 0, không quá 100."), text);
	return 0;
}

static int parse(struct cli *cli, struct request *ret_request, struct err *err)
{
	const char *province = NULL, *today = NULL, *seats = NULL, *most = NULL, *count = NULL, *limit = NULL,
		   *seed = NULL, *effort = NULL, *seconds = NULL;
	struct request q = {0};
	const struct cli_option options[] = {
		{"province", &province, NULL},   {"units", &q.units, NULL}, {"adjacency", &q.adjacency, NULL},
		{"seats", &seats, NULL},         {"max", &most, NULL},      {"count", &count, NULL},
		{"deviation", &limit, NULL},     {"seed", &seed, NULL},     {"effort", &effort, NULL},
		{"against", &q.against, NULL},   {"alone", NULL, &q.alone}, {"join", &q.join, NULL},
		{"together", &q.together, NULL}, {"apart", &q.apart, NULL}, {"out", &q.out, NULL},
		{"today", &today, NULL},         {"json", NULL, &q.json},   {"seconds", &seconds, NULL},
	};
	int k = cli_options(cli, options, ARRAY_LEN(options), 0, 0, NULL, err);
	if (k == 0 && !province)
		k = err_set(err, ERR_INPUT, _("Thiếu --province: mã hoặc tên tỉnh, ví dụ --province 38."));
	if (k == 0 && !seats)
		k = err_set(err, ERR_INPUT, _("Thiếu --seats: tổng số đại biểu được bầu, ví dụ --seats 17."));
	if (k == 0)
		k = number("seats", seats, 1, 1000, 0, &q.seats, err);
	if (k == 0)
		k = number("max", most, 1, 1000, NATIONAL_ASSEMBLY, &q.most, err);
	if (k == 0)
		k = number("count", count, 1, 1000, 0, &q.count, err);
	if (k == 0)
		k = number("seed", seed, 0, INT64_MAX, 1, &q.seed, err);
	if (k == 0)
		k = number("effort", effort, 1, 100, 0, &q.effort, err);
	if (k == 0)
		k = number("seconds", seconds, 1, 3600, 0, &q.seconds, err);
	if (k == 0)
		k = percent(limit, &q.limit, err);
	if (k < 0)
		return k;
	q.province = str_from_c(province);
	*ret_request = q;
	return 0;
}

/* "04792=04795,06967=06970" */
static int pairs(struct arena *a, const char *option, const char *text, struct area_codes *ret_pair, size_t *ret_n,
		 struct err *err)
{
	struct str rest = str_from_c(text), item;
	*ret_n = 0;
	while (text && str_split(&rest, ',', &item)) {
		struct str left;
		if (*ret_n == PAIRS_MAX || !str_split(&item, '=', &left) || !str_trim(left).n || !str_trim(item).n)
			return err_field(err, ERR_INPUT, option,
					 _("--%s: viết MÃ=MÃ, nhiều cặp cách nhau bằng dấu phẩy, không quá %d cặp."),
					 option, PAIRS_MAX);
		ret_pair[(*ret_n)++] =
			(struct area_codes){.a = arena_dup(a, str_trim(left)), .b = arena_dup(a, str_trim(item))};
	}
	return 0;
}

/* Codes → places. */
static int wishes(struct arena *a, const char *option, const char *text, const struct area_problem *p,
		  struct district_pair **ret_pair, size_t *ret_n, struct err *err)
{
	struct area_codes code[PAIRS_MAX];
	int k = pairs(a, option, text, code, ret_n, err);
	if (k < 0)
		return k;
	*ret_pair = arena_array_of(a, *ret_n + 1, struct district_pair);
	for (size_t i = 0; i < *ret_n; i++) {
		struct district_pair *d = &(*ret_pair)[i];
		*d = (struct district_pair){district_place_of(&p->codes, code[i].a),
					    district_place_of(&p->codes, code[i].b)};
		if (d->a == SIZE_MAX || d->b == SIZE_MAX || d->a == d->b)
			return err_field(err, ERR_INPUT, option,
					 _("--%s %.*s=%.*s: phải là mã của hai nơi khác nhau trong tỉnh."), option,
					 STR_ARG(code[i].a), STR_ARG(code[i].b));
	}
	return 0;
}

/* ---- tables ---- */

static int places_of_file(struct arena *a, const char *path, const struct proposal *p, struct area_input *in,
			  struct err *err)
{
	struct str text;
	struct units_csv units;
	struct area_place *place;
	int k = fs_read(a, path, UNITS_FILE_MAX, &text, err);
	if (k == 0)
		k = units_csv_read(a, text, p->province->code, &units, err);
	if (k < 0)
		return k;
	if (units.refusal_count) {
		_cleanup_buf_ struct buf b = BUF_INIT(1 << 20);
		units_csv_print_refusals(&units, REFUSALS_SHOWN, &b);
		fprintf(stderr, "%.*s", STR_ARG(buf_str(&b)));
		return err_set(err, ERR_INPUT, "%.*s", STR_ARG(units_csv_summary(a, &units)));
	}
	place = arena_array_of(a, units.row_count + 1, struct area_place);
	for (size_t i = 0; i < units.row_count; i++) {
		const struct unit_row *row = &units.rows[i];
		const struct unit_fact *fact = row->province_code.n ? NULL : unit_commune(p->facts, row->code);
		if (fact && !str_eq(fact->province_code, p->province->code))
			return err_field(err, ERR_INPUT, "units",
					 _("Dòng %zu: %.*s (%.*s) thuộc tỉnh, thành phố có mã %.*s, không thuộc %.*s "
					   "(%.*s). Chọn đúng tệp hoặc "
					   "đúng --province."),
					 row->line, STR_ARG(row->name), STR_ARG(row->code),
					 STR_ARG(fact->province_code), STR_ARG(p->province->name),
					 STR_ARG(p->province->code));
		place[in->n++] = area_place_of_row(row);
	}
	in->place = place;
	return 0;
}

static void places_of_facts(struct arena *a, const struct proposal *p, struct area_input *in)
{
	struct area_place *place = arena_array_of(a, p->province->count + 1, struct area_place);
	for (size_t i = 0; i < p->province->count; i++)
		place[in->n++] = area_place_of_fact(&p->facts->communes[p->province->first + i]);
	in->place = place;
}

static void print_faults(const struct district_neighbours *n)
{
	for (size_t i = 0; i < n->fault_n && i < REFUSALS_SHOWN; i++)
		fprintf(stderr, _("bảng giáp ranh, dòng %zu: %.*s\n"), n->fault[i].line, STR_ARG(n->fault[i].sentence));
}

static int read_tables(struct arena *a, const struct request *q, struct proposal *p, struct err *err)
{
	struct area_codes join[PAIRS_MAX];
	struct unit_texts texts = unit_texts_embedded();
	struct area_input in = {.seats = (int)q->seats, .most = (int)q->most, .join = join};
	struct str adjacency;
	int k = unit_facts_load(a, &texts, &p->facts, err);
	if (k == 0)
		k = unit_province_by_name(a, p->facts, q->province, &p->province, err);
	if (k == 0)
		k = pairs(a, "join", q->join, join, &in.join_n, err);
	if (k == 0 && q->units)
		k = places_of_file(a, q->units, p, &in, err);
	else if (k == 0)
		places_of_facts(a, p, &in);
	if (k == 0 && q->adjacency)
		k = fs_read(a, q->adjacency, DISTRICT_NEIGHBOURS_BYTES, &adjacency, err);
	if (k < 0)
		return k;
	in.neighbours = q->adjacency ? &adjacency : NULL;
	in.facts = p->facts;
	k = area_problem(a, &in, &p->area, err);
	print_faults(&p->area.neighbours);
	return k;
}

static int read_old(struct arena *a, const struct request *q, struct proposal *p, struct err *err)
{
	struct str text;
	int k;
	if (q->against) {
		k = fs_read(a, q->against, UNITS_FILE_MAX, &text, err);
		if (k == 0)
			k = area_plan_read(a, text, p->province->code, &p->area, &p->old, err);
		if (k < 0)
			return k;
		p->has_old = true;
		p->old_name = _("phương án đối chiếu");
	} else if (!q->alone && q->most == NATIONAL_ASSEMBLY &&
		   area_plan_2026(a, p->province->code, &p->area, &p->old)) {
		p->has_old = true;
		p->old_name = _("các đơn vị bầu cử năm 2026 (Nghị quyết 85/NQ-HĐBCQG)");
	}
	if (p->has_old)
		p->old_measure = district_measure(a, &p->area.problem, &p->old);
	return 0;
}

/* ---- the work ---- */

struct watch {
	int shown;            /* tenths */
	bool show;            /* somebody looks at a terminal */
	int64_t begin, limit; /* ms; 0: no limit */
};

static bool go_on(void *ctx, int done)
{
	struct watch *w = ctx;
	if (w->show && done / 100 != w->shown) {
		w->shown = done / 100;
		fprintf(stderr, _("\rđang tìm phương án: %d %%"), w->shown * 10);
	}
	return !w->limit || monotonic_ms() - w->begin < w->limit;
}

static int solve(struct arena *a, const struct request *q, struct proposal *p, struct err *err)
{
	int k;
	struct watch watch = {-1, isatty(STDERR_FILENO), monotonic_ms(), q->seconds * 1000};
	struct district_pair *together, *apart;
	struct district_wish wish = {
		.count = (size_t)q->count, .limit = q->limit, .seed = (uint64_t)q->seed, .effort = (int)q->effort};
	k = district_check_problem(a, &p->area.problem, wish.count, err);
	if (k == 0)
		k = wishes(a, "together", q->together, &p->area, &together, &wish.together_n, err);
	if (k == 0)
		k = wishes(a, "apart", q->apart, &p->area, &apart, &wish.apart_n, err);
	if (k == 0)
		k = read_old(a, q, p, err);
	if (k < 0)
		return k;
	wish.together = together;
	wish.apart = apart;
	if (p->has_old)
		wish.ceiling = (struct district_ceiling){p->old_measure.deviation, p->old_measure.cut,
							 p->old_measure.split, true};
	wish.go_on = go_on;
	wish.ctx = &watch;
	k = district_solve(a, &p->area.problem, &wish, &p->plan, err);
	if (watch.show)
		fprintf(stderr, "\r%40s\r", "");
	if (k == 0)
		p->measure = district_measure(a, &p->area.problem, &p->plan);
	return k;
}

/* ---- what it says ---- */

static void json_codes(const struct proposal *p, size_t unit, struct json_out *j)
{
	json_key(j, "communes");
	json_array(j);
	for (size_t i = 0; i < p->area.problem.n; i++)
		if (p->plan.part[i] == (int)unit)
			json_str(j, p->area.problem.place[i].code);
	json_array_end(j);
}

static void json_unit(struct arena *a, const struct proposal *p, size_t unit, struct json_out *j)
{
	const struct district_unit *u = &p->measure.unit[unit];
	struct why why = district_why(a, &p->area.problem, &p->plan, &p->measure, unit);
	json_object(j);
	json_kv_i64(j, "no", (int64_t)unit + 1);
	json_kv_i64(j, "seats", u->seats);
	json_kv_i64(j, "population", u->people);
	json_kv_i64(j, "per_seat", u->per_seat);
	json_key(j, "deviation");
	json_scaled(j, u->deviation, 4);
	json_kv_bool(j, "connected", u->connected);
	json_codes(p, unit, j);
	json_kv_str(j, "why", why_text(a, &why));
	json_object_end(j);
}

static void json_measure(const struct proposal *p, const struct district_measure *m, struct json_out *j)
{
	json_key(j, "max_deviation");
	json_scaled(j, m->deviation, 4);
	json_key(j, "border_cut_km");
	json_scaled(j, m->cut, 3);
	json_key(j, "districts_split");
	if (p->area.old_known)
		json_i64(j, (int64_t)m->split);
	else
		json_null(j);
}

static void print_json(struct arena *a, const struct proposal *p, struct buf *out)
{
	struct json_out j;
	json_begin(&j, out);
	json_object(&j);
	json_kv_i64(&j, "seats", p->area.problem.seats);
	json_measure(p, &p->measure, &j);
	json_kv_i64(&j, "population", p->measure.people);
	json_key(&j, "units");
	json_array(&j);
	for (size_t u = 0; u < p->plan.k; u++)
		json_unit(a, p, u, &j);
	json_array_end(&j);
	json_key(&j, "against");
	if (p->has_old) {
		json_object(&j);
		json_kv_c(&j, "name", p->old_name);
		json_measure(p, &p->old_measure, &j);
		json_object_end(&j);
	} else {
		json_null(&j);
	}
	json_key(&j, "questions");
	json_array(&j);
	for (size_t i = 0; i < p->area.question_n; i++)
		json_str(&j, p->area.question[i]);
	json_array_end(&j);
	json_object_end(&j);
	buf_add_char(out, '\n');
}

static void print_measure(struct arena *a, const struct proposal *p, const char *name, const struct district_measure *m,
			  struct buf *out)
{
	struct str split = p->area.old_known ? arena_printf(a, "%zu", m->split) : str_from_c(_("chưa biết"));
	buf_printf(out,
		   _("%s: chênh lệch lớn nhất %.*s (đơn vị số %zu) · cắt %.*s đường giáp ranh · địa bàn huyện cũ bị "
		     "chia: %.*s\n"),
		   name, STR_ARG(district_share(a, m->deviation)), m->worst + 1, STR_ARG(district_km(a, m->cut)),
		   STR_ARG(split));
}

static void print_unit(struct arena *a, const struct proposal *p, size_t unit, struct buf *out)
{
	struct why why = district_why(a, &p->area.problem, &p->plan, &p->measure, unit);
	buf_printf(out, _("\nĐơn vị bầu cử số %zu: %d đại biểu, %.*s người, %zu xã, phường, đặc khu\n"), unit + 1,
		   p->measure.unit[unit].seats, STR_ARG(text_number(a, p->measure.unit[unit].people)),
		   p->measure.unit[unit].places);
	for (size_t i = 0; i < why.n; i++)
		buf_printf(out, "  – %.*s%s%.*s%s\n", STR_ARG(why.line[i].text), why.line[i].basis.n ? " (" : "",
			   STR_ARG(why.line[i].basis), why.line[i].basis.n ? ")" : "");
	for (size_t i = 0; i < p->area.problem.n; i++)
		if (p->plan.part[i] == (int)unit)
			buf_printf(out, "  %.*s\t%.*s\t%.*s\n", STR_ARG(p->area.problem.place[i].code),
				   STR_ARG(p->area.problem.place[i].name),
				   STR_ARG(text_number(a, p->area.problem.place[i].people)));
}

static void print_text(struct arena *a, const struct proposal *p, struct buf *out)
{
	buf_printf(out, _("%.*s: %d đại biểu, %zu đơn vị bầu cử, %.*s người\n"), STR_ARG(p->province->name),
		   p->area.problem.seats, p->plan.k, STR_ARG(text_number(a, p->measure.people)));
	print_measure(a, p, _("phương án này"), &p->measure, out);
	if (p->has_old)
		print_measure(a, p, p->old_name, &p->old_measure, out);
	for (size_t u = 0; u < p->plan.k; u++)
		print_unit(a, p, u, out);
}

static int write_plan(const struct request *q, const struct proposal *p, struct err *err)
{
	_cleanup_buf_ struct buf out = BUF_INIT(OUTPUT_MAX);
	if (!q->out)
		return 0;
	area_plan_write(&p->area.problem, &p->plan, &out);
	return fs_write_new(q->out, buf_str(&out), 0644, err);
}

int cli_constituencies(struct cli *cli, struct err *err)
{
	struct request q = {0};
	struct proposal p = {0};
	_cleanup_buf_ struct buf out = BUF_INIT(OUTPUT_MAX);
	int k = parse(cli, &q, err);
	if (k == 0)
		k = read_tables(cli->arena, &q, &p, err);
	if (k == 0)
		k = solve(cli->arena, &q, &p, err);
	if (k == 0)
		k = write_plan(&q, &p, err);
	if (k < 0)
		return k;
	if (q.json)
		print_json(cli->arena, &p, &out);
	else
		print_text(cli->arena, &p, &out);
	cli_print(buf_str(&out));
	fflush(stdout);
	for (size_t i = 0; i < p.area.question_n; i++)
		fprintf(stderr, _("cần xem lại: %.*s\n"), STR_ARG(p.area.question[i]));
	return 0;
}
