/* Reading workbooks: every kind of cell, sheets, headings, limits, and files that mean harm or are torn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "format/xlsx_read.h"
#include "xlsx_parts.h"

static struct arena *a;
static struct xlsx_info info;

/* Rows come back as in test_csv.c: "1:a|b/2:c|d/". */
static int join(void *ctx, const struct csv_row *row, struct err *err)
{
	(void)err;
	struct buf *out = ctx;
	buf_printf(out, "%zu:", row->line);
	for (size_t i = 0; i < row->n; i++) {
		buf_add_c(out, i ? "|" : "");
		buf_add(out, row->cells[i]);
	}
	buf_add_c(out, "/");
	return 0;
}

static void expect_bytes(struct str bytes, const char *sheet, const char *want)
{
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	if (xlsx_read(bytes, str_from_c(sheet), &csv_limits_default, &xlsx_limits_default, join, &out, &info, &err) != 0)
		fail_msg("%s (%s)", err.text, err.detail);
	if (!str_eq_c(buf_str(&out), want))
		fail_msg("got \"%.*s\", want \"%s\"", STR_ARG(buf_str(&out)), want);
}

static void expect(const char *sheet_xml, const char *want)
{
	struct xlsx_part p[PARTS];
	parts_plain(p, str_from_c(sheet_xml));
	expect_bytes(parts_zip(a, p, PARTS, false), "", want);
	expect_bytes(parts_zip(a, p, PARTS, true), "", want);
}

static void refuse_bytes(struct str bytes, const struct csv_limits *limits, const struct xlsx_limits *package,
			 enum err_code code, const char *words)
{
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	assert_int_equal(xlsx_read(bytes, STR(""), limits, package, join, &out, NULL, &err), -(int)code);
	assert_int_equal(err.code, code);
	assert_true(str_is_utf8(str_from_c(err.text)));
	if (!strstr(err.text, words))
		fail_msg("\"%s\" is not in \"%s\" (%s)", words, err.text, err.detail);
}

static void refuse_part(int which, struct str text, enum err_code code, const char *words)
{
	struct xlsx_part p[PARTS];
	parts_plain(p, STR(PARTS_SHEET("<row><c><v>1</v></c></row>")));
	p[which].text = text;
	refuse_bytes(parts_zip(a, p, PARTS, true), &csv_limits_default, &xlsx_limits_default, code, words);
}

static void refuse(const char *sheet_xml, enum err_code code, const char *words)
{
	refuse_part(PART_SHEET, str_from_c(sheet_xml), code, words);
}

/* ---- what is read -------------------------------------------------------------------------------------------------- */

