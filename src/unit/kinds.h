/*
 * kinds.h – the kinds of unit, one table.
 *
 * Since 1 July 2025 the country has two tiers of local government: provinces and centrally-run cities, and below them
 * communes (xã), wards (phường) and special zones (đặc khu). "Commune level" means any of these three. The other kinds are
 * the offices and places the work needs a name for.
 */
#pragma once
#include "base/arena.h"

/* kind, key in files, word, tier */
#define UNIT_KINDS(X) \
	X(UNIT_NATION, "nation", _("cả nước"), TIER_NATION) \
	X(UNIT_PROVINCE, "province", _("tỉnh"), TIER_PROVINCE) \
	X(UNIT_CITY, "city", _("thành phố"), TIER_PROVINCE) \
	X(UNIT_COMMUNE, "commune", _("xã"), TIER_COMMUNE) \
	X(UNIT_WARD, "ward", _("phường"), TIER_COMMUNE) \
	X(UNIT_SPECIAL_ZONE, "special_zone", _("đặc khu"), TIER_COMMUNE) \
	X(UNIT_DEPARTMENT, "department", _("sở"), TIER_OFFICE) \
	X(UNIT_BODY, "body", _("cơ quan, tổ chức"), TIER_OFFICE) \
	X(UNIT_VILLAGE, "village", _("thôn, tổ dân phố"), TIER_VILLAGE) \
	X(UNIT_POLLING_AREA, "polling_area", _("khu vực bỏ phiếu"), TIER_VILLAGE)

enum unit_tier { TIER_NATION, TIER_PROVINCE, TIER_COMMUNE, TIER_VILLAGE, TIER_OFFICE };

enum unit_kind {
	UNIT_KIND_NONE, /* unknown, or no unit at all */
#define X(kind, key, word, tier) kind,
	UNIT_KINDS(X)
#undef X
	UNIT_KIND_COUNT
};

/* The key under which files and tables store the kind; literals, "" for UNIT_KIND_NONE. */
struct str unit_kind_key(enum unit_kind kind);
/* UNIT_KIND_NONE when there is none of that key. */
enum unit_kind unit_kind_of_key(struct str key);
/* "xã", "phường", "đặc khu" … */
struct str unit_kind_word(enum unit_kind kind);
enum unit_tier unit_kind_tier(enum unit_kind kind);
/* xã, phường, đặc khu */
bool unit_kind_is_communal(enum unit_kind kind);
/* tỉnh, thành phố trực thuộc trung ương */
bool unit_kind_is_provincial(enum unit_kind kind);

/* What people write: any case, with or without accents, the usual short forms ("TP.", "P.") and our keys. UNIT_KIND_NONE when
 * it is none of ours; kinds that ended on 1 July 2025 (huyện, thị trấn …) are none of ours. */
enum unit_kind unit_kind_parse(struct arena *scratch, struct str text);
/* True for the kinds that ended on 1 July 2025, so that a message can say so. */
bool unit_kind_is_abolished(struct arena *scratch, struct str text);

/* "Xã Thiệu Hóa", "Thành phố Hà Nội"; kinds without a word before the name give the name. */
struct str unit_full_name(struct arena *a, enum unit_kind kind, struct str name);
/* "xã Thiệu Hóa", as inside a sentence. */
struct str unit_name_in_sentence(struct arena *a, enum unit_kind kind, struct str name);
/* Parts "Xã Thiệu Hoá" into kind and "Thiệu Hoá"; without a known word before it the kind is UNIT_KIND_NONE and the name is the
 * whole, trimmed. The word must have its accents ("Xa Dung", "Tịnh Khê" and "Phương Thịnh" are whole names); short forms
 * but "TP" need their point. ret_name points into `text`. */
void unit_name_part(struct arena *scratch, struct str text, enum unit_kind *ret_kind, struct str *ret_name);
