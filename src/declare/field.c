#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "declare/record.h"
#include "text/text.h"

#define TEXT_MOST 300
#define LONG_MOST 8000
#define LOST_ZERO _(" Nếu Excel đã làm mất số 0 ở đầu: để cột dạng Văn bản (Text) rồi gõ lại.")
#define LOST_DIGITS _(" Excel đã thu số này về dạng 3,8E+10: để cột dạng Văn bản (Text) rồi gõ lại.")

static int refuse(const struct field *f, struct err *err, const char *why)
{
	return err_field(err, ERR_INPUT, f->name, _("«%s»: %s"), f->label, why);
}

/* Line ends as LF, a line broken by hand (VT, in texts from a word processor) too; other control characters are what pasted tables
 * leave behind and mean nothing. */
static struct str without_controls(struct arena *a, struct str s, bool lines)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool line = c == '\n' || c == '\v';
		if (c == 0x7F || (c < 0x20 && !line && c != '\t'))
			continue;
		p[n++] = line && lines ? '\n' : line || c == '\t' ? ' ' : (char)c;
	}
	return str_trim((struct str){p, n});
}

static int parse_text(struct arena *a, const struct field *f, struct str typed, struct value *ret, struct err *err)
{
	struct str s = text_nfc(a, typed);
	if (!s.p)
		return refuse(f, err, _("chữ không phải UTF-8; hãy gõ lại bằng Unicode."));
	if (text_is_old(s))
		return refuse(f, err, _("chữ gõ bằng phông cũ (.VnTime, mã TCVN3), không phải Unicode; hãy chuyển mã sang Unicode (UniKey: "
					"Ctrl+Shift+F6) rồi nhập lại."));
	s = without_controls(a, s, f->kind == FIELD_LONG);
	size_t most = f->max ? (size_t)f->max : f->kind == FIELD_LONG ? LONG_MOST : TEXT_MOST;
	size_t length = str_characters(s);
	if (length > most)
		return err_field(err, ERR_INPUT, f->name, _("«%s» dài %zu ký tự; tối đa %zu."), f->label, length, most);
	*ret = s.n ? v_text(s) : v_null();
	return 0;
}

static int parse_number(struct arena *a, const struct field *f, struct str typed, struct value *ret, struct err *err)
{
	/* grouped as people write it: 63.166; with decimals 63.166,5, while a point alone is then the decimal mark */
	char plain[32];
	size_t n = 0, group = 0, groups = 0;
	ptrdiff_t point = str_find_char(typed, '.');
	bool grouped = point > 0 && (f->kind != FIELD_DECIMAL || str_find_char(typed, ',') > point), whole = true;
	for (size_t i = 0; i < typed.n && n < sizeof(plain); i++) {
		whole = whole && typed.p[i] != ',';
		if (grouped && typed.p[i] == '.') {
			if (!whole)
				return refuse(f, err, _("dấu chấm chỉ để tách từng nhóm ba chữ số."));
			if (groups++ ? group != 3 : group == 0 || group > 3)
				return refuse(f, err, _("dấu chấm chỉ để tách từng nhóm ba chữ số."));
			group = 0;
			continue;
		}
		group += whole && typed.p[i] != '-';
		plain[n++] = typed.p[i];
	}
	if (grouped && group != 3)
		return refuse(f, err, _("dấu chấm chỉ để tách từng nhóm ba chữ số."));
	int64_t v, min = f->min || f->max ? f->min : 0, max = f->max ? f->max : ((int64_t)1 << 52);
	if (!str_to_scaled((struct str){plain, n}, f->kind == FIELD_DECIMAL ? f->decimals : 0, INT64_MIN, INT64_MAX, &v))
		return refuse(f, err, f->kind == FIELD_DECIMAL ? _("phải là một số, ví dụ 12,34.")
							       : _("phải là số nguyên, viết như 1234 hoặc 1.234."));
	if (v < min || v > max)
		return err_field(err, ERR_INPUT, f->name, _("«%s» phải từ %.*s đến %.*s."), f->label,
				 STR_ARG(text_scaled(a, min, f->decimals)), STR_ARG(text_scaled(a, max, f->decimals)));
	*ret = v_int(v);
	return 0;
}

/* "1/2/25": nobody knows the century. */
static bool is_short_year(struct str typed)
{
	char full[12];
	day_t d;
	if (typed.n < 6 || typed.n > 8)
		return false;
	size_t year = typed.n - 2;
	int n = snprintf(full, sizeof(full), "%.*s20%.*s", (int)year, typed.p, 2, typed.p + year);
	return str_find_char(STR("/.-"), typed.p[year - 1]) >= 0 && date_parse((struct str){full, (size_t)n}, &d);
}

