#include "work/late.h"

#define DAY_MS INT64_C(86400000)
#define HOUR_MS INT64_C(3600000)
#define ZONE_HOURS 7

int64_t late_moment(day_t today, int64_t now_ms)
{
	int64_t local = now_ms + ZONE_HOURS * HOUR_MS, in_day = local % DAY_MS;
	bool after = date_of_ms(now_ms) == today && in_day > LATE_CUT_OFF_HOUR * HOUR_MS;
	return 2 * (int64_t)today + after;
}

int64_t late_morning(day_t day)
{
	return 2 * (int64_t)day;
}

int64_t late_mark(day_t due, bool whole_day)
{
	return due == DAY_NONE ? LATE_NEVER : 2 * (int64_t)due + whole_day;
}

int64_t late_days(int64_t mark, int64_t moment)
{
	return mark < moment ? (moment - mark + 1) / 2 : 0;
}
