/*
 * outlines.h – outlines of a province's communes, drawn small, from the operator's own file.
 *
 * The program brings none. outline.load reads a GeoJSON file (format/geojson.h), takes the features whose codes are communes of the
 * site, simplifies them (district/outline.h) and keeps one row each; loading again replaces them, outline.drop takes all away. A
 * commune the file does not have keeps what it has. Maps only: nothing is computed from outlines.
 */
#pragma once
#include "access/verb.h"
#include "declare/record.h"
#include "district/outline.h"

extern const struct record outline_record;
extern const struct verb outline_load, outline_drop;

struct site_outline {
	int64_t unit;
	struct outline o;
	struct str source;
	day_t day;
};

/* Those there are, by unit. */
int site_outlines(struct db *db, struct arena *a, int64_t root, struct site_outline **ret_list, size_t *ret_n, struct err *err);
/* Where they are from; empty when there are none. */
int site_outlines_source(struct db *db, struct arena *a, int64_t root, struct str *ret_source, struct err *err);