static int parse_day(const struct field *f, struct str typed, struct value *ret, struct err *err)
{
	day_t d;
	if (is_short_year(typed))
		return refuse(f, err, _("năm phải ghi đủ bốn chữ số, ví dụ 30/11/2025."));
	if (!date_parse(typed, &d))
		return refuse(f, err, _("không có ngày này; hãy ghi ngày/tháng/năm, ví dụ 30/11/2025."));
	*ret = v_int(d);
	return 0;
}

/* Digits alone: what people put between them for reading (`marks`) is passed over. */
static struct str digits_of(struct arena *a, struct str typed, struct str marks)
{
	char *p = arena_alloc(a, typed.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < typed.n; i++)
		if (str_find_char(marks, typed.p[i]) < 0)
			p[n++] = typed.p[i];
	return (struct str){p, n};
}

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/* What a spreadsheet may have done to digits that were typed as a number. */
static const char *spoilt(struct str digits, bool zero)
{
	if (str_find(digits, STR("E+")) > 0)
		return LOST_DIGITS;
	return zero && all_digits(digits) ? LOST_ZERO : "";
}

static int parse_citizen(struct arena *a, const struct field *f, struct str typed, struct value *ret, struct err *err)
{
	struct str digits = digits_of(a, typed, STR(" .-"));
	if (!all_digits(digits) || digits.n != 12)
		return err_field(err, ERR_INPUT, f->name, _("«%s»: số định danh cá nhân có đúng 12 chữ số; ở đây là %zu ký tự.%s"),
				 f->label, digits.n, spoilt(digits, digits.n >= 9 && digits.n < 12));
	*ret = v_text(digits);
	return 0;
}

static int parse_phone(struct arena *a, const struct field *f, struct str typed, struct value *ret, struct err *err)
{
	struct str digits = digits_of(a, typed, STR(" .-()")), plus = STR("+84");
	size_t code = str_starts(digits, plus) ? plus.n : str_starts(digits, STR("84")) && digits.n == 11 ? 2 : 0;
	if (code) /* "+84 (0)912…" too; a spreadsheet takes the plus away */
		digits = arena_printf(a, "0%.*s", STR_ARG(str_slice(digits, code + (digits.n > code && digits.p[code] == '0'), digits.n)));
	if (!all_digits(digits) || digits.p[0] != '0' || digits.n < 9 || digits.n > 11)
		return err_field(err, ERR_INPUT, f->name, _("«%s»: ghi một số điện thoại, bắt đầu bằng 0 hoặc +84, có 9 đến 11 chữ số.%s"),
				 f->label, spoilt(digits, digits.n == 9 && digits.p[0] != '0'));
	*ret = v_text(digits);
	return 0;
}

static int parse_time(const struct field *f, struct str typed, struct value *ret, struct err *err)
{
	struct str hour, minute = typed;
	int64_t h, m;
	bool ok = str_split(&minute, str_find_char(typed, 'h') > 0 ? 'h' : ':', &hour) && str_to_i64(hour, 0, 23, &h);
	if (ok && !(minute.n == 0 && str_find_char(typed, 'h') > 0))
		ok = minute.n == 2 && str_to_i64(minute, 0, 59, &m);
	else
		m = 0;
	if (!ok)
		return refuse(f, err, _("giờ viết như 07:30."));
	*ret = v_int(h * 60 + m);
	return 0;
}

/* In hundred thousandths. */
static void put_degrees(struct buf *b, int64_t v)
{
	buf_add_i64(b, v / 100000);
	buf_add_char(b, '.');
	for (int64_t one = 10000; one > 0; one /= 10)
		buf_add_char(b, (char)('0' + v / one % 10));
}

/* Degrees with five decimals, about a metre. */
static int parse_place(struct arena *a, const struct field *f, struct str typed, struct value *ret, struct err *err)
{
	struct str north, east = typed;
	int64_t n, e;
	if (!str_split(&east, ',', &north) || !str_to_scaled(str_trim(north), 5, 600000, 2400000, &n) ||
	    !str_to_scaled(str_trim(east), 5, 10200000, 11800000, &e))
		return refuse(f, err, _("viết vĩ độ, kinh độ như 19.80670, 105.78520."));
	_cleanup_buf_ struct buf b = BUF_INIT(64);
	put_degrees(&b, n);
	buf_add_char(&b, ',');
	put_degrees(&b, e);
	*ret = v_text(arena_dup(a, buf_str(&b)));
	return 0;
}

static int parse_tristate(const struct field *f, struct str typed, struct value *ret, struct err *err)
{
	if (str_eq_c(typed, "1") || str_eq_c(typed, "0"))
		*ret = v_int(typed.p[0] == '1');
	else if (str_eq_c(typed, "?"))
		*ret = v_null();
	else
		return refuse(f, err, _("chọn có, không hoặc chưa rõ."));
	return 0;
}

const struct choice *field_choice(const struct field *f, struct str code)
{
	for (const struct choice *c = f->choices; c && c->code; c++)
		if (str_eq_c(code, c->code))
			return c;
	return NULL;
}

