#include "base/date.h"

#include <limits.h>

/* Days before the year's March start; years begin in March so that the leap day is last. */
day_t date_from_civil(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

struct civil date_to_civil(day_t d)
{
	int z = d + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;
	struct civil c = {yoe + era * 400, mp < 10 ? mp + 3 : mp - 9, doy - (153 * mp + 2) / 5 + 1};
	if (c.month <= 2)
		c.year++;
	return c;
}

static bool civil_ok(int64_t year, int64_t month, int64_t day, day_t *ret_day)
{
	if (year < 1800 || year > 2400 || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	day_t d = date_from_civil((int)year, (int)month, (int)day);
	struct civil back = date_to_civil(d);
	if (back.year != year || back.month != month || back.day != day)
		return false;
	*ret_day = d;
	return true;
}

bool date_parse_iso(struct str s, day_t *ret_day)
{
	int64_t y, m, d;
	if (s.n != DATE_ISO_LEN || s.p[4] != '-' || s.p[7] != '-')
		return false;
	return str_to_i64(str_slice(s, 0, 4), 0, 9999, &y) && str_to_i64(str_slice(s, 5, 7), 0, 99, &m) &&
	       str_to_i64(str_slice(s, 8, 10), 0, 99, &d) && civil_ok(y, m, d, ret_day);
}

bool date_parse(struct str s, day_t *ret_day)
{
	s = str_trim(s);
	if (date_parse_iso(s, ret_day))
		return true;
	/* day, month, year with / . - or blanks between them, or eight digits in a row; or the year first, when it has four digits */
	int64_t part[3] = {0};
	int digits[3] = {0}, k = 0;
	bool together = s.n == 8;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c >= '0' && c <= '9') {
			if (together)
				k = i < 2 ? 0 : i < 4 ? 1 : 2;
			part[k] = part[k] * 10 + (c - '0');
			if (++digits[k] > 4)
				return false;
		} else if (c == '/' || c == '.' || c == '-') {
			together = false;
			if (digits[k] == 0 || ++k > 2)
				return false;
		} else if (c != ' ' || (digits[k] && i + 1 < s.n && s.p[i + 1] >= '0' && s.p[i + 1] <= '9')) {
			return false; /* a blank may stand beside a mark, not inside a number */
		}
	}
	size_t year = digits[0] == 4 ? 0 : 2, day = 2 - year;
	if (digits[day] == 0 || digits[day] > 2 || digits[1] == 0 || digits[1] > 2 || digits[year] != 4)
		return false;
	return civil_ok(part[year], part[1], part[day], ret_day);
}

enum weekday date_weekday(day_t d)
{
	/* 1970-01-01 was a Thursday */
	int w = (int)(((int64_t)d + 3) % 7);
	return (enum weekday)(w < 0 ? w + 8 : w + 1);
}

day_t date_of_ms(int64_t ms)
{
	int64_t local = ms + 7 * 3600 * 1000LL;
	int64_t day = local / 86400000;
	return (day_t)(local % 86400000 < 0 ? day - 1 : day);
}

static void put_digits(char *to, int v, int n)
{
	for (; n > 0; v /= 10)
		to[--n] = (char)('0' + v % 10);
}

struct str date_iso(struct arena *a, day_t d)
{
	if (d == DAY_NONE)
		return (struct str){0};
	struct civil c = date_to_civil(d);
	if (c.year < 0 || c.year > 9999)
		return arena_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day);
	char *p = arena_alloc(a, DATE_ISO_LEN);
	put_digits(p, c.year, 4);
	p[4] = p[7] = '-';
	put_digits(p + 5, c.month, 2);
	put_digits(p + 8, c.day, 2);
	return (struct str){p, DATE_ISO_LEN};
}

struct str date_vn(struct arena *a, day_t d)
{
	if (d == DAY_NONE)
		return (struct str){0};
	struct civil c = date_to_civil(d);
	return arena_printf(a, "%02d/%02d/%04d", c.day, c.month, c.year);
}

const char *weekday_vn(enum weekday w)
{
	static const char *const names[] = {"",           _("thứ Hai"), _("thứ Ba"), _("thứ Tư"),
	                                    _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật")};
	return names[w];
}

struct str date_vn_long(struct arena *a, day_t d)
{
	if (d == DAY_NONE)
		return (struct str){0};
	struct civil c = date_to_civil(d);
	return arena_printf(a, "%s %02d/%02d/%04d", weekday_vn(date_weekday(d)), c.day, c.month, c.year);
}

struct str moment_vn(struct arena *a, int64_t ms)
{
	day_t d = date_of_ms(ms);
	struct civil c = date_to_civil(d);
	int64_t minute = (ms + 7 * 3600 * 1000LL - (int64_t)d * 86400000) / 60000;
	return arena_printf(a, "%02d/%02d/%04d %02d:%02d", c.day, c.month, c.year, (int)(minute / 60),
			    (int)(minute % 60));
}
