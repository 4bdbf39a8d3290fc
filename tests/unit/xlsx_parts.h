/*
 * xlsx_parts.h – workbooks for tests, made from the XML of their parts: what no spreadsheet would write, too.
 */
#pragma once
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/err.h"

struct xlsx_part {
	const char *name;
	struct str text;
};

static inline void parts_number(struct buf *out, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_add_char(out, (char)(v >> (8 * i)));
}

/* The fields that the header of an entry and its line in the directory have in common. */
static inline void parts_fields(struct buf *out, uint32_t method, struct str text, size_t packed, size_t name)
{
	parts_number(out, 20, 2);
	parts_number(out, 0, 2);
	parts_number(out, method, 2);
	parts_number(out, 0x5A210000u, 4);
	parts_number(out, (uint32_t)crc32(0, (const Bytef *)(text.p ? text.p : ""), (uInt)text.n), 4);
	parts_number(out, (uint32_t)packed, 4);
	parts_number(out, (uint32_t)text.n, 4);
	parts_number(out, (uint32_t)name, 2);
	parts_number(out, 0, 2);
}

static inline struct str parts_deflate(struct arena *a, struct str text)
{
	z_stream z = {0};
	INVARIANT(deflateInit2(&z, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK, "deflate");
	size_t room = deflateBound(&z, text.n);
	char *to = arena_alloc(a, room);
	z.next_in = (Bytef *)(uintptr_t)text.p;
	z.avail_in = (uInt)text.n;
	z.next_out = (Bytef *)to;
	z.avail_out = (uInt)room;
	INVARIANT(deflate(&z, Z_FINISH) == Z_STREAM_END, "deflate");
	struct str packed = {to, room - z.avail_out};
	deflateEnd(&z);
	return packed;
}

/* Parts without a name are left out. `packed`: deflated, else as they are. The arena holds the result. */
static inline struct str parts_zip(struct arena *a, const struct xlsx_part *parts, size_t n, bool packed)
{
	struct buf out = BUF_INIT((size_t)1 << 30), directory = BUF_INIT((size_t)1 << 26);
	uint32_t count = 0;
	for (size_t i = 0; i < n; i++) {
		if (!parts[i].name)
			continue;
		struct str name = str_from_c(parts[i].name), text = parts[i].text;
		struct str body = packed ? parts_deflate(a, text) : text;
		buf_add_c(&directory, "PK\1\2");
		parts_number(&directory, 20, 2);
		parts_fields(&directory, packed ? 8 : 0, text, body.n, name.n);
		parts_number(&directory, 0, 6);
		parts_number(&directory, 0, 4);
		parts_number(&directory, (uint32_t)out.n, 4);
		buf_add(&directory, name);
		buf_add_c(&out, "PK\3\4");
		parts_fields(&out, packed ? 8 : 0, text, body.n, name.n);
		buf_add(&out, name);
		buf_add(&out, body);
		count++;
	}
	uint32_t at = (uint32_t)out.n;
	buf_add(&out, buf_str(&directory));
	buf_add_c(&out, "PK\5\6");
	parts_number(&out, 0, 4);
	parts_number(&out, count, 2);
	parts_number(&out, count, 2);
	parts_number(&out, (uint32_t)directory.n, 4);
	parts_number(&out, at, 4);
	parts_number(&out, 0, 2);
	INVARIANT(!out.full && !directory.full, "a larger workbook than a test has");
	struct str bytes = arena_dup(a, buf_str(&out));
	buf_free(&out);
	buf_free(&directory);
	return bytes;
}

#define PARTS_NS "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "                                   \
		 "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define PARTS_REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define PARTS_ROOT_RELS                                                                                                   \
	"<Relationships><Relationship Id=\"rId1\" Type=\"" PARTS_REL "officeDocument\" Target=\"xl/workbook.xml\"/>"      \
	"</Relationships>"
#define PARTS_BOOK                                                                                                        \
	"<workbook " PARTS_NS "><sheets><sheet name=\"Bảng\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
#define PARTS_BOOK_RELS                                                                                                   \
	"<Relationships><Relationship Id=\"rId1\" Type=\"" PARTS_REL "worksheet\" Target=\"worksheets/sheet1.xml\"/>"     \
	"<Relationship Id=\"rId2\" Type=\"" PARTS_REL "sharedStrings\" Target=\"sharedStrings.xml\"/>"                    \
	"<Relationship Id=\"rId3\" Type=\"" PARTS_REL "styles\" Target=\"/xl/styles.xml\"/></Relationships>"

/* The parts of a plain workbook; change any of them, then parts_zip. */
enum { PART_ROOT_RELS, PART_BOOK, PART_BOOK_RELS, PART_STRINGS, PART_STYLES, PART_SHEET, PART_MORE, PARTS };

static inline void parts_plain(struct xlsx_part p[PARTS], struct str rows)
{
	p[PART_ROOT_RELS] = (struct xlsx_part){"_rels/.rels", STR(PARTS_ROOT_RELS)};
	p[PART_BOOK] = (struct xlsx_part){"xl/workbook.xml", STR(PARTS_BOOK)};
	p[PART_BOOK_RELS] = (struct xlsx_part){"xl/_rels/workbook.xml.rels", STR(PARTS_BOOK_RELS)};
	p[PART_STRINGS] = (struct xlsx_part){
		"xl/sharedStrings.xml",
		STR("<sst><si><t>một</t></si><si><r><t>h</t></r><r><rPr><b/></rPr><t>ai</t></r><rPh><t>HAI</t></rPh></si><si/>"
		    "<si><t>a_x000D_&amp;_x005F_x0041_</t></si></sst>")};
	p[PART_STYLES] = (struct xlsx_part){
		"xl/styles.xml", STR("<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts>"
				     "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"14\"/><xf numFmtId=\"20\"/>"
				     "<xf numFmtId=\"22\"/></cellXfs></styleSheet>")};
	p[PART_SHEET] = (struct xlsx_part){"xl/worksheets/sheet1.xml", rows};
	p[PART_MORE] = (struct xlsx_part){0};
}

#define PARTS_SHEET(rows) "<worksheet " PARTS_NS "><sheetData>" rows "</sheetData></worksheet>"
