#include "format/xlsx_value.h"

#include <string.h>

#include "base/buf.h"
#include "base/date.h"

bool xlsx_ref(struct str s, size_t *ret_row, size_t *ret_column)
{
	size_t column = 0, row = 0, i = 0;
	for (; i < s.n && i < 4 && s.p[i] >= 'A' && s.p[i] <= 'Z'; i++)
		column = column * 26 + (size_t)(s.p[i] - 'A' + 1);
	if (i == 0 || column > XLSX_COLUMNS_MOST || i == s.n || s.p[i] == '0')
		return false;
	for (; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || row > XLSX_ROWS_MOST)
			return false;
		row = row * 10 + (size_t)(s.p[i] - '0');
	}
	if (row > XLSX_ROWS_MOST)
		return false;
	*ret_row = row;
	*ret_column = column - 1;
	return true;
}

struct xlsx_letters xlsx_letters(size_t column)
{
	struct xlsx_letters l = {{0}};
	char back[4];
	size_t n = 0;
	for (size_t c = column + 1; c > 0 && n < 3; c = (c - 1) / 26)
		back[n++] = (char)('A' + (c - 1) % 26);
	for (size_t i = 0; i < n; i++)
		l.c[i] = back[n - 1 - i];
	return l;
}

/* ---- formats ------------------------------------------------------------------------------------------------------- */

enum xlsx_format xlsx_format_built_in(int64_t id)
{
	if (id >= 14 && id <= 17)
		return XLSX_DAY;
	if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47))
		return XLSX_TIME;
	return id == 22 ? XLSX_MOMENT : XLSX_PLAIN;
}

struct shown {
	bool day, month, hour; /* a month may still turn out to be minutes */
};

/* The letters between [ and ]: [h], [mm], [ss] count time; the rest is colour, language, currency, condition. */
static bool is_elapsed(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("hHmMsS", s.p[i]) || s.p[i] == '\0')
			return false;
	return s.n > 0;
}

static size_t pass_to(struct str s, size_t i, char end)
{
	while (i < s.n && s.p[i] != end)
		i++;
	return i;
}

static void see_letter(struct shown *shown, char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c + 32);
	shown->day |= c == 'd' || c == 'y';
	shown->month |= c == 'm';
	shown->hour |= c == 'h' || c == 's';
}

enum xlsx_format xlsx_format_of(struct str code)
{
	struct shown shown = {0};
	for (size_t i = 0; i < code.n && code.p[i] != ';'; i++) { /* the first section: numbers above zero */
		struct str rest = str_slice(code, i, code.n);
		char c = code.p[i];
		if (c == '"') {
			i = pass_to(code, i + 1, '"');
		} else if (c == '\\' || c == '_' || c == '*') {
			i++;
		} else if (c == '[') {
			size_t end = pass_to(code, i + 1, ']');
			shown.hour |= is_elapsed(str_slice(code, i + 1, end));
			i = end;
		} else if (str_starts(rest, STR("AM/PM")) || str_starts(rest, STR("am/pm"))) {
			i += 4;
			shown.hour = true;
		} else if (str_starts(rest, STR("General"))) {
			i += 6;
		} else {
			see_letter(&shown, c);
		}
	}
	if (shown.day || (shown.month && !shown.hour))
		return shown.hour ? XLSX_MOMENT : XLSX_DAY;
	return shown.hour ? XLSX_TIME : XLSX_PLAIN;
}

/* ---- numbers ------------------------------------------------------------------------------------------------------- */

