/*
 * noivu seats – how many council deputies a province and its communes elect, with why.
 *
 * Units come from --units, else from the program's own table. --day is the election day, to know the kind of each
 * unit then (the general election of 15/03/2026 when not given); --why prints the reasons of every commune.
 */
#include <stdio.h>

#include "base/fs.h"
#include "base/json.h"
#include "cli/cli.h"
#include "law/seats.h"
#include "text/text.h"
#include "unit/facts.h"
#include "unit/units_csv.h"

#define UNITS_FILE_MAX ((size_t)64 << 20)
#define REFUSALS_SHOWN 200
#define OUTPUT_MAX ((size_t)256 << 20)

struct request {
	struct str province;
	const char *units; /* NULL: the program's own table */
	day_t day;
	bool why, json;
};

struct place {
	struct str code, name;
	enum unit_kind kind;
	int64_t population;
	enum unit_mountain mountain;
	struct seats seats;
};

struct report {
	struct place province;
	size_t n;
	struct place *commune;
	struct seats_total total;
};

static int parse(struct cli *cli, struct request *ret_request, struct err *err)
{
	const char *province = NULL, *day = NULL, *today = NULL;
	struct request q = {0};
	const struct cli_option options[] = {
		{"province", &province, NULL}, {"units", &q.units, NULL}, {"day", &day, NULL},
		{"today", &today, NULL},       {"why", NULL, &q.why},	  {"json", NULL, &q.json},
	};
	int k = cli_options(cli, options, ARRAY_LEN(options), 0, 0, NULL, err);
	if (k == 0)
		k = cli_day("day", day, &q.day, err);
	if (k < 0)
		return k;
	if (!province)
		return err_set(err, ERR_INPUT, _("Thiếu --province: mã hoặc tên tỉnh, ví dụ --province 38."));
	q.province = str_from_c(province);
	if (q.day == DAY_NONE)
		q.day = date_from_civil(2026, 3, 15);
	*ret_request = q;
	return 0;
}

static enum seats_unit seats_unit(enum unit_kind kind, enum unit_kind province)
{
	switch (kind) {
	case UNIT_PROVINCE:
		return SEATS_PROVINCE;
	case UNIT_CITY:
		return SEATS_CITY;
	case UNIT_COMMUNE:
		return SEATS_XA;
	case UNIT_WARD:
		return province == UNIT_CITY ? SEATS_PHUONG_OF_CITY : SEATS_PHUONG_OF_PROVINCE;
	case UNIT_SPECIAL_ZONE:
		return SEATS_DAC_KHU;
	default:
		BUG("a unit that elects no council");
	}
}

/* Neither the program's own table nor a file handed over says that its figures are those of the decision. */
static void compute(struct arena *a, const struct law *law, struct place *p, enum unit_kind province)
{
	struct seats_input in = {
		.unit = seats_unit(p->kind, province),
		.province_code = p->code,
		.population = p->population == UNIT_UNKNOWN ? POPULATION_UNKNOWN : p->population,
		.mountainous = p->mountain == MOUNTAIN_YES  ? TRI_YES
			       : p->mountain == MOUNTAIN_NO ? TRI_NO
							    : TRI_UNKNOWN,
	};
	p->seats = seats_for_unit(a, law, &in);
}

static void from_facts(struct arena *a, const struct unit_facts *facts, const struct unit_fact *province, day_t day,
		       struct report *r)
{
	r->commune = arena_array_of(a, province->count, struct place);
	for (size_t i = 0; i < province->count; i++) {
		const struct unit_fact *f = &facts->communes[province->first + i];
		r->commune[r->n++] = (struct place){.code = f->code, .name = f->name, .kind = unit_fact_kind(f, day),
						    .population = f->population, .mountain = f->mountain};
	}
}

static int from_file(struct arena *a, const char *path, struct str province_code, struct report *r, struct err *err)
{
	struct str text;
	struct units_csv units;
	int k = fs_read(a, path, UNITS_FILE_MAX, &text, err);
	if (k == 0)
		k = units_csv_read(a, text, province_code, &units, err);
	if (k < 0)
		return k;
	if (units.refusal_count) {
		_cleanup_buf_ struct buf b = BUF_INIT(1 << 20);
		units_csv_print_refusals(&units, REFUSALS_SHOWN, &b);
		fprintf(stderr, "%.*s", STR_ARG(buf_str(&b)));
		return err_set(err, ERR_INPUT, "%.*s", STR_ARG(units_csv_summary(a, &units)));
	}
	r->commune = arena_array_of(a, units.row_count, struct place);
	for (size_t i = 0; i < units.row_count; i++) {
		const struct unit_row *u = &units.rows[i];
		r->commune[r->n++] = (struct place){.code = u->code, .name = u->name, .kind = u->kind,
						    .population = u->population, .mountain = u->mountain};
	}
	return 0;
}

