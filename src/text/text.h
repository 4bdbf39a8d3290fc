/*
 * text.h – Vietnamese: normal form, folding for search, order, numbers and dates as people write them.
 *
 * The only door to utf8proc and ICU. Results live in the arena given.
 */
#pragma once
#include "base/arena.h"

/* Normal form C. Invalid UTF-8 gives the empty str with p == NULL. */
struct str text_nfc(struct arena *a, struct str s);
/* What people see of it: blanks of every other kind (no-break, narrow, wide) as the common one, without characters that show
 * nothing: zero width, marks of direction, soft hyphens, byte order marks, the controls U+0080–9F; "Ð" (U+00D0), which older
 * keyboards give, as "Đ". Cells copied from web pages and documents are full of them. The text itself when there is none; bytes
 * that are no UTF-8 stay as they are. */
struct str text_visible(struct arena *a, struct str s);
/* Does it look like a text of before Unicode (TCVN3, fonts ".VnTime"), whose bytes somebody took for Latin-1: "NguyÔn V¨n A"? By
 * signs that no Vietnamese or foreign name has: ¨ © ª µ ¶ ¸ … inside words, capitals À–Þ behind small letters. A single capital
 * proves nothing. */
bool text_is_old(struct str s);
/* For search: lower case, no accents, đ and Ð→d, anything but letters and digits becomes one blank, no blanks at the ends;
 * compatibility forms are opened ("km²" → "km2") and invisible characters dropped. "  Xã Thiệu-Hoá " → "xa thieu hoa".
 * This and the functions below give the empty str for invalid UTF-8. */
struct str text_fold(struct arena *a, struct str s);
/* For comparing names: lower case, blanks folded, apostrophes and dashes of every shape made one, and in each syllable the
 * tone mark carried to its end, so that "Hoá" and "Hóa" are one and "Hòa" and "Hóa" are two. Only marks move: "Quý" and
 * "Quí" stay two names. Bytes for comparing, not for showing. */
struct str text_name_key(struct arena *a, struct str s);
/* Bytes whose byte order is the Vietnamese alphabetical order (ICU collation "vi"); digits count as numbers, so that
 * "Tổ 2" stands before "Tổ 10". Safe from any thread. */
struct str text_sort_key(struct arena *a, struct str s);
/* Upper case of Vietnamese text. */
struct str text_upper(struct arena *a, struct str s);

/* 3487 → "3.487" */
struct str text_number(struct arena *a, int64_t v);
/* A value scaled by 10^decimals: (6231, 2) → "62,31"; (1234567, 2) → "12.345,67" */
struct str text_scaled(struct arena *a, int64_t v, int decimals);