static bool is_whole(struct str s)
{
	size_t i = s.n && s.p[0] == '-';
	if (i == s.n)
		return false;
	for (; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

#define WHOLE_MOST INT64_C(999999999999999) /* fifteen digits: exact */

static bool to_double(struct str s, double *ret_value)
{
	char c[40], *end;
	if (s.n == 0 || s.n >= sizeof(c))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && (!strchr("+-.eE", s.p[i]) || s.p[i] == '\0'))
			return false;
	int64_t whole;
	if (s.n <= 15 && str_to_i64(s, -WHOLE_MOST, WHOLE_MOST, &whole)) {
		*ret_value = (double)whole;
		return true;
	}
	memcpy(c, s.p, s.n);
	c[s.n] = '\0';
	double v = strtod(c, &end);
	if (*end != '\0' || !(v > -1e300 && v < 1e300))
		return false;
	*ret_value = v;
	return true;
}

/* Fifteen digits, as many as a spreadsheet shows: 0.10000000000000001 is 0,1. */
static struct str print_double(struct arena *a, struct str raw, double v)
{
	char c[64];
	snprintf(c, sizeof(c), "%.14e", v);
	long exponent = strtol(strchr(c, 'e') + 1, NULL, 10);
	if (exponent < -20 || exponent > 20)
		return v == 0 ? STR("0") : raw;
	int decimals = exponent < 14 ? (int)(14 - exponent) : 0;
	size_t n = (size_t)snprintf(c, sizeof(c), "%.*f", decimals, v);
	while (decimals && c[n - 1] == '0')
		n--;
	if (decimals && c[n - 1] == '.')
		n--;
	struct str s = arena_dup(a, (struct str){c, n});
	char *point = memchr(s.p, '.', s.n);
	if (point)
		*point = ',';
	return str_eq(s, STR("-0")) ? STR("0") : s;
}

static struct str print_time(struct arena *a, struct str day, int64_t seconds)
{
	struct str space = day.n ? STR(" ") : STR("");
	struct str s = arena_printf(a, "%.*s%.*s%02lld:%02lld:%02lld", STR_ARG(day), STR_ARG(space), (long long)(seconds / 3600),
				    (long long)(seconds / 60 % 60), (long long)(seconds % 60));
	return seconds % 60 ? s : str_slice(s, 0, s.n - 3);
}

#define SERIAL_MOST 2958465 /* 31/12/9999 */

/* Number 1 is 01/01/1900; number 60 is 29/02/1900, a day that never was, kept for the sake of an older program. */
static bool day_of_serial(int64_t serial, bool from_1904, day_t *ret_day)
{
	if (serial < (from_1904 ? 0 : 1) || serial > SERIAL_MOST || (!from_1904 && serial == 60))
		return false;
	day_t first = from_1904 ? date_from_civil(1904, 1, 1) : date_from_civil(1899, 12, serial < 60 ? 31 : 30);
	*ret_day = first + (day_t)serial;
	return true;
}

static struct str print_serial(struct arena *a, struct str raw, double v, enum xlsx_format format, bool from_1904)
{
	if (v < 0 || v > SERIAL_MOST + 1)
		return print_double(a, raw, v);
	int64_t all = (int64_t)(v * 86400 + 0.5), serial = all / 86400, seconds = all % 86400;
	if (format == XLSX_TIME || (format == XLSX_MOMENT && serial == 0))
		return print_time(a, STR(""), all);
	if (format == XLSX_DAY) /* a time that is not shown does not count, and never rounds the day up */
		serial = (int64_t)v;
	day_t day;
	if (!day_of_serial(serial, from_1904, &day))
		return print_double(a, raw, v);
	struct str iso = date_iso(a, day);
	return format == XLSX_MOMENT && seconds ? print_time(a, iso, seconds) : iso;
}

struct str xlsx_number(struct arena *a, struct str raw, enum xlsx_format format, bool from_1904)
{
	double v;
	if (format == XLSX_PLAIN && is_whole(raw))
		return arena_dup(a, raw);
	raw = arena_dup(a, str_trim(raw));
	if (!to_double(raw, &v))
		return raw;
	if (format == XLSX_PLAIN)
		return is_whole(raw) ? raw : print_double(a, raw, v);
	return print_serial(a, raw, v, format, from_1904);
}

struct str xlsx_iso(struct arena *a, struct str raw)
{
	day_t day;
	raw = str_trim(raw);
	struct str date = str_slice(raw, 0, DATE_ISO_LEN), time = str_slice(raw, DATE_ISO_LEN, raw.n);
	if (!date_parse_iso(date, &day) || (time.n && (time.n < 6 || time.p[0] != 'T')))
		return arena_dup(a, raw);
	struct str minute = str_slice(time, 1, 6), rest = str_slice(time, 6, time.n);
	bool exact = rest.n == 0 || str_eq(rest, STR(":00")) || str_eq(rest, STR("Z")) || str_starts(rest, STR(":00Z")) ||
	             str_starts(rest, STR(":00.000"));
	if (time.n == 0 || (exact && str_eq(minute, STR("00:00"))))
		return arena_dup(a, date);
	return arena_printf(a, "%.*s %.*s", STR_ARG(date), STR_ARG(exact ? minute : str_slice(time, 1, 9)));
}

/* ---- escapes ------------------------------------------------------------------------------------------------------- */

/* The number in "_xHHHH_" at the start of s, or -1. */
static int escape_at(struct str s)
{
	int v = 0;
	if (s.n < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_')
		return -1;
	for (int i = 2; i < 6; i++) {
		char c = s.p[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (digit < 0)
			return -1;
		v = v * 16 + digit;
	}
	return v;
}

size_t xlsx_unescape(char *p, size_t n)
{
	size_t to = 0;
	if (n == 0 || !memchr(p, '_', n)) /* nearly always */
		return n;
	for (size_t i = 0; i < n;) {
		int c = p[i] == '_' ? escape_at((struct str){p + i, n - i}) : -1;
		if (c > 0 && (c < 0xD800 || c > 0xDFFF)) {
			to += str_put_utf8(p + to, (uint32_t)c);
			i += 7;
		} else {
			p[to++] = p[i++];
		}
	}
	return to;
}

static bool may_be_odd(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < 0x20 || c == '_' || c == 0xEF)
			return true;
	}
	return false;
}

struct str xlsx_escape(struct arena *a, struct str s)
{
	if (!may_be_odd(s)) /* nearly always */
		return s;
	char *p = arena_alloc(a, s.n * 7 + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		struct str rest = str_slice(s, i, s.n);
		unsigned char c = (unsigned char)s.p[i];
		int odd = c < 0x20 && c != '\t' && c != '\n' ? c : escape_at(rest) >= 0 ? '_' : -1;
		if (str_starts(rest, STR("\xef\xbf\xbe")) || str_starts(rest, STR("\xef\xbf\xbf"))) {
			odd = 0xFF00 | ((unsigned char)rest.p[2] == 0xBE ? 0xFE : 0xFF);
			i += 2;
		}
		if (odd >= 0)
			n += (size_t)snprintf(p + n, 8, "_x%04X_", (unsigned)odd);
		else
			p[n++] = s.p[i];
	}
	return (struct str){p, n};
}
