#include "form/period.h"

bool period_kind_of(struct str key, enum period_kind *ret_kind)
{
	static const char *const keys[] = {
#define X(kind, key, words) [kind] = key,
		PERIOD_KINDS(X)
#undef X
	};
	for (int i = 0; i < PERIOD_KIND_COUNT; i++)
		if (str_eq_c(key, keys[i])) {
			*ret_kind = (enum period_kind)i;
			return true;
		}
	return false;
}

/* ISO 8601: the week belongs to the year of its Thursday. */
static struct period_span week(struct arena *a, day_t day)
{
	day_t monday = day - (date_weekday(day) - MONDAY), thursday = monday + 3;
	int year = date_to_civil(thursday).year;
	int number = (thursday - date_from_civil(year, 1, 1)) / 7 + 1;
	return (struct period_span){monday, monday + 6, arena_printf(a, _("Tuần %d năm %d"), number, year)};
}

/* Months counted from year 0, so that month - 1 of January is December. */
static day_t first_of(int months) { return date_from_civil(months / 12, months % 12 + 1, 1); }

/* `length` months ending with the month that has `day` in it, or with its end at the 14th. */
static struct period_span months(day_t day, int length, bool cut)
{
	struct civil c = date_to_civil(day);
	int m = c.year * 12 + c.month - 1 + (cut && c.day >= 15 ? 1 : 0), last = m - m % length + length - 1;
	if (!cut)
		return (struct period_span){first_of(last - length + 1), first_of(last + 1) - 1, {0}};
	return (struct period_span){first_of(last - length) + 14, first_of(last) + 13, {0}};
}

static struct period_span named_months(struct arena *a, day_t day, int length, bool cut)
{
	static const char *const quarters[] = {"I", "II", "III", "IV"};
	struct period_span s = months(day, length, cut);
	struct civil end = date_to_civil(s.end);
	if (length == 1)
		s.name = arena_printf(a, _("Tháng %d/%d"), end.month, end.year);
	else if (length == 3)
		s.name = arena_printf(a, _("Quý %s/%d"), quarters[(end.month - 1) / 3], end.year);
	else if (length == 6)
		s.name = arena_printf(a, end.month <= 6 ? _("6 tháng đầu năm %d") : _("6 tháng cuối năm %d"), end.year);
	else
		s.name = arena_printf(a, _("Năm %d"), end.year);
	return s;
}

struct period_span period_at(struct arena *a, enum period_kind kind, day_t day)
{
	switch (kind) {
	case PERIOD_DAY:
	case PERIOD_ONCE:
		return (struct period_span){day, day, arena_printf(a, _("Ngày %.*s"), STR_ARG(date_vn(a, day)))};
	case PERIOD_WEEK:
		return week(a, day);
	case PERIOD_MONTH:
	case PERIOD_MONTH15:
		return named_months(a, day, 1, kind == PERIOD_MONTH15);
	case PERIOD_QUARTER:
	case PERIOD_QUARTER15:
		return named_months(a, day, 3, kind == PERIOD_QUARTER15);
	case PERIOD_HALF15:
		return named_months(a, day, 6, true);
	case PERIOD_YEAR15:
		return named_months(a, day, 12, true);
	case PERIOD_KIND_COUNT:
		break;
	}
	__builtin_unreachable();
}

enum period_lock period_lock(const struct period_window *w, day_t today)
{
	if (w->unlocked_until != DAY_NONE && today <= w->unlocked_until)
		return w->due != DAY_NONE && today > w->due ? LOCK_LATE : LOCK_OPEN;
	if (w->closed)
		return LOCK_CLOSED;
	if (w->accepted)
		return LOCK_ACCEPTED;
	if (w->opens != DAY_NONE && today < w->opens)
		return LOCK_EARLY;
	if (w->locks != DAY_NONE && today > w->locks)
		return LOCK_LOCKED;
	return w->due != DAY_NONE && today > w->due ? LOCK_LATE : LOCK_OPEN;
}

const char *period_lock_words(enum period_lock lock)
{
	switch (lock) {
	case LOCK_OPEN:
		return "";
	case LOCK_LATE:
		return _("Đã quá hạn; vẫn nhận nhưng tính là nộp chậm.");
	case LOCK_EARLY:
		return _("Kỳ này chưa đến ngày nhận báo cáo.");
	case LOCK_LOCKED:
		return _("Kỳ này đã khóa số liệu. Cần sửa thì đề nghị Sở mở khóa, nêu lý do.");
	case LOCK_ACCEPTED:
		return _("Báo cáo đã được tiếp nhận. Cần sửa thì đề nghị Sở trả lại hoặc mở khóa.");
	case LOCK_CLOSED:
		return _("Kỳ này đã chốt. Cần sửa thì đề nghị Sở mở khóa, nêu lý do.");
	}
	__builtin_unreachable();
}