static void test_cells(void **state)
{
	(void)state;
	expect(PARTS_SHEET(""), "");
	expect("<worksheet/>", "");
	expect(PARTS_SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"), "1:một|hai/");
	expect(PARTS_SHEET("<row><c t=\"s\"><v>3</v></c><c><v>038</v></c><c t=\"n\"><v>1.5</v></c></row>"), "1:a\r&_x0041_|038|1,5/");
	expect(PARTS_SHEET("<row><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"e\"><v>#N/A</v></c></row>"), "1:1|0|#N/A/");
	expect(PARTS_SHEET("<row><c t=\"inlineStr\"><is><t>a </t><r><t>b</t></r><rPh><t>x</t></rPh></is></c></row>"), "1:a b/");
	expect(PARTS_SHEET("<row><c t=\"d\"><v>2026-03-15T00:00:00</v></c><c t=\"str\"><v>=1+1</v></c></row>"), "1:2026-03-15|=1+1/");
	expect(PARTS_SHEET("<row><c s=\"1\"><v>46096</v></c><c s=\"2\"><v>46096</v></c><c s=\"3\"><v>0.3125</v></c>"
			   "<c s=\"4\"><v>46096.5</v></c><c s=\"0\"><v>46096</v></c><c s=\"99\"><v>46096</v></c>"
			   "<c s=\"1\" t=\"str\"><v>46096</v></c></row>"),
	       "1:2026-03-15|2026-03-15|07:30|2026-03-15 12:00|46096|46096|46096/");
	expect(PARTS_SHEET("<row><c><v>1<!-- 2 --><![CDATA[3]]>&#52;</v></c></row>"), "1:134/");
	expect(PARTS_SHEET("<row><c><other><v>5</v></other><v>6</v></c><v>7</v></row><v>8</v>"), "1:6/");
	expect("<x:worksheet xmlns:x=\"u\"><x:sheetData><x:row r=\"4\"><x:c r=\"B4\"><x:v>7</x:v></x:c></x:row></x:sheetData>"
	       "</x:worksheet>", "4:|7/");
}

/* Gaps are empty cells; empty ends and rows are left out; columns beyond the limit count only when something is there. */
static void test_gaps(void **state)
{
	(void)state;
	expect(PARTS_SHEET("<row r=\"3\"><c r=\"C3\"><v>1</v></c><c r=\"D3\" s=\"1\"/></row><row r=\"4\" hidden=\"1\"><c r=\"A4\"/></row>"
			   "<row r=\"7\" hidden=\"1\"><c r=\"B7\"><v>2</v></c></row><row><c><v>3</v></c></row>"),
	       "3:||1/7:|2/8:3/");
	assert_int_equal(info.rows, 3);
	assert_int_equal(info.hidden_rows, 1);
	expect(PARTS_SHEET("<row><c><v>1</v></c><c r=\"XFD1\" s=\"1\"/></row>"), "1:1/");
	expect(PARTS_SHEET("<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>"), "1048576:1/");
	expect(PARTS_SHEET("<row><c r=\"GR1\"><v>1</v></c></row>"), /* the two hundredth */
	       "1:|||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||"
	       "||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||1/");
	refuse(PARTS_SHEET("<row r=\"2\"><c r=\"GS2\"><v>1</v></c></row>"), ERR_TOO_LARGE, "dòng 2: có chữ ở cột GS, quá 200 cột");
}

static void test_formulas(void **state)
{
	(void)state;
	expect(PARTS_SHEET("<row><c><f>1+1</f><v>2</v></c><c t=\"str\"><f>x</f><v></v></c></row>"
			   "<row><c><v>1</v></c><c><f>A1</f></c></row><row><c><v>5</v></c><c r=\"F3\"><f t=\"shared\" si=\"0\"/></c></row>"
			   "<row><c r=\"A4\"><f>A1</f><v/></c><c><v>6</v></c></row>"),
	       "1:2/2:1/3:5/4:|6/");
	assert_int_equal(info.formulas, 2);
	assert_int_equal(info.formulas_unsaved, 3);
	assert_int_equal(info.unsaved_line, 2);
	assert_int_equal(info.unsaved_column, 2);
}

static void test_1904(void **state)
{
	(void)state;
	struct xlsx_part p[PARTS];
	parts_plain(p, STR(PARTS_SHEET("<row><c s=\"1\"><v>44634</v></c></row>")));
	p[PART_BOOK].text = STR("<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"A\" r:id=\"rId1\" xmlns:r=\"u\"/></sheets>"
				"</workbook>");
	expect_bytes(parts_zip(a, p, PARTS, true), "", "1:2026-03-15/");
}

static void test_sheets(void **state)
{
	(void)state;
	struct xlsx_part p[PARTS];
	parts_plain(p, STR(PARTS_SHEET("<row><c><v>1</v></c></row>")));
	p[PART_BOOK].text = STR("<workbook " PARTS_NS "><sheets><sheet name=\"Hình\" r:id=\"rId7\"/>"
				"<sheet name=\"Ẩn\" state=\"hidden\" r:id=\"rId1\"/><sheet name=\"Thấy\" state=\"visible\" r:id=\"rId2\"/>"
				"<sheet name=\"Khác\" r:id=\"rId3\"/></sheets></workbook>");
	p[PART_BOOK_RELS].text =
		STR("<Relationships><Relationship Id=\"rId7\" Type=\"" PARTS_REL "chartsheet\" Target=\"chartsheets/sheet1.xml\"/>"
		    "<Relationship Id=\"rId1\" Type=\"" PARTS_REL "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
		    "<Relationship Id=\"rId2\" Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet\" "
		    "Target=\"../xl/./worksheets/../Sheet2.XML\"/>"
		    "<Relationship Id=\"rId3\" Type=\"" PARTS_REL "worksheet\" Target=\"/xl/worksheets/sheet1.xml\"/></Relationships>");
	p[PART_MORE] = (struct xlsx_part){"xl/sheet2.xml", STR(PARTS_SHEET("<row><c><v>2</v></c></row>"))};
	/* "./" and "x/.." inside of a target are names nobody writes: not found, said so */
	struct err err = ERR_INIT;
	struct str bytes = parts_zip(a, p, PARTS, true);
	refuse_bytes(bytes, &csv_limits_default, &xlsx_limits_default, ERR_INPUT, "thiếu phần");
	p[PART_BOOK_RELS].text = STR("<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
				     "<Relationship Id=\"rId2\" Type=\"x/worksheet\" Target=\"../xl/Sheet2.XML\"/>"
				     "<Relationship Id=\"rId3\" Type=\"x/worksheet\" Target=\"/xl/worksheets/sheet1.xml\"/></Relationships>");
	bytes = parts_zip(a, p, PARTS, true);
	expect_bytes(bytes, "", "1:2/");
	assert_string_equal(info.sheet, "Thấy");
	assert_int_equal(info.other_sheets, 1);
	expect_bytes(bytes, "Ẩn", "1:1/");
	assert_int_equal(info.other_sheets, 2);
	assert_int_equal(xlsx_read(bytes, STR("Không có"), &csv_limits_default, &xlsx_limits_default, join, NULL, NULL, &err),
			 -ERR_INPUT);
	assert_non_null(strstr(err.text, "“Không có”. Các trang tính trong tệp: “Ẩn”, “Thấy”, “Khác”"));
	assert_int_equal(xlsx_read(bytes, STR("Hình"), &csv_limits_default, &xlsx_limits_default, join, NULL, NULL, &err),
			 -ERR_INPUT);
}

static int stop_at_two(void *ctx, const struct csv_row *row, struct err *err)
{
	(void)row, (void)err;
	int *rows = ctx;
	return ++*rows == 2 ? 7 : 0;
}

static void test_stop(void **state)
{
	(void)state;
	struct xlsx_part p[PARTS];
	struct err err = ERR_INIT;
	int rows = 0;
	parts_plain(p, STR(PARTS_SHEET("<row><c><v>1</v></c></row><row><c><v>1</v></c></row><row><c><v>1</v></c></row>")));
	assert_int_equal(xlsx_read(parts_zip(a, p, PARTS, true), STR(""), &csv_limits_default, &xlsx_limits_default, stop_at_two,
				   &rows, NULL, &err), 7);
	assert_int_equal(rows, 2);
}

/* A title over all columns, and a heading of two rows. */
static void test_heading(void **state)
{
	(void)state;
	struct xlsx_part p[PARTS];
	struct xlsx_rows rows;
	struct err err = ERR_INIT;
	_cleanup_buf_ struct buf out = BUF_INIT(4096);
	parts_plain(p, STR("<worksheet><sheetData><row r=\"1\"><c t=\"str\"><v>Tên</v></c></row>"
			   "<row r=\"3\"><c t=\"str\"><v>Họ</v></c><c t=\"str\"><v>Nhà</v></c><c/><c t=\"str\"><v>Số</v></c></row>"
			   "<row r=\"4\"><c/><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c s=\"1\"/></row>"
			   "<row r=\"5\"><c><v>5</v></c></row><row r=\"6\"><c><v>6</v></c><c r=\"XFD6\"><v>6</v></c></row></sheetData>"
			   "<mergeCells><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"A3:A4\"/><mergeCell ref=\"B3:C3\"/>"
			   "<mergeCell ref=\"D3:D4\"/><mergeCell ref=\"A5:B9\"/><mergeCell ref=\"A7:B9\"/><mergeCell ref=\"E3:F3\"/></mergeCells>"
			   "</worksheet>"));
	struct str bytes = parts_zip(a, p, PARTS, true);
	assert_int_equal(xlsx_heading(a, bytes, STR(""), 4, &csv_limits_default, &xlsx_limits_default, &rows, &err), 0);
	for (size_t i = 0; i < rows.n; i++)
		join(&out, &rows.row[i], &err);
	const char *want = "1:Tên|Tên|Tên|Tên/3:Họ|Nhà|Nhà|Số/4:Họ|một|hai|Số/5:5|5/";
	assert_int_equal(out.n, strlen(want));
	assert_memory_equal(out.p, want, out.n);
	/* a range to the end of the sheet is filled as far as there may be columns */
	p[PART_SHEET].text = STR("<worksheet><sheetData><row><c><v>1</v></c></row></sheetData>"
				 "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells></worksheet>");
	assert_int_equal(xlsx_heading(a, parts_zip(a, p, PARTS, true), STR(""), 4, &csv_limits_default, &xlsx_limits_default,
				      &rows, &err), 0);
	assert_int_equal(rows.row[0].n, csv_limits_default.columns);
	p[PART_SHEET].text = STR("<worksheet><sheetData><row><c><v>1</v></c></row></sheetData>"
				 "<mergeCells><mergeCell ref=\"A1\"/></mergeCells></worksheet>");
	rows.n = 77;
	assert_int_equal(xlsx_heading(a, parts_zip(a, p, PARTS, true), STR(""), 4, &csv_limits_default, &xlsx_limits_default,
				      &rows, &err), -ERR_INPUT);
	assert_int_equal(rows.n, 77);
}

static void test_many_merges(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(1 << 22);
	struct xlsx_part p[PARTS];
	struct xlsx_rows rows;
	struct err err = ERR_INIT;
	buf_add_c(&b, "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData><mergeCells>");
	for (int i = 0; i < 5000; i++)
		buf_add_c(&b, "<mergeCell ref=\"A1:XFD1048576\"/>");
	buf_add_c(&b, "</mergeCells></worksheet>");
	parts_plain(p, buf_str(&b));
	assert_int_equal(xlsx_heading(a, parts_zip(a, p, PARTS, true), STR(""), 4, &csv_limits_default, &xlsx_limits_default,
				      &rows, &err), -ERR_TOO_LARGE);
	assert_non_null(strstr(err.text, "ô gộp"));
	buf_free(&b);
}

/* Merged down over rows: as it looks, in rows that have something of their own; titles, totals and headings aside. */
static void test_merged_down(void **state)
{
	(void)state;
	expect("<worksheet><sheetData>"
	       "<row r=\"1\"><c t=\"str\"><v>Danh sách</v></c></row>"
	       "<row r=\"2\"><c t=\"str\"><v>Thôn</v></c><c t=\"str\"><v>Hộ</v></c><c t=\"str\"><v>Số</v></c></row>"
	       "<row r=\"3\"><c t=\"str\"><v>Đông</v></c><c t=\"str\"><v>A</v></c><c><v>5</v></c></row>"
	       "<row r=\"4\"><c/><c t=\"str\"><v>B</v></c></row>"
	       "<row r=\"5\"><c/></row>"
	       "<row r=\"7\"><c r=\"B7\" t=\"str\"><v>C</v></c><c><v>9</v></c></row>"
	       "<row r=\"8\"><c t=\"s\"><v>0</v></c><c t=\"str\"><v>D</v></c></row>"
	       "<row r=\"9\"><c t=\"str\"><v>của mình</v></c><c t=\"str\"><v>E</v></c></row>"
	       "<row r=\"10\"><c t=\"str\"><v>Cộng</v></c></row></sheetData>"
	       "<mergeCells count=\"6\"><mergeCell ref=\"A8:A9\"/><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"A3:A7\"/>"
	       "<mergeCell ref=\"C3:D4\"/><mergeCell ref=\"A10:B10\"/><mergeCell ref=\"B20:B30\"/><mergeCell ref=\"nothing\"/>"
	       "</mergeCells></worksheet>",
	       "1:Danh sách/2:Thôn|Hộ|Số/3:Đông|A|5/4:Đông|B|5/7:Đông|C|9/8:một|D/9:của mình|E/10:Cộng/");
	assert_int_equal(info.merged[0], 7);
	assert_int_equal(info.merged[1], 0);
	assert_int_equal(info.merged[2], 4);
	assert_int_equal(info.merged_unread, 0);
	/* ranges that overlap, as no spreadsheet writes them; without end */
	expect("<worksheet><sheetData><row r=\"1\"><c><v>1</v></c><c><v>2</v></c></row><row r=\"2\"><c r=\"B2\"><v>3</v></c></row>"
	       "<row r=\"3\"><c r=\"B3\"><v>4</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/>"
	       "<mergeCell ref=\"A2:A3\"/><mergeCell ref=\"A1:A2\"/></mergeCells></worksheet>",
	       "1:1|2/2:1|3/3:1|4/");
}

/* Beyond the limits: refused by number; a sheet too long to be looked through is read as it is, and that is told. */
static void test_merged_limits(void **state)
{
	(void)state;
	struct buf b = BUF_INIT((size_t)64 << 20);
	struct xlsx_part p[PARTS];
	buf_add_c(&b, "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData><mergeCells>");
	for (int i = 0; i <= 100000; i++)
		buf_printf(&b, "<mergeCell ref=\"A%d:A%d\"/>", i + 1, i + 2);
	buf_add_c(&b, "</mergeCells></worksheet>");
	refuse_part(PART_SHEET, buf_str(&b), ERR_TOO_LARGE, "vùng ô gộp");
	buf_reset(&b);
	buf_add_c(&b, "<worksheet><sheetData><row r=\"1\"><c><v>1</v></c></row><row r=\"2\"><c r=\"B2\"><v>2</v></c></row>");
	for (size_t i = 0; b.n < ((size_t)17 << 20); i++)
		buf_printf(&b, "<row r=\"%zu\" ht=\"%zu.%zu\"><c r=\"A%zu\" s=\"%zu\"/></row>", i + 3, i * 7919 % 997, i * 31 % 89, i + 3, i % 7);
	buf_add_c(&b, "</sheetData><mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/></mergeCells></worksheet>");
	parts_plain(p, buf_str(&b));
	expect_bytes(parts_zip(a, p, PARTS, true), "", "1:1/2:|2/");
	assert_int_equal(info.merged_unread, 1);
	buf_free(&b);
}

/* ---- what is refused ----------------------------------------------------------------------------------------------- */

static void test_foreign(void **state)
{
	(void)state;
	const struct csv_limits *l = &csv_limits_default;
	const struct xlsx_limits *x = &xlsx_limits_default;
	refuse_bytes(STR(""), l, x, ERR_INPUT, "không phải Excel");
	refuse_bytes(STR("a,b\n"), l, x, ERR_INPUT, "không phải Excel");
	refuse_bytes(STR("PK\3\4"), l, x, ERR_INPUT, "hỏng");
	refuse_bytes(STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook"), l, x, ERR_INPUT, ".xls");
	refuse_bytes(STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), l, x, ERR_INPUT, "mật khẩu");
	struct xlsx_part other = {"hello.txt", STR("xin chào")};
	refuse_bytes(parts_zip(a, &other, 1, false), l, x, ERR_INPUT, "không phải tệp Excel");
	other.name = "content.xml";
	refuse_bytes(parts_zip(a, &other, 1, false), l, x, ERR_INPUT, "OpenDocument");
	struct xlsx_part word[] = {
		{"_rels/.rels", STR("<Relationships><Relationship Id=\"a\" Type=\"" PARTS_REL "officeDocument\" "
				    "Target=\"word/document.xml\"/></Relationships>")},
		{"word/document.xml", STR("<document/>")},
	};
	refuse_bytes(parts_zip(a, word, 2, true), l, x, ERR_INPUT, "Word");
	word[0].text = STR("<Relationships><Relationship Id=\"a\" Type=\"" PARTS_REL "officeDocument\" Target=\"/xl/workbook.bin\"/>"
			   "</Relationships>");
	word[1].name = "xl/workbook.bin";
	refuse_bytes(parts_zip(a, word, 2, true), l, x, ERR_INPUT, ".xlsb");
	word[1].name = "nowhere";
	refuse_bytes(parts_zip(a, word, 2, true), l, x, ERR_INPUT, ".xlsb");
	word[0].text = STR("<Relationships/>");
	refuse_bytes(parts_zip(a, word, 2, true), l, x, ERR_INPUT, "không phải tệp Excel");
	other.name = "Index/Document.iwa";
	refuse_bytes(parts_zip(a, &other, 1, false), l, x, ERR_INPUT, "Numbers");
	refuse_part(PART_BOOK, STR("<workbook/>"), ERR_INPUT, "không có trang tính");
	refuse_part(PART_BOOK_RELS, STR("<Relationships/>"), ERR_INPUT, "không có trang tính");
}

static struct str little(uint64_t v, int bytes)
{
	struct buf b = BUF_INIT(8);
	parts_number(&b, v, bytes);
	struct str s = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return s;
}

/* The end of a zip file as programs write it that do not know how long it becomes (zip64): `told` is how long its directory is said
 * to be there, 0 for the truth. */
static struct str with_long_end(struct str zip, uint64_t told)
{
	struct buf b = BUF_INIT(1 << 20);
	size_t end = zip.n - 22;
	const unsigned char *p = (const unsigned char *)zip.p + end;
	uint32_t parts = p[10], bytes = p[12] | (uint32_t)p[13] << 8, from = p[16] | (uint32_t)p[17] << 8;
	buf_add(&b, str_slice(zip, 0, end));
	buf_add_c(&b, "PK\6\6");
	for (size_t i = 0; i < 8; i++) {
		const uint64_t v[] = {44, 45 | 45 << 16, 0, 0, parts, parts, told ? told : bytes, from};
		buf_add(&b, little(v[i], i == 1 || i == 2 || i == 3 ? 4 : 8));
	}
	buf_add_c(&b, "PK\6\7");
	buf_add(&b, little(0, 4));
	buf_add(&b, little(end, 8));
	buf_add(&b, little(1, 4));
	buf_add_c(&b, "PK\5\6");
	buf_add(&b, little(0, 4));
	buf_add(&b, little(UINT64_MAX, 8));
	buf_add(&b, little(UINT64_MAX, 4));
	buf_add(&b, little(0, 2));
	struct str s = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return s;
}

/* Names and ends as other programs write them. */
static void test_other_writers(void **state)
{
	(void)state;
	struct xlsx_part p[PARTS];
	parts_plain(p, STR(PARTS_SHEET("<row><c t=\"str\"><v>a</v></c></row>")));
	struct str zip = parts_zip(a, p, PARTS, true);
	expect_bytes(with_long_end(zip, 0), "", "1:a/");
	refuse_bytes(with_long_end(zip, 5001 * 256), &csv_limits_default, &xlsx_limits_default, ERR_TOO_LARGE, "phần bên trong");
	refuse_bytes(with_long_end(zip, UINT64_MAX), &csv_limits_default, &xlsx_limits_default, ERR_TOO_LARGE, "phần bên trong");
	p[PART_BOOK_RELS].text = STR("<Relationships><Relationship Id=\"rId1\" Type=\"" PARTS_REL "worksheet\" "
				     "Target=\"./.././xl/worksheets/sheet1.xml\"/></Relationships>");
	expect_bytes(parts_zip(a, p, PARTS, true), "", "1:a/");
}

/* Cut at every byte, and one byte changed at a time: refused or read, never a crash, never half a row too many. */
static void test_torn(void **state)
{
	(void)state;
	struct xlsx_part p[PARTS];
	parts_plain(p, STR(PARTS_SHEET("<row><c><v>1</v></c><c t=\"s\"><v>1</v></c></row><row><c><v>2</v></c></row>")));
	struct str whole = parts_zip(a, p, PARTS, true);
	for (size_t n = 0; n < whole.n; n += n < 40 ? 1 : 7) {
		_cleanup_buf_ struct buf out = BUF_INIT(4096);
		struct err err = ERR_INIT;
		assert_int_equal(xlsx_read(str_slice(whole, 0, n), STR(""), &csv_limits_default, &xlsx_limits_default, join, &out,
					   NULL, &err), -ERR_INPUT);
		assert_true(err.text[0]);
	}
	char *copy = arena_c(a, whole);
	size_t read = 0;
	for (size_t i = 0; i < whole.n; i++) {
		_cleanup_buf_ struct buf out = BUF_INIT(4096);
		struct err err = ERR_INIT;
		copy[i] = (char)(copy[i] ^ 0x55);
		int k = xlsx_read((struct str){copy, whole.n}, STR(""), &csv_limits_default, &xlsx_limits_default, join, &out, NULL, &err);
		assert_true(k == 0 || (k < 0 && err.text[0]));
		read += k == 0;
		copy[i] = (char)(copy[i] ^ 0x55);
	}
	assert_in_range(read, 1, whole.n / 2); /* dates and versions in headers do not matter; contents do */
}

static void test_xml(void **state)
{
	(void)state;
	refuse("", ERR_INPUT, "trang tính “Bảng”, sau dòng 0");
	refuse("<worksheet><sheetData><row><c><v>1</v></c></row><row><c></v></row>", ERR_INPUT, "trang tính “Bảng”, sau dòng 2");
	refuse(PARTS_SHEET("") "<more/>", ERR_INPUT, "hỏng");
	refuse("<?xml version=\"1.0\" encoding=\"x-none\"?><worksheet/>", ERR_INPUT, "hỏng");
	refuse(PARTS_SHEET("<row><c><v>\xe9</v></c></row>"), ERR_INPUT, "hỏng");
	refuse(PARTS_SHEET("<row><c><v>&none;</v></c></row>"), ERR_INPUT, "hỏng");
	refuse("<!DOCTYPE a [<!ENTITY b \"x\">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>", ERR_INPUT,
	       "DTD");
	refuse("<!DOCTYPE worksheet SYSTEM \"file:///etc/passwd\"><worksheet/>", ERR_INPUT, "DTD");
	refuse_part(PART_STRINGS, STR("<!DOCTYPE a [<!ENTITY b \"&c;&c;\">]><sst/>"), ERR_INPUT, "DTD");
	refuse_part(PART_STYLES, STR("<styleSheet>"), ERR_INPUT, "phần “xl/styles.xml”");
	refuse_part(PART_BOOK, STR("<!DOCTYPE a><workbook/>"), ERR_INPUT, "DTD");
}

static void test_order(void **state)
{
	(void)state;
	refuse(PARTS_SHEET("<row r=\"2\"><c><v>1</v></c></row><row r=\"2\"><c><v>1</v></c></row>"), ERR_INPUT, "sau dòng 2");
	refuse(PARTS_SHEET("<row r=\"5\"/><row r=\"4\"/>"), ERR_INPUT, "thứ tự");
	refuse(PARTS_SHEET("<row r=\"0\"/>"), ERR_INPUT, "thứ tự");
	refuse(PARTS_SHEET("<row r=\"x\"/>"), ERR_INPUT, "thứ tự");
	refuse(PARTS_SHEET("<row r=\"1048577\"/>"), ERR_INPUT, "thứ tự");
	refuse(PARTS_SHEET("<row r=\"1048576\"/><row/>"), ERR_INPUT, "thứ tự");
	refuse(PARTS_SHEET("<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>"), ERR_INPUT, "thứ tự");
	refuse(PARTS_SHEET("<row><c r=\"B1\"><v>1</v></c><c r=\"B1\"><v>1</v></c></row>"), ERR_INPUT, "thứ tự");
	refuse(PARTS_SHEET("<row><c r=\"A2\"><v>1</v></c></row>"), ERR_INPUT, "thứ tự");
	refuse(PARTS_SHEET("<row><c r=\"XFE1\"/></row>"), ERR_INPUT, "thứ tự");
	refuse(PARTS_SHEET("<row><c r=\"XFD1\"/><c/></row>"), ERR_INPUT, "thứ tự");
	refuse(PARTS_SHEET("<row><c/><c t=\"s\"><v>9</v></c></row>"), ERR_INPUT, "dòng 1, cột B");
	refuse(PARTS_SHEET("<row><c t=\"s\"><v>-1</v></c></row>"), ERR_INPUT, "cột A");
	refuse(PARTS_SHEET("<row><c t=\"s\"><v>99999999999</v></c></row>"), ERR_INPUT, "cột A");
	refuse(PARTS_SHEET("<row><c t=\"s\"><v>4</v></c></row>"), ERR_INPUT, "cột A"); /* one behind the last */
}

/* ---- limits -------------------------------------------------------------------------------------------------------- */

static struct str repeated(const char *head, const char *what, size_t times, const char *tail)
{
	struct buf b = BUF_INIT((size_t)256 << 20);
	buf_add_c(&b, head);
	for (size_t i = 0; i < times; i++)
		buf_add_c(&b, what);
	buf_add_c(&b, tail);
	struct str s = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return s;
}

static void test_limits(void **state)
{
	(void)state;
	const struct csv_limits small = {.bytes = 1 << 16, .rows = 2, .columns = 3, .cell = 6};
	struct xlsx_limits tight = xlsx_limits_default;
	tight.strings = 4;
	tight.string_bytes = 40;
	tight.sheets = 1;
	tight.styles = 5;
	struct xlsx_part p[PARTS];
	parts_plain(p, STR(PARTS_SHEET("<row><c><v>1</v></c></row><row/><row r=\"9\"><c><v>1</v></c></row><row><c><v>1</v></c></row>")));
	refuse_bytes(parts_zip(a, p, PARTS, true), &small, &tight, ERR_TOO_LARGE, "quá 2 dòng");
	p[PART_SHEET].text = STR(PARTS_SHEET("<row r=\"8\"><c r=\"D8\"><v>1</v></c></row>"));
	refuse_bytes(parts_zip(a, p, PARTS, true), &small, &tight, ERR_TOO_LARGE, "dòng 8: có chữ ở cột D, quá 3 cột");
	p[PART_SHEET].text = STR(PARTS_SHEET("<row r=\"8\"><c r=\"B8\" t=\"str\"><v>1234567</v></c></row>"));
	refuse_bytes(parts_zip(a, p, PARTS, true), &small, &tight, ERR_TOO_LARGE, "dòng 8, cột B: ô dài quá 6 byte");
	p[PART_SHEET].text = STR(PARTS_SHEET("<row r=\"8\"><c r=\"B8\" t=\"s\"><v>3</v></c></row>"));
	refuse_bytes(parts_zip(a, p, PARTS, true), &small, &tight, ERR_TOO_LARGE, "dòng 8, cột B: ô dài quá 6 byte");
	p[PART_SHEET].text = repeated("<worksheet><sheetData><row><c><v>", "1", 500, "</v></c></row></sheetData></worksheet>");
	refuse_bytes(parts_zip(a, p, PARTS, true), &small, &tight, ERR_TOO_LARGE, "dòng 1, cột A: ô dài quá 6 byte");
	tight.strings = 3;
	refuse_bytes(parts_zip(a, p, PARTS, true), &small, &tight, ERR_TOO_LARGE, "quá nhiều chữ");
	tight.strings = 4;
	tight.string_bytes = 29;
	refuse_bytes(parts_zip(a, p, PARTS, true), &small, &tight, ERR_TOO_LARGE, "quá nhiều chữ");
	tight.string_bytes = 200;
	tight.styles = 4;
	refuse_bytes(parts_zip(a, p, PARTS, true), &small, &tight, ERR_TOO_LARGE, "định dạng");
	tight.sheets = 0;
	refuse_bytes(parts_zip(a, p, PARTS, true), &small, &tight, ERR_TOO_LARGE, "quá 0 trang tính");
	tight.package.parts = 5;
	refuse_bytes(parts_zip(a, p, PARTS, true), &small, &tight, ERR_TOO_LARGE, "quá 5 phần");
	tight.package.parts = 1; /* by the length of the directory alone, before it is read */
	struct err err = ERR_INIT;
	assert_int_equal(xlsx_read(parts_zip(a, p, PARTS, true), STR(""), &small, &tight, join, NULL, NULL, &err), -ERR_TOO_LARGE);
	assert_non_null(strstr(err.detail, "directory too long"));
	p[PART_SHEET].text = repeated("", "x", 1 << 16, "");
	refuse_bytes(parts_zip(a, p, PARTS, false), &small, &tight, ERR_TOO_LARGE, "MB");
}

/* A hundred megabytes of nothing in a hundred kilobytes; a bomb in the strings; one in a part that is not even XML. */
static void test_bombs(void **state)
{
	(void)state;
	const struct csv_limits *l = &csv_limits_default;
	struct xlsx_part p[PARTS];
	char *zeros = arena_alloc(a, (size_t)100 << 20);
	parts_plain(p, (struct str){zeros, (size_t)100 << 20});
	struct str bytes = parts_zip(a, p, PARTS, true);
	assert_in_range(bytes.n, 1, 200000);
	refuse_bytes(bytes, l, &xlsx_limits_default, ERR_INPUT, "sau dòng 0"); /* no XML from the first byte on */
	memset(zeros, '0', (size_t)100 << 20);
	memcpy(zeros, "<worksheet><sheetData><row><c><x>", 33);
	refuse_bytes(parts_zip(a, p, PARTS, true), l, &xlsx_limits_default, ERR_TOO_LARGE, "gấp hơn 300 lần");
	parts_plain(p, STR(PARTS_SHEET("")));
	p[PART_STRINGS].text = repeated("<sst>", "<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>", 200000, "</sst>");
	refuse_bytes(parts_zip(a, p, PARTS, true), l, &xlsx_limits_default, ERR_TOO_LARGE, "gấp hơn");
	struct xlsx_limits low = xlsx_limits_default;
	low.package.unpacked = (size_t)2 << 20;
	refuse_bytes(parts_zip(a, p, PARTS, false), l, &low, ERR_TOO_LARGE, "lớn quá 2 MB");
}

static void test_deep_and_long(void **state)
{
	(void)state;
	struct str deep = repeated("<worksheet>", "<a>", 62, "");
	refuse_part(PART_SHEET, deep, ERR_INPUT, "hỏng"); /* 63 deep is fine; nothing is closed */
	deep = repeated("<worksheet>", "<a>", 64, "");
	refuse_part(PART_SHEET, deep, ERR_TOO_LARGE, "64 lớp");
	deep = repeated("<worksheet>", "<a>", 1000000, "");
	refuse_part(PART_SHEET, deep, ERR_TOO_LARGE, "64 lớp");
	/* a tag without end, held back by packing it hardly at all */
	struct xlsx_part p[PARTS];
	parts_plain(p, repeated("<worksheet a=\"", "0123456789", 400000, "\"/>"));
	refuse_bytes(parts_zip(a, p, PARTS, false), &csv_limits_default, &xlsx_limits_default, ERR_INPUT, "hỏng");
	parts_plain(p, repeated("<worksheet a=\"", "0123456789", 90000, "\"/>"));
	expect_bytes(parts_zip(a, p, PARTS, false), "", "");
	parts_plain(p, repeated("<worksheet><!--", "0123456789", 400000, "--></worksheet>"));
	refuse_bytes(parts_zip(a, p, PARTS, false), &csv_limits_default, &xlsx_limits_default, ERR_INPUT, "hỏng");
}

/* What came of a sheet: its rows, or "no". */
static struct str outcome(struct str xml)
{
	struct xlsx_part p[PARTS];
	struct buf out = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	parts_plain(p, xml);
	int r = xlsx_read(parts_zip(a, p, PARTS, false), STR(""), &csv_limits_default, &xlsx_limits_default, join, &out, NULL, &err);
	struct str text = r < 0 ? STR("no") : arena_dup(a, buf_str(&out));
	buf_free(&out);
	return text;
}

#define ONE_CELL(inside) "<worksheet><sheetData><row><c t='inlineStr'><is><t>" inside "</t></is></c></row></sheetData></worksheet>"

/* UTF-8 is taken apart by our own scanner, other encodings by expat: both say the same, wherever a chunk ends. */
static void test_both_readers(void **state)
{
	static const char *const sheets[] = {
		ONE_CELL("a&amp;b&lt;c&gt;d&quot;e&apos;f"),
		ONE_CELL("&#65;&#x42;&#x1EBF;&#128512;"),
		ONE_CELL("&#xD800;"),
		ONE_CELL("&#0;"),
		ONE_CELL("&#x110000;"),
		ONE_CELL("&#;"),
		ONE_CELL("&none;"),
		ONE_CELL("a & b"),
		ONE_CELL("a]]b]>c"),
		ONE_CELL("a]]>b"),
		ONE_CELL("<![CDATA[x<&y]]]]>z"),
		ONE_CELL("<![CDATA[]]>"),
		ONE_CELL("<!-- c -->x<!---->y"),
		ONE_CELL("<!-- a -- b -->"),
		ONE_CELL("<!-- a --->"),
		ONE_CELL("<?php 1 > 2 ?>x"),
		ONE_CELL("one\r\ntwo\rthree\n"),
		ONE_CELL("a\x01z"),
		ONE_CELL("<b x='>' y=\"'\"/>k"),
		ONE_CELL("<b x='1' x='2'/>"),
		ONE_CELL("<b x='1'y='2'/>"),
		ONE_CELL("<b x=1/>"),
		ONE_CELL("<b x/>"),
		ONE_CELL("<b x = '1' />m"),
		ONE_CELL("<b x='<'/>"),
		ONE_CELL("<b x='&amp;&#10;'/>n"),
		ONE_CELL("<b x='&'/>"),
		ONE_CELL("<b></c>"),
		ONE_CELL("<b></bb>"),
		ONE_CELL("<bb></b>"),
		ONE_CELL("<b></b>&#9;<c>]</c>p"),
		ONE_CELL("<b></b c>"),
		ONE_CELL("<b></b\t\n>q"),
		ONE_CELL("<b></>"),
		ONE_CELL("<b></b"),
		ONE_CELL("<x:b></x:b>r<x:b></b>"),
		ONE_CELL("<b x='\x01'/>"),
		ONE_CELL("<b x=']]>'/>s"),
		ONE_CELL("<b></b >o"),
		ONE_CELL("< b/>"),
		ONE_CELL("<b / >"),
		ONE_CELL("<!x>"),
		ONE_CELL("") "<worksheet/>",
		ONE_CELL("") "text",
		ONE_CELL("") " <!-- end --> ",
		"text" ONE_CELL(""),
		"<worksheet>",
		"</worksheet>",
		"<worksheet><sheetData><row><c><v>1</v></c></row><row><c",
		"<worksheet><sheetData><row><c><v>1</v></c></row><!-- ",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sheets); i++) {
		struct str sheet = str_from_c(sheets[i]);
		struct str expat = outcome(arena_printf(a, "<?xml version='1.0' encoding='US-ASCII'?>%s", sheets[i]));
		struct str own = outcome(sheet);
		if (!str_eq(own, expat))
			fail_msg("%s: \"%.*s\", expat: \"%.*s\"", sheets[i], STR_ARG(own), STR_ARG(expat));
		for (size_t cut = 1; cut < sheet.n; cut += 3) {
			struct str blanks = repeated("<?xml version='1.0' encoding='utf-8'?>", " ", 65536 - 38 - cut, "");
			own = outcome(arena_printf(a, "%.*s%s", STR_ARG(blanks), sheets[i]));
			if (!str_eq(own, expat) && sheet.p[0] == '<')
				fail_msg("%s cut at %zu: \"%.*s\", whole: \"%.*s\"", sheets[i], cut, STR_ARG(own), STR_ARG(expat));
		}
	}
}

