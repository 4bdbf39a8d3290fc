/*
 * tet.h – mùng một Tết by the rule of the Vietnamese calendar, for warnings only.
 *
 * A lunar month begins on the day (UTC+7) of the new moon; the month in which the winter solstice falls is the
 * eleventh; a lunar year of thirteen months repeats the first month without a major solar term. New moons and the
 * sun's longitude follow the truncated series of J. Meeus, Astronomical Algorithms (new moon within about a minute,
 * sun within 0.01°).
 */
#pragma once
#include "base/date.h"

/* First day of the first lunar month in that Gregorian year; DAY_NONE outside 1900…2199. */
day_t tet_day(int year);
/* From three days before mùng một to five days after it: when offices are thinly manned. The law moves no date for
 * it. */
bool tet_week(day_t d);
