/*
 * xml_scan.h – takes XML apart as Office programs write it: UTF-8, no document type. For the sheets of large tables, where expat
 * takes most of the time; what is written otherwise is left to expat (xml_scan_fits). Private to format/.
 *
 * Elements, texts and attributes come as expat gives them: entities and character references resolved, line ends as "\n", a
 * text in any number of pieces. What is no well-formed XML is refused; names are not looked at letter by letter.
 */
#pragma once
#include "base/buf.h"

#define XML_SCAN_DEPTH 300     /* elements within elements: the caller stops before */
#define XML_SCAN_ATTRIBUTES 128 /* of one element */

struct xml_handler {
	void *ctx;
	void (*begin)(void *ctx, const char *name, const char **attributes); /* name, value … NULL */
	void (*text)(void *ctx, const char *text, int n);
	void (*end)(void *ctx, const char *name);
	void (*doctype)(void *ctx); /* nothing follows it */
};

struct xml_scan;

/* Is a part that begins with these bytes (all of it, or 256 at least) one for this reader? */
bool xml_scan_fits(struct str first);
/* `token`: the most bytes of a tag, a comment or a CDATA section. */
struct xml_scan *xml_scan_new(const struct xml_handler *handler, size_t token);
void xml_scan_free(struct xml_scan *s); /* NULL is allowed */
/* Where the next bytes go, at most n of them. */
char *xml_scan_room(struct xml_scan *s, size_t n);
/* n bytes are there. False: it is no XML, xml_scan_why says in what way. After xml_scan_stop, from within a handler, nothing more
 * is told. */
bool xml_scan_feed(struct xml_scan *s, size_t n, bool last);
void xml_scan_stop(struct xml_scan *s);
const char *xml_scan_why(const struct xml_scan *s);
size_t xml_scan_at(const struct xml_scan *s); /* byte of the part */