/* Letters cut in the middle, in texts of less and more than eight bytes, in values and in names. */
static void test_no_utf8(void **state)
{
	static const char *const torn[] = {
		ONE_CELL("\xE1\xBA"),         ONE_CELL("Nguy\xE1\xBB\x85n V\xC4"), ONE_CELL("abc\x80" "defghijk"),
		ONE_CELL("<b x='\xC3'/>"),    ONE_CELL("<b x='Nguyen V\xC4'/>"),   ONE_CELL("<b\xC3></b\xC3>"),
		ONE_CELL("\xC0\xBC"),         ONE_CELL("\xED\xA0\x80"),
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(torn); i++)
		refuse(torn[i], ERR_INPUT, "hỏng");
	struct str whole = outcome(STR(ONE_CELL("\xE1\xBA\xBF<b x='\xE1\xBA\xBF'/>\xC4\x83")));
	assert_true(str_eq(whole, outcome(STR(ONE_CELL("\xE1\xBA\xBF\xC4\x83")))) && !str_eq_c(whole, "no"));
}

/* Only what XML takes as text is long: pieces of any size make one cell. */
static void test_long_text(void **state)
{
	(void)state;
	struct xlsx_part p[PARTS];
	parts_plain(p, repeated("<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>", "đặc khu ", 5400, "</t></is></c></row></sheetData>"
										     "</worksheet>"));
	struct str want = repeated("1:", "đặc khu ", 5400, "/");
	expect_bytes(parts_zip(a, p, PARTS, true), "", arena_c(a, want));
}

