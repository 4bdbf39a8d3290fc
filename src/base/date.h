/*
 * date.h – calendar days as integers, in the proleptic Gregorian calendar.
 *
 * A day is the number of days since 1970-01-01; the +07 time zone is applied by whoever turns a moment into a day
 * (date_of_ms). No locale, no tm.
 */
#pragma once
#include "base/arena.h"

typedef int32_t day_t;
#define DAY_NONE INT32_MIN /* "no day": blank field */

enum weekday { MONDAY = 1, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

struct civil { int year, month, day; };

day_t date_from_civil(int year, int month, int day);
struct civil date_to_civil(day_t d);
/* "2026-03-15", exactly; refuses 30 February. Years 1800…2400. */
bool date_parse_iso(struct str s, day_t *ret_day);
/* "15/03/2026" or "15/3/2026" as people type it, with / . - between, the ISO form, or the year first ("2026/3/15"). */
bool date_parse(struct str s, day_t *ret_day);
enum weekday date_weekday(day_t d);
/* The day in Viet Nam (+07) of a moment in milliseconds since 1970-01-01 UTC. */
day_t date_of_ms(int64_t ms);

#define DATE_ISO_LEN 10
struct str date_iso(struct arena *a, day_t d);     /* 2026-03-15; empty for DAY_NONE */
struct str date_vn(struct arena *a, day_t d);      /* 15/03/2026 */
struct str date_vn_long(struct arena *a, day_t d); /* Chủ nhật 15/03/2026 */
const char *weekday_vn(enum weekday w);            /* thứ Hai … Chủ nhật */
/* 18/11/2025 14:05 in +07. */
struct str moment_vn(struct arena *a, int64_t ms);
