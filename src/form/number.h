/*
 * number.h – numbers of a form: exact, and never guessed.
 *
 * A number is an int64 scaled by 10^4 (FORM_SCALE): counts, đồng, percentages and hectares all fit, nothing is floating
 * point. Vietnamese writing: the dot sets thousands apart, the comma is the decimal sign. What can be read in two ways
 * (1.234 where decimals are allowed, 1,234.5) is asked back. ui/report.js reads by the same rules; tests hold the two
 * together.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#define FORM_SCALE 10000
#define FORM_DECIMALS 4
#define FORM_DIGITS 14 /* before the decimal sign */

/* The order is that of ui/report.js. */
enum number_reading {
	NUMBER_OK,
	NUMBER_EMPTY,
	NUMBER_BAD,      /* no number at all */
	NUMBER_NEGATIVE, /* below zero */
	NUMBER_WHOLE,    /* decimals where only whole numbers count */
	NUMBER_GROUPS,   /* a dot that does not set three digits apart */
	NUMBER_ASK,      /* two meanings */
	NUMBER_PLACES,   /* more decimals than the indicator has */
	NUMBER_LARGE,
	NUMBER_READINGS
};

/* `decimals`: how many the indicator has, 0…4. *ret_value only with NUMBER_OK. */
enum number_reading form_number_read(struct str typed, int decimals, int64_t *ret_value);
/* What is wrong with it and what to do, for the user; `typed` is quoted in it. */
struct str form_number_why(struct arena *a, enum number_reading why, struct str typed, int decimals);
/* 1234.5: as kept in an answer; read back by form_number_kept. */
struct str form_number_keep(struct arena *a, int64_t value);
bool form_number_kept(struct str kept, int64_t *ret_value);
/* For people, with the indicator's decimals: 1.234,50. More decimals than these are shown when the value has them. */
struct str form_number_text(struct arena *a, int64_t value, int decimals);
/* As typed into a form: 1234,5 */
struct str form_number_typed(struct arena *a, int64_t value);