static int begin(void **state)
{
	(void)state;
	a = arena_new("test", (size_t)1 << 30);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_cells, begin, end),   cmocka_unit_test_setup_teardown(test_gaps, begin, end),
		cmocka_unit_test_setup_teardown(test_formulas, begin, end), cmocka_unit_test_setup_teardown(test_1904, begin, end),
		cmocka_unit_test_setup_teardown(test_sheets, begin, end),  cmocka_unit_test_setup_teardown(test_stop, begin, end),
		cmocka_unit_test_setup_teardown(test_heading, begin, end), cmocka_unit_test_setup_teardown(test_many_merges, begin, end),
		cmocka_unit_test_setup_teardown(test_merged_down, begin, end), cmocka_unit_test_setup_teardown(test_merged_limits, begin, end),
		cmocka_unit_test_setup_teardown(test_foreign, begin, end), cmocka_unit_test_setup_teardown(test_torn, begin, end),
		cmocka_unit_test_setup_teardown(test_other_writers, begin, end),
		cmocka_unit_test_setup_teardown(test_both_readers, begin, end),
		cmocka_unit_test_setup_teardown(test_no_utf8, begin, end),
		cmocka_unit_test_setup_teardown(test_xml, begin, end),     cmocka_unit_test_setup_teardown(test_order, begin, end),
		cmocka_unit_test_setup_teardown(test_limits, begin, end),  cmocka_unit_test_setup_teardown(test_bombs, begin, end),
		cmocka_unit_test_setup_teardown(test_deep_and_long, begin, end),
		cmocka_unit_test_setup_teardown(test_long_text, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
