#include "law/tet.h"

#include <math.h>

#define TET_FIRST_YEAR 1900
#define TET_LAST_YEAR 2199
#define UNIX_EPOCH_JD 2440587.5
#define ZONE_DAYS (7.0 / 24.0)
#define SYNODIC_MONTH 29.530588861

static double sin_deg(double degrees)
{
	return sin(fmod(degrees, 360.0) * (3.14159265358979323846 / 180.0));
}

/* Terrestrial minus universal time in days, good to a few seconds for 1900…2050 and to minutes at the ends. */
static double delta_t(double jd)
{
	double y = 2000.0 + (jd - 2451544.5) / 365.25;
	double t = y - 2000.0;
	double seconds;
	if (y < 1986.0) {
		double u = y - 1950.0;
		seconds = 29.07 + 0.407 * u - u * u / 233.0 + u * u * u / 2547.0;
		if (y < 1941.0)
			seconds = 24.0 * (1.0 - exp(-(y - 1898.0) / 8.0));
	} else if (y < 2005.0) {
		seconds = 63.86 + 0.3345 * t - 0.060374 * t * t + 0.0017275 * t * t * t;
	} else {
		seconds = 62.92 + 0.32217 * t + 0.005589 * t * t;
	}
	return seconds / 86400.0;
}

/* A term of the new moon's series: amplitude in days, multiples of the sun's and moon's anomaly and of the latitude
 * argument, and the power of the eccentricity factor. */
struct moon_term {
	double days;
	int sun, moon, latitude, node, e;
};
static const struct moon_term moon_terms[] = {
	{-0.40720, 0, 1, 0, 0, 0}, {0.17241, 1, 0, 0, 0, 1},   {0.01608, 0, 2, 0, 0, 0},  {0.01039, 0, 0, 2, 0, 0},
	{0.00739, -1, 1, 0, 0, 1}, {-0.00514, 1, 1, 0, 0, 1},  {0.00208, 2, 0, 0, 0, 2},  {-0.00111, 0, 1, -2, 0, 0},
	{-0.00057, 0, 1, 2, 0, 0}, {0.00056, 1, 2, 0, 0, 1},   {-0.00042, 0, 3, 0, 0, 0}, {0.00042, 1, 0, 2, 0, 1},
	{0.00038, 1, 0, -2, 0, 1}, {-0.00024, -1, 2, 0, 0, 1}, {-0.00017, 0, 0, 0, 1, 0}, {-0.00007, 2, 1, 0, 0, 0},
};

/* Moment of the new moon number k (0: 6 January 2000) as a Julian date in universal time. */
static double new_moon(int k)
{
	double t = k / 1236.85;
	double jde = 2451550.09766 + SYNODIC_MONTH * k + t * t * (0.00015437 - 0.000000150 * t);
	double e = 1.0 - 0.002516 * t - 0.0000074 * t * t;
	double sun = 2.5534 + 29.10535670 * k - 0.0000014 * t * t;
	double moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t;
	double latitude = 160.7108 + 390.67050284 * k - 0.0016118 * t * t;
	double node = 124.7746 - 1.56375588 * k + 0.0020672 * t * t;
	for (size_t i = 0; i < ARRAY_LEN(moon_terms); i++) {
		const struct moon_term *m = &moon_terms[i];
		double factor = m->e == 0 ? 1.0 : m->e == 1 ? e : e * e;
		jde += m->days * factor *
		       sin_deg(m->sun * sun + m->moon * moon + m->latitude * latitude + m->node * node);
	}
	/* The largest of the planetary corrections. */
	jde += 0.000325 * sin_deg(299.77 + 0.107408 * k - 0.009173 * t * t) + 0.000165 * sin_deg(251.88 + 0.016321 * k);
	return jde - delta_t(jde);
}

static day_t local_day(double jd)
{
	return (day_t)floor(jd - UNIX_EPOCH_JD + ZONE_DAYS);
}

/* Apparent longitude of the sun at 00:00 (UTC+7) of that day, in degrees [0, 360). */
static double sun_longitude(day_t d)
{
	double jd = UNIX_EPOCH_JD + d - ZONE_DAYS;
	double t = (jd + delta_t(jd) - 2451545.0) / 36525.0;
	double mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t;
	double anomaly = 357.52911 + 35999.05029 * t - 0.0001537 * t * t;
	double centre = (1.914602 - 0.004817 * t - 0.000014 * t * t) * sin_deg(anomaly) +
			(0.019993 - 0.000101 * t) * sin_deg(2 * anomaly) + 0.000289 * sin_deg(3 * anomaly);
	double longitude = mean + centre - 0.00569 - 0.00478 * sin_deg(125.04 - 1934.136 * t);
	longitude = fmod(longitude, 360.0);
	return longitude < 0 ? longitude + 360.0 : longitude;
}

/* A major solar term falls between the starts of two days when the sun passes a multiple of 30°. */
static bool has_major_term(day_t first, day_t next)
{
	return (int)(sun_longitude(first) / 30.0) != (int)(sun_longitude(next) / 30.0);
}

/* Number of the new moon that begins the eleventh month of that year: the last one on or before the solstice's day. */
static int month_eleven(int year)
{
	day_t solstice = date_from_civil(year, 12, 19);
	while (sun_longitude(solstice + 1) < 270.0)
		solstice++;
	int k = (int)floor((solstice - (2451550.09766 - UNIX_EPOCH_JD)) / SYNODIC_MONTH) + 1;
	while (local_day(new_moon(k)) > solstice)
		k--;
	return k;
}

static day_t compute(int year)
{
	int eleventh = month_eleven(year - 1);
	int first = eleventh + 2;
	/* Thirteen months up to the next eleventh: one of them is a repetition; it matters when it comes before Tết. */
	if (month_eleven(year) - eleventh == 13)
		for (int k = eleventh + 1; k <= eleventh + 2; k++)
			if (!has_major_term(local_day(new_moon(k)), local_day(new_moon(k + 1)))) {
				first++;
				break;
			}
	return local_day(new_moon(first));
}

/* The same answer for ever, asked for every row of a calendar: kept once computed. No year has the day 0 (1970-01-01). */
day_t tet_day(int year)
{
	static _Atomic day_t known[TET_LAST_YEAR - TET_FIRST_YEAR + 1];
	if (year < TET_FIRST_YEAR || year > TET_LAST_YEAR)
		return DAY_NONE;
	day_t day = known[year - TET_FIRST_YEAR];
	if (!day)
		known[year - TET_FIRST_YEAR] = day = compute(year);
	return day;
}

bool tet_week(day_t d)
{
	day_t tet = tet_day(date_to_civil(d).year);
	return tet != DAY_NONE && d >= tet - 3 && d <= tet + 5;
}