static int parse_some(struct arena *a, const struct field *f, struct str typed, struct value *ret, struct err *err)
{
	int64_t id;
	switch (f->kind) {
	case FIELD_TEXT:
	case FIELD_LONG:
		return parse_text(a, f, typed, ret, err);
	case FIELD_INT:
	case FIELD_DECIMAL:
	case FIELD_MONEY:
		return parse_number(a, f, typed, ret, err);
	case FIELD_TIME:
		return parse_time(f, typed, ret, err);
	case FIELD_CITIZEN:
		return parse_citizen(a, f, typed, ret, err);
	case FIELD_PHONE:
		return parse_phone(a, f, typed, ret, err);
	case FIELD_PLACE:
		return parse_place(a, f, typed, ret, err);
	case FIELD_DAY:
		return parse_day(f, typed, ret, err);
	case FIELD_TRISTATE:
		return parse_tristate(f, typed, ret, err);
	case FIELD_CHOICE:
		if (!field_choice(f, typed))
			return refuse(f, err, _("hãy chọn một mục trong danh sách."));
		*ret = v_text(arena_dup(a, typed));
		return 0;
	case FIELD_REF:
		if (!str_to_i64(typed, 1, INT64_MAX, &id))
			return refuse(f, err, _("hãy chọn một mục trong danh sách."));
		*ret = v_int(id);
		return 0;
	case FIELD_MOMENT:
	case FIELD_FILE:
		break;
	}
	BUG("a moment or a file is never typed");
}

struct value field_absent(const struct field *f)
{
	return f->absent ? v_text(str_from_c(f->absent)) : v_null();
}

int field_parse(struct arena *a, const struct field *f, struct str typed, struct value *ret_value, struct err *err)
{
	typed = str_trim(text_visible(a, typed));
	struct value v = v_null();
	if (typed.n) {
		int r = parse_some(a, f, typed, &v, err);
		if (r < 0)
			return r;
	}
	if (v.kind == VALUE_NULL)
		v = field_absent(f);
	if (v.kind == VALUE_NULL && (f->flags & FIELD_REQUIRED))
		return err_field(err, ERR_INPUT, f->name, f->kind == FIELD_CHOICE || f->kind == FIELD_REF
		                         ? _("Chưa chọn «%s».") : _("Chưa nhập «%s»."), f->label);
	*ret_value = v;
	return 0;
}

struct str field_text(struct arena *a, const struct field *f, const struct value *v)
{
	if (v->kind == VALUE_NULL)
		return f->kind == FIELD_TRISTATE ? str_from_c(_("chưa rõ")) : (struct str){0};
	if (f->flags & FIELD_PRIVATE)
		return str_from_c(_("•••••"));
	switch (f->kind) {
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_CITIZEN:
	case FIELD_PHONE:
	case FIELD_PLACE:
		return v->s;
	case FIELD_MONEY:
		return arena_printf(a, _("%.*s đồng"), STR_ARG(text_number(a, v->i)));
	case FIELD_TIME:
		return arena_printf(a, "%02d:%02d", (int)(v->i / 60), (int)(v->i % 60));
	case FIELD_INT:
		return text_number(a, v->i);
	case FIELD_DECIMAL:
		return text_scaled(a, v->i, f->decimals);
	case FIELD_DAY:
		return date_vn(a, (day_t)v->i);
	case FIELD_MOMENT:
		return moment_vn(a, v->i);
	case FIELD_CHOICE: {
		const struct choice *c = field_choice(f, v->s);
		return c ? str_from_c(c->label) : v->s;
	}
	case FIELD_TRISTATE:
		return str_from_c(v->i ? _("có") : _("không"));
	case FIELD_REF:
	case FIELD_FILE:
		return arena_printf(a, "%lld", (long long)v->i);
	}
	BUG("unknown field kind");
}

struct str field_typed(struct arena *a, const struct field *f, const struct value *v)
{
	if (v->kind == VALUE_NULL)
		return f->kind == FIELD_TRISTATE ? STR("?") : (struct str){0};
	if (f->flags & FIELD_PRIVATE)
		return (struct str){0}; /* a form never shows it: left blank it is kept */
	switch (f->kind) {
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_REF:
	case FIELD_TRISTATE:
		return arena_printf(a, "%lld", (long long)v->i);
	case FIELD_CHOICE:
		return v->s;
	case FIELD_DECIMAL: {
		/* without the dots that group thousands, which would read as the decimal mark */
		int64_t scale = 1;
		for (int i = 0; i < f->decimals; i++)
			scale *= 10;
		if (f->decimals == 0)
			return arena_printf(a, "%lld", (long long)v->i);
		return arena_printf(a, "%s%lld,%0*lld", v->i < 0 ? "-" : "", llabs((long long)v->i / scale), f->decimals,
		                    llabs((long long)v->i % scale));
	}
	default:
		return field_text(a, f, v);
	}
}
