#include "law/reader.h"

int reader_open(struct reader *r, struct arena *a, const char *file, struct str text, struct err *err)
{
	r->a = a;
	r->file = file;
	r->row = 0;
	r->fault = 0;
	r->err = err;
	struct err why = ERR_INIT;
	if (csv_table(a, text, &csv_limits_default, &r->t, &why) < 0)
		return err_set(err, ERR_INTERNAL, _("Bảng %s không đọc được: %s"), file, why.text);
	for (size_t i = 0; i < r->t.rows; i++)
		if (r->t.row[i].n != r->t.columns)
			return err_set(err, ERR_INTERNAL, _("Bảng %s, dòng %zu: có %zu ô, cần %zu."), file,
				       r->t.row[i].line, r->t.row[i].n, r->t.columns);
	return 0;
}

void reader_fault(struct reader *r, const char *column, const char *reason)
{
	if (r->fault == 0)
		r->fault = err_set(r->err, ERR_INTERNAL, _("Bảng %s, dòng %zu, cột %s: %s."), r->file,
				   r->t.row[r->row].line, column, reason);
}

struct str reader_text(struct reader *r, const char *column)
{
	int c = csv_column(&r->t, column);
	if (c < 0)
		reader_fault(r, column, _("thiếu cột"));
	return csv_cell(&r->t, r->row, c);
}

struct str reader_word(struct reader *r, const char *column)
{
	struct str s = reader_text(r, column);
	if (s.n == 0)
		reader_fault(r, column, _("ô trống"));
	return s;
}

int64_t reader_int(struct reader *r, const char *column, int64_t min, int64_t max, int64_t missing)
{
	int64_t v = missing;
	struct str s = reader_text(r, column);
	if (s.n && !str_to_i64(s, min, max, &v))
		reader_fault(r, column, _("không phải số trong khoảng cho phép"));
	return v;
}

bool reader_flag(struct reader *r, const char *column)
{
	struct str s = reader_text(r, column);
	if (s.n && !str_eq_c(s, "1"))
		reader_fault(r, column, _("chỉ nhận 1 hoặc để trống"));
	return s.n > 0;
}

day_t reader_day(struct reader *r, const char *column)
{
	day_t d = DAY_NONE;
	struct str s = reader_text(r, column);
	if (s.n && !date_parse_iso(s, &d))
		reader_fault(r, column, _("không phải ngày"));
	return d;
}

enum law_confidence reader_confidence(struct reader *r)
{
	struct str s = reader_text(r, "confidence");
	if (str_eq_c(s, "high"))
		return LAW_HIGH;
	if (str_eq_c(s, "med"))
		return LAW_MED;
	if (!str_eq_c(s, "low"))
		reader_fault(r, "confidence", _("phải là high, med hoặc low"));
	return LAW_LOW;
}

unsigned reader_set(struct reader *r, const char *column, const char *const *names, size_t n)
{
	unsigned set = 0;
	struct str rest = reader_word(r, column), word;
	while (str_split(&rest, ' ', &word)) {
		size_t i = 0;
		while (i < n && !str_eq_c(word, names[i]))
			i++;
		if (i == n)
			reader_fault(r, column, _("có từ không biết"));
		else
			set |= 1u << i;
	}
	return set;
}

unsigned reader_kinds(struct reader *r)
{
	const char *names[ELECTION_KIND_COUNT];
	for (size_t k = 0; k < ELECTION_KIND_COUNT; k++)
		names[k] = election_kind_id((enum election_kind)k);
	return reader_set(r, "kind", names, ELECTION_KIND_COUNT);
}

/* "Điều 5" and a source's id make "Điều 5 Luật Bầu cử …", with the law's full name or as it is called for short. */
static struct str basis(struct reader *r, bool brief)
{
	struct str article = reader_text(r, "article"), id = reader_word(r, "source");
	for (size_t i = 0; i < r->source_n; i++)
		if (str_eq(r->source[i].id, id)) {
			struct str name = brief ? r->source[i].brief : r->source[i].name;
			return article.n ? arena_printf(r->a, "%.*s %.*s", STR_ARG(article), STR_ARG(name)) : name;
		}
	reader_fault(r, "source", _("không có trong sources.csv"));
	return (struct str){0};
}

struct law_rule reader_rule(struct reader *r)
{
	struct law_rule rule = {
		.id = reader_word(r, "id"),
		.basis = basis(r, false),
		.basis_brief = basis(r, true),
		.confidence = reader_confidence(r),
		.from = DAY_NONE,
		.to = DAY_NONE,
		.note = reader_text(r, "note"),
	};
	if (csv_column(&r->t, "provisional") >= 0)
		rule.provisional = reader_flag(r, "provisional");
	if (rule.confidence == LAW_LOW)
		rule.provisional = true;
	return rule;
}

void reader_versions(struct reader *r, struct law_rule *rule)
{
	rule->from = reader_day(r, "from");
	rule->to = reader_day(r, "to");
	if (rule->from == DAY_NONE)
		reader_fault(r, "from", _("ô trống"));
	if (rule->to != DAY_NONE && rule->to < rule->from)
		reader_fault(r, "to", _("trước ngày có hiệu lực"));
}