static int make_report(struct arena *a, const struct request *q, struct report *ret_report, struct err *err)
{
	struct law *law = NULL;
	const struct unit_facts *facts = NULL;
	const struct unit_fact *province = NULL;
	struct law_texts law_texts = law_texts_embedded();
	struct unit_texts unit_texts = unit_texts_embedded();
	struct report r = {0};
	int k = law_load(a, &law_texts, &law, err);
	if (k == 0)
		k = unit_facts_load(a, &unit_texts, &facts, err);
	if (k == 0)
		k = unit_province_by_name(a, facts, q->province, &province, err);
	if (k == 0 && q->units)
		k = from_file(a, q->units, province->code, &r, err);
	else if (k == 0)
		from_facts(a, facts, province, q->day, &r);
	if (k < 0)
		return k;
	r.province = (struct place){.code = province->code, .name = province->name,
				    .kind = unit_fact_kind(province, q->day), .mountain = MOUNTAIN_UNKNOWN};
	for (size_t i = 0; i < r.n; i++) {
		struct place *p = &r.commune[i];
		compute(a, law, p, r.province.kind);
		seats_add(&r.total, &p->seats);
		if (p->population == UNIT_UNKNOWN)
			r.province.population = UNIT_UNKNOWN;
		else if (r.province.population != UNIT_UNKNOWN)
			r.province.population += p->population;
	}
	compute(a, law, &r.province, r.province.kind);
	*ret_report = r;
	return 0;
}

static void json_known(struct json_out *j, const char *key, int64_t v, bool known)
{
	json_key(j, key);
	if (known)
		json_i64(j, v);
	else
		json_null(j);
}

static void json_range(struct json_out *j, const char *key, int64_t lo, int64_t hi)
{
	json_key(j, key);
	json_array(j);
	json_i64(j, lo);
	json_i64(j, hi);
	json_array_end(j);
}

static void json_place(struct arena *a, struct json_out *j, const struct place *p, bool commune)
{
	json_object(j);
	json_kv_str(j, "code", p->code);
	json_kv_str(j, "name", p->name);
	json_kv_str(j, "kind", unit_kind_word(p->kind));
	if (commune) {
		json_key(j, "mountainous");
		if (p->mountain == MOUNTAIN_UNKNOWN)
			json_null(j);
		else
			json_bool(j, p->mountain == MOUNTAIN_YES);
	}
	json_known(j, "population", p->population, p->population != UNIT_UNKNOWN);
	json_known(j, "seats", p->seats.lo, p->seats.lo == p->seats.hi);
	json_range(j, "range", p->seats.lo, p->seats.hi);
	json_kv_bool(j, "provisional", p->seats.provisional);
	json_kv_str(j, "why", why_text(a, &p->seats.why));
	json_object_end(j);
}

static void print_json(struct arena *a, const struct report *r, struct buf *out)
{
	struct json_out j;
	json_begin(&j, out);
	json_object(&j);
	json_key(&j, "province");
	json_place(a, &j, &r->province, false);
	json_key(&j, "communes");
	json_array(&j);
	for (size_t i = 0; i < r->n; i++)
		json_place(a, &j, &r->commune[i], true);
	json_array_end(&j);
	json_known(&j, "communal_total", r->total.lo, r->total.ranges == 0);
	json_range(&j, "communal_range", r->total.lo, r->total.hi);
	json_kv_bool(&j, "provisional", r->total.provisional || r->province.seats.provisional);
	json_object_end(&j);
	buf_add_char(out, '\n');
}

static struct str range_text(struct arena *a, int64_t lo, int64_t hi)
{
	if (lo == hi)
		return text_number(a, lo);
	return arena_printf(a, _("%.*s–%.*s"), STR_ARG(text_number(a, lo)), STR_ARG(text_number(a, hi)));
}

static void print_place(struct arena *a, const struct place *p, bool why, struct buf *out)
{
	struct str people = p->population == UNIT_UNKNOWN ? str_from_c(_("chưa biết")) : text_number(a, p->population);
	buf_printf(out, _("%.*s\t%.*s\tdân số %.*s\t%.*s đại biểu\n"), STR_ARG(p->code),
		   STR_ARG(unit_full_name(a, p->kind, p->name)), STR_ARG(people),
		   STR_ARG(range_text(a, p->seats.lo, p->seats.hi)));
	for (size_t i = 0; why && i < p->seats.why.n; i++) {
		const struct why_line *l = &p->seats.why.line[i];
		buf_printf(out, "\t%.*s%s%.*s%s\n", STR_ARG(l->text), l->basis.n ? " (" : "", STR_ARG(l->basis),
			   l->basis.n ? ")" : "");
	}
}

static void print_text(struct arena *a, const struct report *r, bool why, struct buf *out)
{
	print_place(a, &r->province, true, out);
	for (size_t i = 0; i < r->n; i++)
		print_place(a, &r->commune[i], why, out);
	buf_printf(out, _("Cộng %zu xã, phường, đặc khu: %.*s đại biểu\n"), r->n,
		   STR_ARG(range_text(a, r->total.lo, r->total.hi)));
	if (r->total.ranges)
		buf_printf(out, _("%zu đơn vị chưa đủ dữ liệu để ra một con số; xem --why.\n"), r->total.ranges);
	if (r->total.provisional || r->province.seats.provisional)
		buf_add_c(out, _("Tạm tính: dân số, danh mục miền núi, hải đảo hoặc cách tính phần lẻ "
				 "còn phải xác nhận; không phải số đại biểu được ấn định.\n"));
}

int cli_seats(struct cli *cli, struct err *err)
{
	struct request q = {0};
	struct report r = {0};
	_cleanup_buf_ struct buf out = BUF_INIT(OUTPUT_MAX);
	int k = parse(cli, &q, err);
	if (k == 0)
		k = make_report(cli->arena, &q, &r, err);
	if (k < 0)
		return k;
	if (q.json)
		print_json(cli->arena, &r, &out);
	else
		print_text(cli->arena, &r, q.why, &out);
	cli_print(buf_str(&out));
	return 0;
}
