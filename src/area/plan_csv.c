#include "area/province.h"
#include "base/embedded.h"
#include "format/csv.h"

/* Everything of one province under way. */
struct plan_reading {
	const struct area_problem *p;
	int *seats, *part;
	size_t k;
	struct err *err;
};

static int take_codes(struct plan_reading *r, size_t line, struct str codes)
{
	struct str code;
	while (str_split(&codes, ' ', &code)) {
		if (!code.n)
			continue;
		size_t i = district_place_of(&r->p->codes, code);
		if (i == SIZE_MAX)
			return err_set(
				r->err, ERR_INPUT,
				_("Phương án, dòng %zu: mã %.*s không phải là xã, phường, đặc khu của tỉnh này."), line,
				STR_ARG(code));
		if (r->part[i] >= 0)
			return err_set(r->err, ERR_INPUT,
				       _("Phương án, dòng %zu: %.*s (%.*s) đã có ở đơn vị bầu cử số %d."), line,
				       STR_ARG(r->p->problem.place[i].name), STR_ARG(code), r->part[i] + 1);
		r->part[i] = (int)r->k - 1;
	}
	return 0;
}

static int take_row(struct plan_reading *r, const struct csv_table *t, size_t i)
{
	int64_t seats;
	struct str text = csv_cell(t, i, csv_column(t, "seats"));
	if (!str_to_i64(text, 1, DISTRICT_SEATS_MAX, &seats))
		return err_set(r->err, ERR_INPUT, _("Phương án, dòng %zu: số đại biểu «%.*s» phải từ 1 đến %d."),
			       t->row[i].line, STR_ARG(str_slice(text, 0, 20)), DISTRICT_SEATS_MAX);
	if (r->k == DISTRICT_UNITS_MAX)
		return err_set(r->err, ERR_TOO_LARGE, _("Phương án có hơn %d đơn vị bầu cử."), DISTRICT_UNITS_MAX);
	r->seats[r->k++] = (int)seats;
	return take_codes(r, t->row[i].line, csv_cell(t, i, csv_column(t, "commune_codes")));
}

int area_plan_read(struct arena *a, struct str text, struct str province_code, const struct area_problem *p,
		   struct district_plan *ret_plan, struct err *err)
{
	struct csv_table t;
	struct plan_reading r = {.p = p,
				 .err = err,
				 .seats = arena_array_of(a, DISTRICT_UNITS_MAX, int),
				 .part = arena_array_of(a, p->problem.n + 1, int)};
	int k = csv_table(a, text, &csv_limits_default, &t, err), province;
	if (k < 0)
		return k;
	province = csv_column(&t, "province_code");
	if (csv_column(&t, "seats") < 0 || csv_column(&t, "commune_codes") < 0)
		return err_set(err, ERR_INPUT, _("Bảng phương án cần các cột unit, seats, commune_codes."));
	for (size_t i = 0; i < p->problem.n; i++)
		r.part[i] = DISTRICT_FREE;
	for (size_t i = 0; i < t.rows && k == 0; i++)
		if (province < 0 || str_eq(csv_cell(&t, i, province), province_code))
			k = take_row(&r, &t, i);
	if (k < 0)
		return k;
	if (r.k == 0)
		return err_set(err, ERR_INPUT, _("Bảng phương án không có đơn vị bầu cử nào của tỉnh này."));
	const struct district_plan plan = {r.k, r.seats, r.part};
	k = district_check_plan(&p->problem, &plan, err);
	if (k == 0)
		*ret_plan = plan;
	return k;
}

bool area_plan_2026(struct arena *a, struct str province_code, const struct area_problem *p,
		    struct district_plan *ret_plan)
{
	struct err ignored = ERR_INIT;
	return area_plan_read(a, embedded_text("data/assembly_2026.csv"), province_code, p, ret_plan, &ignored) == 0;
}

void area_plan_write(const struct district_problem *p, const struct district_plan *plan, struct buf *out)
{
	buf_add_c(out, "unit,seats,commune_codes\r\n");
	for (size_t u = 0; u < plan->k; u++) {
		bool first = true;
		csv_write_int(out, (int64_t)u + 1, false);
		csv_write_int(out, plan->seats[u], false);
		for (size_t i = 0; i < p->n; i++)
			if (plan->part[i] == (int)u) {
				buf_printf(out, "%s%.*s", first ? "" : " ", STR_ARG(p->place[i].code));
				first = false;
			}
		buf_add_c(out, "\r\n");
	}
}
