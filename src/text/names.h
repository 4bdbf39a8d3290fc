/*
 * names.h – invented people for rehearsals: Vietnamese names in about the proportions of life.
 *
 * From data/names_family.csv, names_middle.csv, names_given.csv: counts of parts, never whole names of anybody. What comes out
 * is invented, and whoever shows it says "dữ liệu diễn tập". The same seed gives the same names.
 */
#pragma once
#include "base/crypt.h"

enum sex { SEX_MALE, SEX_FEMALE };

struct names_texts {
	struct str family; /* name,weight */
	struct str middle; /* name,sex,weight; an empty name: no middle name */
	struct str given;  /* name,sex,weight; sex is M or F */
};

struct names;

/* The tables inside the program. */
struct names_texts names_texts_embedded(void);
/* ERR_CORRUPT names the table and the line. */
int names_load(struct arena *a, const struct names_texts *texts, const struct names **ret_names, struct err *err);

/* "Lê Thị Hoa": family, middle and given name drawn by weight; no part twice in a name. */
struct str names_make(struct arena *a, const struct names *names, struct seeded *chance, enum sex sex);
/* Either sex, evenly. */
enum sex names_any_sex(struct seeded *chance);
