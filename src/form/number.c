#include "form/number.h"

#include "text/text.h"

struct parts {
	size_t dots, commas;
	bool plain;           /* digits, dots and commas alone */
	bool dot_after_comma;
	struct str whole, fraction; /* around the comma */
};

static struct parts take_apart(struct str s)
{
	struct parts p = {.plain = true, .whole = s};
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == ',') {
			if (p.commas++ == 0) {
				p.whole = str_slice(s, 0, i);
				p.fraction = str_slice(s, i + 1, s.n);
			}
		} else if (c == '.') {
			p.dots++;
			p.dot_after_comma |= p.commas > 0;
		} else if (c < '0' || c > '9') {
			p.plain = false;
		}
	}
	return p;
}

/* "1.234.567": one to three digits not beginning with zero, then threes. */
static bool grouped(struct str whole)
{
	struct str part, rest = whole;
	for (size_t k = 0; str_split(&rest, '.', &part); k++) {
		if (k == 0 && (part.n < 1 || part.n > 3 || part.p[0] == '0'))
			return false;
		if (k > 0 && part.n != 3)
			return false;
	}
	return true;
}

static enum number_reading value_of(struct str whole, struct str fraction, int64_t *ret)
{
	int64_t v = 0;
	size_t digits = 0;
	for (size_t i = 0; i < whole.n; i++) {
		if (whole.p[i] == '.')
			continue;
		digits += v > 0 || whole.p[i] != '0';
		if (digits > FORM_DIGITS)
			return NUMBER_LARGE;
		v = v * 10 + (whole.p[i] - '0');
	}
	for (int i = 0; i < FORM_DECIMALS; i++)
		v = v * 10 + ((size_t)i < fraction.n ? fraction.p[i] - '0' : 0);
	*ret = v;
	return NUMBER_OK;
}

enum number_reading form_number_read(struct str typed, int decimals, int64_t *ret_value)
{
	struct str s = str_trim(typed);
	if (s.n == 0)
		return NUMBER_EMPTY;
	if (s.p[0] == '-')
		return NUMBER_NEGATIVE;
	struct parts p = take_apart(s);
	if (!p.plain)
		return NUMBER_BAD;
	if (p.commas > 1 || p.dot_after_comma)
		return NUMBER_ASK;
	if (p.commas == 1) {
		if (!p.whole.n || !p.fraction.n)
			return NUMBER_BAD;
		if (p.dots && !grouped(p.whole))
			return NUMBER_GROUPS;
		if (decimals == 0)
			return p.fraction.n == 3 ? NUMBER_ASK : NUMBER_WHOLE;
		return p.fraction.n > (size_t)decimals ? NUMBER_PLACES : value_of(p.whole, p.fraction, ret_value);
	}
	if (p.dots == 0)
		return value_of(s, (struct str){0}, ret_value);
	if (grouped(s))
		return decimals > 0 && p.dots == 1 ? NUMBER_ASK : value_of(s, (struct str){0}, ret_value);
	ptrdiff_t at = str_find_char(s, '.');
	struct str whole = str_slice(s, 0, (size_t)at), fraction = str_slice(s, (size_t)at + 1, s.n);
	if (p.dots > 1 || decimals == 0 || !whole.n || !fraction.n)
		return NUMBER_GROUPS;
	/* 1.5 cannot set thousands apart: one meaning is left */
	return fraction.n > (size_t)decimals ? NUMBER_PLACES : value_of(whole, fraction, ret_value);
}

struct str form_number_why(struct arena *a, enum number_reading why, struct str typed, int decimals)
{
	struct str s = str_slice(str_trim(typed), 0, 40);
	if (!str_is_utf8(s))
		s = (struct str){0};
	switch (why) {
	case NUMBER_OK:
	case NUMBER_EMPTY:
	case NUMBER_READINGS:
		return (struct str){0};
	case NUMBER_BAD:
		return arena_printf(a, _("«%.*s» không phải là số. Chỉ gõ chữ số; phần giải thích ghi vào ô ghi chú."),
				    STR_ARG(s));
	case NUMBER_NEGATIVE:
		return arena_printf(a, _("«%.*s»: không nhận số âm."), STR_ARG(s));
	case NUMBER_WHOLE:
		return arena_printf(a, _("«%.*s»: chỉ tiêu này đếm bằng số nguyên."), STR_ARG(s));
	case NUMBER_GROUPS:
		return arena_printf(a, _("«%.*s»: dấu chấm chỉ để tách từng nhóm ba chữ số, phần lẻ viết sau dấu phẩy."),
				    STR_ARG(s));
	case NUMBER_ASK:
		return arena_printf(
			a,
			_("«%.*s» đọc được hai cách. Hãy gõ lại không có dấu chấm, phần lẻ sau dấu phẩy, ví dụ 1234 "
			  "hoặc 1,234."),
			STR_ARG(s));
	case NUMBER_PLACES:
		return arena_printf(a, _("«%.*s»: chỉ tiêu này có tối đa %d chữ số sau dấu phẩy."), STR_ARG(s), decimals);
	case NUMBER_LARGE:
		return arena_printf(a, _("«%.*s» lớn quá mức nhận được; xem lại đơn vị tính."), STR_ARG(s));
	}
	BUG("unknown reading of a number");
}

/* The value with `sign` before its decimals, zeros at the end left out. */
static struct str plain(struct arena *a, int64_t value, char sign)
{
	uint64_t u = value < 0 ? 0 - (uint64_t)value : (uint64_t)value, rest = u % FORM_SCALE;
	int places = FORM_DECIMALS;
	while (places > 0 && rest % 10 == 0) {
		rest /= 10;
		places--;
	}
	if (places == 0)
		return arena_printf(a, "%s%llu", value < 0 ? "-" : "", (unsigned long long)(u / FORM_SCALE));
	return arena_printf(a, "%s%llu%c%0*llu", value < 0 ? "-" : "", (unsigned long long)(u / FORM_SCALE), sign, places,
			    (unsigned long long)rest);
}

struct str form_number_keep(struct arena *a, int64_t value) { return plain(a, value, '.'); }
struct str form_number_typed(struct arena *a, int64_t value) { return plain(a, value, ','); }

bool form_number_kept(struct str kept, int64_t *ret_value)
{
	uint64_t v = 0;
	size_t i = kept.n && kept.p[0] == '-', begin = i;
	for (; i < kept.n && kept.p[i] >= '0' && kept.p[i] <= '9' && i - begin < 15; i++)
		v = v * 10 + (uint64_t)(kept.p[i] - '0');
	if (i == begin)
		return false;
	int places = 0;
	if (i < kept.n && kept.p[i] == '.')
		for (i++; i < kept.n && kept.p[i] >= '0' && kept.p[i] <= '9' && places < FORM_DECIMALS; i++, places++)
			v = v * 10 + (uint64_t)(kept.p[i] - '0');
	for (; places < FORM_DECIMALS; places++)
		v *= 10;
	if (i != kept.n || v > INT64_MAX)
		return false;
	*ret_value = begin ? -(int64_t)v : (int64_t)v;
	return true;
}

struct str form_number_text(struct arena *a, int64_t value, int decimals)
{
	int places = FORM_DECIMALS;
	int64_t v = value;
	while (places > decimals && v % 10 == 0) {
		v /= 10;
		places--;
	}
	return places ? text_scaled(a, v, places) : text_number(a, v);
}
