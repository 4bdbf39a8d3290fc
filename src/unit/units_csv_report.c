/* What was refused, for people and for a spreadsheet. */
#include "text/text.h"
#include "unit/units_csv.h"

void units_csv_print_refusals(const struct units_csv *units, size_t max, struct buf *out)
{
	size_t shown = units->refusal_count < max ? units->refusal_count : max;
	for (size_t i = 0; i < shown; i++) {
		const struct unit_refusal *f = &units->refusals[i];
		buf_printf(out, _("Dòng %zu, cột “%.*s”, giá trị “%.*s”: %.*s\n"), f->line, STR_ARG(f->column), STR_ARG(f->value),
		           STR_ARG(f->sentence));
	}
	if (shown < units->refusal_count)
		buf_printf(out, _("… và %zu lỗi nữa.\n"), units->refusal_count - shown);
}

void units_csv_refusals_csv(const struct units_csv *units, struct buf *out)
{
	csv_write_text(out, str_from_c(_("dòng")), false);
	csv_write_text(out, str_from_c(_("cột")), false);
	csv_write_text(out, str_from_c(_("giá trị")), false);
	csv_write_text(out, str_from_c(_("lý do")), true);
	for (size_t i = 0; i < units->refusal_count; i++) {
		const struct unit_refusal *f = &units->refusals[i];
		csv_write_int(out, (int64_t)f->line, false);
		csv_write_text(out, f->column, false);
		csv_write_text(out, f->value, false);
		csv_write_text(out, f->sentence, true);
	}
}

struct str units_csv_summary(struct arena *a, const struct units_csv *units)
{
	_cleanup_buf_ struct buf b = BUF_INIT(2048);
	buf_printf(&b, _("%.*s dòng được nhận"), STR_ARG(text_number(a, (int64_t)units->row_count)));
	if (units->refused_rows)
		buf_printf(&b, _(", %.*s dòng bị từ chối (%.*s lỗi)"), STR_ARG(text_number(a, (int64_t)units->refused_rows)),
		           STR_ARG(text_number(a, (int64_t)units->refusal_count)));
	if (units->elsewhere)
		buf_printf(&b, _(", %.*s dòng của tỉnh khác được bỏ qua"), STR_ARG(text_number(a, (int64_t)units->elsewhere)));
	if (units->padded)
		buf_printf(&b, _(", %.*s mã được thêm số 0 ở đầu"), STR_ARG(text_number(a, (int64_t)units->padded)));
	if (units->unknown_population)
		buf_printf(&b, _(", %.*s đơn vị chưa có dân số"), STR_ARG(text_number(a, (int64_t)units->unknown_population)));
	if (units->unknown_mountain)
		buf_printf(&b, _(", %.*s đơn vị chưa rõ miền núi"), STR_ARG(text_number(a, (int64_t)units->unknown_mountain)));
	buf_add_char(&b, '.');
	return arena_dup(a, buf_str(&b));
}
