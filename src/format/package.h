/*
 * package.h – an Office package: parts in XML, packed as a zip file. The only door to libzip and expat; what is written in
 * UTF-8, as by every Office program, is taken apart by xml_scan.h, which is quicker by far.
 *
 * Everything in a package comes from outside. Limits hold while unpacking, so that a small file never becomes a large one in
 * memory; document types (and with them entities of one's own) are refused; the tree is walked, never built. Words for the
 * user are in the err; a part that is torn, locked or no XML is ERR_INPUT, more than a limit ERR_TOO_LARGE.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

struct package_limits {
	size_t parts;    /* entries of the zip file */
	size_t unpacked; /* bytes of XML, over everything that is read */
	size_t ratio;    /* a part beyond 1 MiB may be this many times its packed size */
	size_t depth;    /* elements within elements, at most PACKAGE_DEPTH_MOST */
	size_t token;    /* bytes of one tag or comment */
};
#define PACKAGE_DEPTH_MOST 256

struct package;

/* `bytes` and `limits` must outlive the package. */
int package_open(struct str bytes, const struct package_limits *limits, struct package **ret_package, struct err *err);
/* NULL is allowed. */
void package_close(struct package *p);

/* Is there a part of that name ("xl/workbook.xml")? Without regard to the case of ASCII letters. */
bool package_has(struct package *p, struct str name);

/* What a reader of a part knows: an element `name` inside `parent` is `place`. Places are small numbers above 0; the parent of
 * the root is 0. Elements that are in no step are passed over with all that is in them. Prefixes of names are ignored. */
struct package_step {
	unsigned char parent;
	const char *name;
	unsigned char place;
	bool text; /* its text is wanted */
};

/* A non-zero return of a function stops and is returned by package_walk. `end` and `text` may be NULL. */
struct package_reader {
	const struct package_step *steps; /* ends with {.name = NULL} */
	int (*begin)(void *ctx, unsigned place, const char **attributes, struct err *err);
	int (*text)(void *ctx, unsigned place, struct str text, struct err *err); /* in any number of pieces */
	int (*end)(void *ctx, unsigned place, struct err *err);
	/* For sentences about a torn part: "trang tính “A”, sau dòng 12". NULL: the name of the part. */
	struct str (*where)(void *ctx, struct arena *a);
};

int package_walk(struct package *p, struct str name, const struct package_reader *reader, void *ctx, struct err *err);
/* The value of the attribute of that name, prefixes ignored; p == NULL when it is not there. Lives until `begin` returns. */
struct str package_attribute(const char **attributes, const char *name);

/* Do these bytes stand somewhere in the part? No when it is torn, or longer than `most` and not looked through. What was looked
 * through is kept for those who walk it afterwards; of one part in a package. */
bool package_find(struct package *p, struct str name, struct str bytes, size_t most);

/* Is the part in the file whole, ending with these bytes? For checking what was just written. */
int package_check_end(struct package *p, struct str name, struct str end, struct err *err);
