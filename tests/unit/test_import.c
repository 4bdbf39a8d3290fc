/* Tables into a register: headings, cells, keys, references, refusals. How they are written: test_import_write.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "import_site.h"
#include "xlsx_parts.h"
#include "text/text.h"

static int64_t staged(void)
{
	char path[160];
	int64_t n = 0;
	snprintf(path, sizeof(path), "%s/staging", s.dir);
	DIR *d = opendir(path);
	for (struct dirent *e; d && (e = readdir(d)) != NULL;)
		n += e->d_name[0] != '.';
	if (d)
		closedir(d);
	return n;
}

/* ---- headings ---- */

static void headings(void **state)
{
	(void)state;
	struct str unit = unit_text(s.commune[0]);
	done(&officer, arena_printf(s.a, "DANH SÁCH,,\r\n\r\nSTT,don vi,HO VA TEN,Màu mắt,ma ho so\r\n(1),(2),(3),(4),(5)\r\n"
					 "1,%.*s,Lê Thị A,nâu,H1\r\n", STR_ARG(unit)));
	assert_int_equal(job.written, 1);
	assert_string_equal(arena_c(s.a, job.ignored), "Màu mắt");
	/* the numbers of the columns without brackets, letters first; a row of numbers that is one */
	done(&officer, arena_printf(s.a, "STT,Đơn vị,Họ và tên,Mã hồ sơ\r\nA,B,1,2\r\n1,%.*s,Lê Thị A,H11\r\n", STR_ARG(unit)));
	assert_true(job.written == 1 && job.refused == 0);
	done(&officer, arena_printf(s.a, "STT,Đơn vị,Họ và tên,Mã hồ sơ\r\n1,2,3,4\r\n1,%.*s,Lê Thị A,H12\r\n", STR_ARG(unit)));
	assert_true(job.written == 1 && job.refused == 0);
	done(&officer, arena_printf(s.a, "STT,Đơn vị,Họ và tên,Mã hồ sơ\r\n1,%.*s,2,3\r\n1,2,,3\r\n", STR_ARG(unit)));
	assert_true(job.written == 1 && job.refused == 1);
	/* by names of fields; decomposed letters; a label without what stands in its brackets */
	done(&officer, arena_printf(s.a, "code,Ho\xCC\xA3 va\xCC\x80 te\xCC\x82n,unit,Diện tích\r\nH2,Lê Thị B,%.*s,\"12,5\"\r\n", STR_ARG(unit)));
	struct row row = worker("H2");
	assert_int_equal(row_int(&row, "area"), 1250);
	/* two rows: the lower refines what is merged above */
	done(&officer, arena_printf(s.a, "Hồ sơ lao động,,Đơn vị,Ngày,\r\nMã hồ sơ,Họ và tên,,sinh,khám\r\nH3,Lê C,%.*s,1/2/1980,x\r\n"
				    "H4,,%.*s,,\r\n", STR_ARG(unit), STR_ARG(unit)));
	refused_with("Mã hồ sơ,Họ và tên,Đơn vị,Ngày sinh,Ngày khám,Lý do"); /* one row, understood when it comes back */
	row = worker("H3");
	assert_int_equal(row_day(&row, "born"), date_from_civil(1980, 2, 1));
	assert_string_equal(arena_c(s.a, job.ignored), "Ngày khám");
}

static void bad_headings(void **state)
{
	(void)state;
	int64_t files = staged(), before = small_count(&s, "SELECT count(*) FROM import_job");
	assert_int_equal(try_bytes(&officer, &worker_record, STR("a,b,c\r\n1,2,3\r\n")), -ERR_INPUT);
	assert_non_null(strstr(err.text, "tiêu đề"));
	assert_int_equal(try_bytes(&officer, &worker_record, STR("Họ và tên,Ngày sinh\r\nLê,1/1/1980\r\n")), -ERR_INPUT);
	assert_non_null(strstr(err.text, "«Mã hồ sơ»"));
	assert_non_null(strstr(err.text, "«Đơn vị»"));
	assert_int_equal(try_bytes(&officer, &worker_record, STR("Mã hồ sơ,code,Họ và tên\r\n1,2,3\r\n")), -ERR_INPUT);
	assert_non_null(strstr(err.text, "Hai cột cùng là «Mã hồ sơ» (cột A và cột B)"));
	assert_int_equal(try_bytes(&officer, &worker_record, STR(HEAD)), -ERR_INPUT);
	assert_int_equal(try_bytes(&officer, &worker_record, STR(HEAD "X1,\"mở,A\r\n")), -ERR_INPUT);
	assert_int_equal(try_bytes(&officer, &worker_record, STR(HEAD "X1,L\xEA,A\r\n")), -ERR_INPUT);
	assert_int_equal(try_bytes(&officer, &worker_record, STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 xls")), -ERR_INPUT);
	struct actor front = actor_of(s.person[AT_A][ROLE_FRONT]);
	assert_int_equal(try_bytes(&front, &worker_record, STR(HEAD "X1,Lê,A\r\n")), -ERR_DENIED);
	assert_int_equal(staged(), files); /* nothing is left behind */
	assert_int_equal(small_count(&s, "SELECT count(*) FROM import_job"), before);
}

/* ---- cells ---- */

/* A cover in front of the table: what was read is said, and what to do. */
static void cover(void **state)
{
	(void)state;
	struct xlsx_part p[PARTS];
	parts_plain(p, STR(PARTS_SHEET("<row r=\"1\"/><row r=\"2\"><c r=\"B2\" s=\"1\"/></row>")));
	assert_int_equal(try_bytes(&program, &worker_record, parts_zip(s.a, p, PART_MORE, true)), -ERR_INPUT);
	assert_string_equal(err.text, "Bảng trống: không có dòng nào.");
	parts_plain(p, STR(PARTS_SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>")));
	assert_int_equal(try_bytes(&program, &worker_record, parts_zip(s.a, p, PART_MORE, true)), -ERR_INPUT);
	assert_true(str_starts(str_from_c(err.text), STR("Không thấy hàng tiêu đề"))); /* there is no other */
	p[PART_BOOK].text = STR("<workbook " PARTS_NS "><sheets><sheet name=\"Bìa\" sheetId=\"1\" r:id=\"rId1\"/>"
				"<sheet name=\"Danh sách\" sheetId=\"2\" r:id=\"rId1\"/></sheets></workbook>");
	assert_int_equal(try_bytes(&program, &worker_record, parts_zip(s.a, p, PART_MORE, true)), -ERR_INPUT);
	assert_true(str_find(str_from_c(err.text), STR("trang tính đầu tiên («Bìa»)")) > 0);
	assert_true(str_find(str_from_c(err.text), STR("Không thấy hàng tiêu đề")) > 0);
}

static void add_row(struct buf *b, int line, const char *const *cells, size_t n)
{
	buf_printf(b, "<row r=\"%d\">", line);
	for (size_t i = 0; i < n; i++)
		if (cells[i][0])
			buf_printf(b, "<c r=\"%c%d\" t=\"str\"><v>%s</v></c>", (char)('A' + i), line, cells[i]);
		else
			buf_printf(b, "<c r=\"%c%d\"/>", (char)('A' + i), line);
	buf_add_c(b, "</row>");
}

/* The unit merged over the rows of its people, under a heading of two rows: it counts for each, and the page says so. */
static void merged(void **state)
{
	(void)state;
	const char *unit = arena_c(s.a, unit_text(s.commune[0]));
	const char *const rows[][4] = {{"DANH SÁCH", "", "", ""},	    {"Mã hồ sơ", "Người lao động", "", "Đơn vị"},
				       {"", "Họ và tên", "Giới tính", ""}, {"GOP1", "Một", "Nam", unit},
				       {"GOP2", "Hai", "Nữ", ""},	    {"GOP3", "Ba", "", ""},
				       {"", "", "", ""},		    {"GOP4", "Bốn", "Nữ", ""}};
	struct buf b = BUF_INIT(1 << 20);
	struct xlsx_part p[PARTS];
	buf_add_c(&b, "<worksheet " PARTS_NS "><sheetData>");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		add_row(&b, (int)i + 1, rows[i], 4);
	buf_add_c(&b, "</sheetData><mergeCells><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"B2:C2\"/>"
		      "<mergeCell ref=\"D2:D3\"/><mergeCell ref=\"D4:D7\"/><mergeCell ref=\"C5:C6\"/></mergeCells></worksheet>");
	parts_plain(p, buf_str(&b));
	done(&officer, parts_zip(s.a, p, PART_MORE, true));
	buf_free(&b);
	assert_true(job.fresh == 3 && job.refused == 1 && job.written == 3); /* the fourth is below the range */
	assert_true(str_find(job.columns, STR("ô gộp được tính cho từng dòng ở cột")) >= 0);
	assert_true(str_find(job.columns, STR("«Giới tính»")) >= 0 && str_find(job.columns, STR("«Đơn vị»")) >= 0);
	assert_int_equal(str_find(job.columns, STR("«Mã hồ sơ»")), -1); /* merged in the heading only */
	struct row row = worker("GOP3");
	assert_int_equal(row_int(&row, "unit"), s.commune[0]);
	assert_true(row_is(&row, "sex", "female"));
}

/* Rows numbered in advance, the heading on a second page, a note and signatures under the table are no rows; what was passed over is
 * said, and what stands in a column of the register is not passed over. */
static void passed_over(void **state)
{
	(void)state;
	const char *unit = arena_c(s.a, unit_text(s.commune[0]));
	done(&officer, arena_printf(s.a,
				    "STT,Mã hồ sơ,Họ và tên,Đơn vị,Xếp loại\r\n1,QUA1,Một,%s,A\r\nSTT,Mã hồ sơ,Họ và tên,Đơn vị,Xếp loại\r\n"
				    "2,QUA2,Hai,%s,\r\n3,,,,\r\n4,,,,B\r\n,,,,\r\nGhi chú: đến ngày 20/11,,,,\r\n,,Tổng cộng: 2 người,,\r\n",
				    unit, unit));
	assert_true(job.rows == 3 && job.written == 2 && job.refused == 1);
	refused_with("Tổng cộng: 2 người");
	assert_string_equal(arena_c(s.a, job.ignored), "Xếp loại; 3 dòng không có gì ở các cột đã hiểu (dòng đầu tiên: 5)");
}

/* What a filter hides is read as well, and that is said. */
static void hidden(void **state)
{
	(void)state;
	const char *unit = arena_c(s.a, unit_text(s.commune[0]));
	struct buf b = BUF_INIT(1 << 20);
	struct xlsx_part p[PARTS];
	buf_add_c(&b, "<worksheet " PARTS_NS "><sheetData>");
	for (int i = 1; i < 4; i++) {
		const char *const head[] = {"Mã hồ sơ", "Họ và tên", "Đơn vị"}, *const row[] = {i == 2 ? "AN2" : "AN3", "Lê", unit};
		add_row(&b, i, i == 1 ? head : row, 3);
	}
	buf_add_c(&b, "</sheetData></worksheet>");
	struct str sheet = buf_str(&b), open = STR("<row r=\"3\"");
	size_t at = (size_t)str_find(sheet, open) + open.n;
	parts_plain(p, arena_printf(s.a, "%.*s hidden=\"1\"%.*s", (int)at, sheet.p, STR_ARG(str_slice(sheet, at, sheet.n))));
	done(&officer, parts_zip(s.a, p, PART_MORE, true));
	buf_free(&b);
	assert_true(job.written == 2 && str_ends(job.columns, STR("; đọc cả 1 dòng đang ẩn trong tệp (do lọc hoặc ẩn đi)")));
}

/* What a spreadsheet shows where a formula failed is never a value; a text that only begins alike is. */
static void failed_formulas(void **state)
{
	(void)state;
	static const char *const cells[] = {"#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!", "#NULL!", "#NUM!", "#SPILL!", "Err:502", "#######"},
			  *const texts[] = {"#", "#12", "# REF!", "#Số 1", "Err:50", "#n/a?"};
	struct str table = STR("Mã hồ sơ,Họ và tên,Đơn vị,Ghi chú\r\n");
	const char *unit = arena_c(s.a, unit_text(s.commune[0]));
	for (size_t i = 0; i < ARRAY_LEN(cells); i++)
		table = arena_printf(s.a, "%.*sSAI%zu,Lê,%s,%s\r\n", STR_ARG(table), i, unit, cells[i]);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		table = arena_printf(s.a, "%.*sCHU%zu,Lê,%s,%s\r\n", STR_ARG(table), i, unit, texts[i]);
	done(&officer, table);
	assert_int_equal(job.refused, ARRAY_LEN(cells));
	assert_int_equal(job.written, ARRAY_LEN(texts));
	refused_with("«Ghi chú»: ô chỉ có “#REF!”, không phải giá trị");
	struct row row = worker("CHU3");
	assert_true(row_is(&row, "note", "#Số 1"));
}

static void cells(void **state)
{
	(void)state;
	struct str unit = unit_text(s.commune[0]);
	struct row row = small_row(&s, &unit_record, s.commune[0]);
	struct str rest = STR("1/2/1980,01-02-1980,1980-02-01,29252,1980-02-01 00:00:00,01.02.1980,1980/02/01,"
			      "1/2/1980 08:30,1980-02-01T07:15:00.000,'01/02/1980"), day;
	for (int i = 0; str_split(&rest, ',', &day); i++) {
		done(&officer, arena_printf(s.a, HEAD "D%d,Ngày,%.*s,%.*s\r\n", i, STR_ARG(row_str(&row, i % 2 ? "code" : "name")), STR_ARG(day)));
		assert_int_equal(job.refused, 0);
		struct row w = worker(arena_c(s.a, arena_printf(s.a, "D%d", i)));
		assert_int_equal(row_day(&w, "born"), date_from_civil(1980, 2, 1));
		assert_int_equal(row_int(&w, "unit"), s.commune[0]);
	}
	done(&officer, arena_printf(s.a, HEAD "DX,Ngày,%.*s,1/2/80,\r\nDY,Ngày,%.*s,1/2/1980 sáng,\r\nDZ,Ngày,%.*s,31/2/80,'038085012345\r\n",
				    STR_ARG(unit), STR_ARG(unit), STR_ARG(unit)));
	assert_int_equal(job.refused, 3);
	refused_with("«Ngày sinh»: năm phải ghi đủ bốn chữ số");
	refused_with("31/2/80,'038085012345,\"«Ngày sinh»: không có ngày này; hãy ghi ngày/tháng/năm, ví dụ 30/11/2025.");
	done(&officer, arena_printf(s.a,
				    "Mã hồ sơ,Họ và tên,Đơn vị,Giới tính,Đã đào tạo,Tiền lương,Giờ vào ca,Tọa độ,Điện thoại,Người phụ trách\r\n"
				    "C1,Lê,%.*s,nu,Có,1.250.000 đồng,7h30,\"19,8 , 105\",+84 912 345 678,a.officer\r\n"
				    "C2,Lê,%.*s,male,ko,1250000,,,,Người b.officer\r\n",
				    STR_ARG(text_upper(s.a, unit)), STR_ARG(unit)));
	refused_with("«Tọa độ»"); /* a comma in each number cannot be told apart */
	assert_int_equal(job.written, 0);
	assert_int_equal(job.refused, 2); /* of another commune: nobody the officer may read */
	refused_with("Người phụ trách");
	done(&specialist, arena_printf(s.a,
				       "Mã hồ sơ,Họ và tên,Đơn vị,Giới tính,Đã đào tạo,Tiền lương,Giờ vào ca,Tọa độ,Điện thoại,Người phụ trách\r\n"
				       "C1,Lê,%.*s,nu,Có,1.250.000 đồng,7h30,\"19.8, 105.1\",+84 912 345 678,a.officer\r\n"
				       "C2,Lê,%.*s,male,ko,1250000,,,,Người a.officer\r\n",
				       STR_ARG(text_upper(s.a, unit)), STR_ARG(unit)));
	assert_int_equal(job.written, 2);
	done(&specialist, arena_printf(s.a, "Mã hồ sơ,Họ và tên,Đơn vị,Giới tính\r\nGT1,Lê,%.*s,M\r\n", STR_ARG(unit)));
	refused_with("«Giới tính»: không có mục “M”; hãy ghi một trong các mục “Nam”, “Nữ”.");
	/* a time that has lost its format; what may be another way to write one stays refused */
	static const struct { const char *cell; int64_t minutes; } times[] = {
		{"\"0,3125\"", 450}, {"0.5", 720}, {"\"0,999305555555556\"", 1439}, {"\"0,25\"", -1}, {"\"0,3126\"", -1}};
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		done(&specialist, arena_printf(s.a, "Mã hồ sơ,Họ và tên,Đơn vị,Giờ vào ca\r\nG%zu,Lê,%.*s,%s\r\n", i, STR_ARG(unit), times[i].cell));
		assert_int_equal(job.refused, times[i].minutes < 0);
		if (times[i].minutes >= 0) {
			struct row of = worker(arena_c(s.a, arena_printf(s.a, "G%zu", i)));
			assert_int_equal(row_int(&of, "shift"), times[i].minutes);
		}
	}
	struct row w = worker("C1");
	assert_true(row_is(&w, "sex", "female") && row_int(&w, "trained") == 1 && row_int(&w, "wage") == 1250000);
	assert_true(row_is(&w, "phone", "0912345678") && row_int(&w, "shift") == 450 &&
		    row_int(&w, "keeper") == s.person[AT_A][ROLE_OFFICER]);
}

static void ambiguous(void **state)
{
	(void)state;
	namesakes();
	done(&specialist, arena_printf(s.a, "Mã hồ sơ,Họ và tên,Đơn vị,Người phụ trách\r\nT1,Lê,%.*s,Trần Văn Trùng\r\nT2,Lê,%.*s,Trần Văn Trùng (trung.hai)\r\n",
				       STR_ARG(unit_text(s.commune[0])), STR_ARG(unit_text(s.commune[0]))));
	assert_int_equal(job.refused, 1);
	assert_int_equal(job.written, 1);
	refused_with("Trần Văn Trùng (trung.mot)");
}

/* Who has no code is told apart by the unit, in one unit by the number. */
static void ambiguous_without_code(void **state)
{
	(void)state;
	int64_t id[3];
	without_login(id);
	struct str a = unit_text(s.commune[0]), b = unit_text(s.commune[1]);
	struct str table = STR("Mã hồ sơ,Họ và tên,Đơn vị,Người phụ trách\r\n");
	const struct str who[] = {
		STR("Lê Thị Cùng"),
		arena_printf(s.a, "lê thị cùng (%.*s)", STR_ARG(b)),
		arena_printf(s.a, "Lê Thị Cùng (%.*s, mã %lld)", STR_ARG(a), (long long)id[1]),
		arena_printf(s.a, "Lê Thị Cùng (%.*s, mã %lld)", STR_ARG(b), (long long)id[2]), /* alone there by now */
		arena_printf(s.a, "Lê Thị Cùng (%.*s)", STR_ARG(a)),
		arena_printf(s.a, "Lê Thị Không (%.*s)", STR_ARG(a)),
	};
	for (size_t i = 0; i < ARRAY_LEN(who); i++)
		table = arena_printf(s.a, "%.*sW%zu,Lê,%.*s,\"%.*s\"\r\n", STR_ARG(table), i, STR_ARG(a), STR_ARG(who[i]));
	done(&specialist, table);
	assert_true(job.refused == 3 && job.written == 3);
	refused_with("hãy ghi rõ như một trong các mục: Lê Thị Cùng (");
	refused_with(arena_c(s.a, arena_printf(s.a, "Lê Thị Cùng (%.*s, mã %lld)", STR_ARG(a), (long long)id[0])));
	refused_with(arena_c(s.a, arena_printf(s.a, "Lê Thị Cùng (%.*s)", STR_ARG(b))));
	refused_with("tên hoặc mã là “Lê Thị Không (");
	struct row row = worker("W1");
	assert_int_equal(row_int(&row, "keeper"), id[2]);
	row = worker("W2");
	assert_int_equal(row_int(&row, "keeper"), id[1]);
	row = worker("W3");
	assert_int_equal(row_int(&row, "keeper"), id[2]);
	done(&officer, arena_printf(s.a, "Mã hồ sơ,Người phụ trách\r\nW1,\"Lê Thị Cùng (%.*s)\"\r\n", STR_ARG(b)));
	assert_int_equal(job.refused, 1); /* nobody this one may read */
}

/* ---- refusals ---- */

static void mended(void **state)
{
	(void)state;
	struct str unit = unit_text(s.commune[0]);
	int64_t before = entries();
	checked(&officer, arena_printf(s.a, HEAD "M1,Lê,%.*s,30/02/1980,03808501234\r\nM2,,%.*s,,\r\nM3,Lê,%.*s,,\r\nM3,Lê,%.*s,,\r\nM4,Lê,Xã Không Có,,\r\n",
				       STR_ARG(unit), STR_ARG(unit), STR_ARG(unit), STR_ARG(unit)));
	assert_int_equal(job.rows, 5);
	assert_int_equal(job.fresh, 1);
	assert_int_equal(job.refused, 4);
	refused_with("«Ngày sinh»: không có ngày này");
	refused_with("11 ký tự"); /* all that is wrong in a row */
	refused_with("Thiếu «Họ và tên»");
	refused_with("Trùng với dòng 4");
	refused_with("Xã Không Có");
	assert_int_equal(entries(), before); /* nothing is written by looking */
	write_all();
	assert_int_equal(entries(), before + 1);
	/* the file that was given back, mended: its last column is no unknown one */
	struct str back = refused_csv();
	ptrdiff_t at = str_find(back, STR("30/02/1980,03808501234,"));
	assert_true(at > 0);
	back = arena_printf(s.a, "%.*s28/02/1980,038085012345,%.*s", (int)at, back.p,
			    STR_ARG(str_slice(back, (size_t)at + strlen("30/02/1980,03808501234,"), back.n)));
	checked(&officer, back);
	assert_int_equal(job.ignored.n, 0);
	assert_int_equal(job.fresh, 1);
	assert_int_equal(job.same, 1); /* M3 is there by now */
	write_all();
	char path[160];
	snprintf(path, sizeof(path), "%s/loi.xlsx", s.dir);
	small_must(import_refusals_xlsx(s.site, s.db, job.id, path, &err), &err, "xlsx");
	struct str bytes;
	small_must(fs_read(s.a, path, 1 << 20, &bytes, &err), &err, "read");
	checked(&officer, bytes);
	assert_int_equal(job.refused, 2);
	small_must(import_drop(s.site, job.id, &err), &err, "drop");
	assert_int_equal(import_confirm(s.site, job.id, &err), -ERR_CONFLICT);
}

/* ---- keys ---- */

static void keyed(void **state)
{
	(void)state;
	struct str unit = unit_text(s.commune[0]);
	done(&officer, arena_printf(s.a, HEAD "K1,Lê Một,%.*s,1/1/1980,038085099999\r\n", STR_ARG(unit)));
	struct row before = worker("K1");
	int64_t n = entries();
	checked(&officer, arena_printf(s.a, HEAD "K1,Lê Một,%.*s,01/01/1980,038085099999\r\n", STR_ARG(unit)));
	assert_int_equal(job.same, 1);
	write_all();
	assert_int_equal(entries(), n); /* nothing changes, no entry; private values included */
	done(&officer, STR("Mã hồ sơ,Họ và tên,Ngày sinh\r\nK1,Lê Hai,\r\nK2,Lê Ba,\r\n"));
	assert_int_equal(job.changed, 1);
	assert_int_equal(job.refused, 1); /* a new one needs its unit */
	struct row after = worker("K1");
	assert_int_equal(after.revision, before.revision + 1);
	assert_int_equal(row_day(&after, "born"), row_day(&before, "born")); /* a blank cell keeps */
	struct history_item *items;
	size_t count;
	small_must(ledger_history(s.db, s.a, s.site->catalog, &worker_record, after.id, &items, &count, &err), &err, "history");
	assert_int_equal(items[0].n, 1); /* only what changed */
	assert_true(str_eq_c(items[0].entry.verb, "worker.import") && items[0].entry.unit == s.commune[0] &&
		    items[0].entry.actor == officer.person);
}

static void other_units(void **state)
{
	(void)state;
	struct str a = unit_text(s.commune[0]), b = unit_text(s.commune[1]);
	struct actor neighbour = actor_of(s.person[AT_B][ROLE_OFFICER]);
	done(&officer, arena_printf(s.a, HEAD "U1,Lê,%.*s,,\r\nU2,Lê,%.*s,,\r\n", STR_ARG(a), STR_ARG(b)));
	assert_int_equal(job.written, 1);
	assert_int_equal(job.refused, 1);
	done(&neighbour, arena_printf(s.a, HEAD "U1,Của tôi,%.*s,,\r\n", STR_ARG(b)));
	assert_int_equal(job.written, 0);
	assert_int_equal(job.refused, 1);
	done(&officer, arena_printf(s.a, HEAD "U1,Lê,%.*s,,\r\n", STR_ARG(b))); /* nor given away */
	assert_int_equal(job.refused, 1);
	done(&specialist, arena_printf(s.a, HEAD "U1,Lê,%.*s,,\r\nU3,Lê,%.*s,,\r\n", STR_ARG(b), STR_ARG(a)));
	assert_int_equal(job.written, 2);
}

/* What was fine when it was looked at and is not when it is written is refused then, and not lost. */
static void late(void **state)
{
	(void)state;
	int64_t person = small_person(&s, "tam.thoi", s.commune[0]);
	int64_t grant = small_grant(&s, person, "officer", s.commune[0], SMALL_DAY, DAY_NONE);
	small_grant(&s, person, "officer", s.commune[1], SMALL_DAY, DAY_NONE);
	struct actor actor = actor_of(person);
	checked(&actor, arena_printf(s.a, HEAD "L1,Lê,%.*s,,\r\nL2,Lê,%.*s,,\r\n", STR_ARG(unit_text(s.commune[0])),
				     STR_ARG(unit_text(s.commune[1]))));
	assert_int_equal(job.fresh, 2);
	struct call c = {0};
	struct row row = small_row(&s, &grants_record, grant);
	call_int(&s, &c, "id", grant);
	for (size_t i = 0; i < grants_record.field_count; i++)
		call_add(&c, grants_record.fields[i].name,
			 str_eq_c(str_from_c(grants_record.fields[i].name), "unit")
				 ? arena_printf(s.a, "%lld", (long long)s.commune[2])
				 : field_typed(s.a, &grants_record.fields[i], &row.values[i]));
	small_do(&s, 0, "grants.save", &c);
	write_all();
	assert_int_equal(job.written, 1);
	assert_int_equal(job.refused, 1);
	refused_with("L1,Lê");
}

/* ---- records with a check ---- */

static void with_check(void **state)
{
	(void)state;
	struct str unit = unit_text(s.commune[0]);
	int64_t before = entries(), people = small_count(&s, "SELECT count(*) FROM person");
	struct str text = arena_printf(s.a, "Họ và tên,Đơn vị,Tên đăng nhập,Đang dùng\r\nLê,%.*s,le.mot,có\r\nLê,%.*s,LÊ HAI,có\r\nLê,%.*s,le.ba,không\r\n",
				       STR_ARG(unit), STR_ARG(unit), STR_ARG(unit));
	small_must(try_bytes(&program, &person_record, text), &err, "people");
	assert_int_equal(entries(), before);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM person"), people); /* tried and taken back */
	assert_int_equal(job.refused, 1);
	refused_with("chữ thường không dấu");
	write_all();
	assert_int_equal(small_count(&s, "SELECT count(*) FROM person"), people + 2);
	assert_int_equal(entries(), before + 2); /* an entry a row */
}

/* ---- people of one name in one unit ---- */

static void people(const char *rows)
{
	struct str unit = unit_text(s.commune[0]), text = STR("Họ và tên,Đơn vị,Số định danh cá nhân,Đang dùng\r\n"), one, rest = str_from_c(rows);
	while (str_split(&rest, ' ', &one)) /* "An:001" */
		text = arena_printf(s.a, "%.*sTrần Văn %.*s,%.*s,%.*s,có\r\n", STR_ARG(text), STR_ARG(str_slice(one, 0, 2)),
				    STR_ARG(unit), STR_ARG(str_slice(one, 3, one.n)));
	small_must(try_bytes(&program, &person_record, text), &err, rows);
	write_all();
}

static void as_counted(int64_t fresh, int64_t changed, int64_t same, int64_t refused)
{
	assert_int_equal(job.fresh, fresh);
	assert_int_equal(job.changed, changed);
	assert_int_equal(job.same, same);
	assert_int_equal(job.refused, refused);
}

/* They are told apart by their numbers: none is written over by a table that says both, or another one. */
static void one_name(void **state)
{
	(void)state;
	int64_t before = small_count(&s, "SELECT count(*) FROM person");
	people("An:038000000001 An:038000000002");
	as_counted(2, 0, 0, 0);
	people("An:038000000002 An:038000000001");
	as_counted(0, 0, 2, 0);
	people("An:038000000003"); /* somebody else */
	as_counted(1, 0, 0, 0);
	people("An:"); /* it says nothing that is not there */
	as_counted(0, 0, 1, 0);
	people("Ba:");
	people("Ba:038000000004"); /* now the number is known */
	as_counted(0, 1, 0, 0);
	people("Ba:038000000004");
	as_counted(0, 0, 1, 0);
	people("Tu:");
	people("Tu:038000000005 Tu:038000000006"); /* whose is the row that is there? */
	as_counted(0, 1, 0, 1);
	refused_with("Trùng với dòng 2");
	assert_int_equal(small_count(&s, "SELECT count(*) FROM person"), before + 5);
}

/* ---- rows named by their number ---- */

/* People without a login have no key: by its number a row is changed, and no second one made. */
static void by_number(void **state)
{
	(void)state;
	struct call c = {0};
	call_add(&c, "name", STR("Lê Có Mã"));
	call_int(&s, &c, "unit", s.commune[0]);
	call_add(&c, "active", STR("1"));
	int64_t id = small_do(&s, 0, "person.save", &c), before = small_count(&s, "SELECT count(*) FROM person");
	const char *unit = arena_c(s.a, unit_text(s.commune[0]));
	small_must(try_bytes(&program, &person_record,
			     arena_printf(s.a, "Họ và tên,Đơn vị,\"Chức vụ, chức danh\",Mã bản ghi\r\nLê Có Mã,%s,Chủ tịch,mã %lld\r\n"
					       "Lê Có Mã,%s,Phó Chủ tịch,%lld\r\nLê Có Mã,%s,,mã 4711\r\nLê Có Mã,%s,,\"1,09951E+12\"\r\n",
					  unit, (long long)id, unit, (long long)id, unit, unit)), &err, "numbers");
	as_counted(0, 1, 0, 3);
	refused_with("Trùng với dòng 2");
	refused_with("«Mã bản ghi»: không có bản ghi này");
	refused_with("«Mã bản ghi»: “1,09951E+12” không phải mã");
	write_all();
	small_must(try_bytes(&program, &person_record,
			     arena_printf(s.a, "ma ban ghi,\"Chức vụ, chức danh\"\r\nMÃ %lld,Ủy viên\r\n", (long long)id)), &err, "alone");
	as_counted(0, 1, 0, 0); /* the columns a new one needs are not asked for */
	write_all();
	struct row row = small_row(&s, &person_record, id);
	assert_true(row_is(&row, "position", "Ủy viên") && row.revision == 3);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM person"), before);
	/* another commune's row is not there, whatever its number */
	struct actor neighbour = actor_of(s.person[AT_B][ROLE_OFFICER]);
	done(&officer, arena_printf(s.a, "Mã hồ sơ,Họ và tên,Đơn vị\r\nSO1,Lê,%s\r\n", unit));
	done(&neighbour, arena_printf(s.a, "Họ và tên,Mã bản ghi\r\nCủa tôi,mã %lld\r\n", (long long)worker("SO1").id));
	assert_true(job.refused == 1 && job.written == 0);
	refused_with("«Mã bản ghi»: không có bản ghi này");
	done(&officer, arena_printf(s.a, "Họ và tên,Mã bản ghi\r\nTrần,mã %lld\r\n", (long long)worker("SO1").id));
	row = worker("SO1");
	assert_true(job.written == 1 && row_is(&row, "name", "Trần"));
}

/* ---- references, typed into a form or a program's request ---- */

/* Another commune's person is not there, as in a table. */
static void foreign_reference(void **state)
{
	(void)state;
	struct call c = {0};
	call_add(&c, "code", STR("REF1"));
	call_add(&c, "name", STR("Người có người phụ trách"));
	call_int(&s, &c, "unit", s.commune[0]);
	call_int(&s, &c, "keeper", s.person[AT_B][ROLE_OFFICER]);
	assert_int_equal(small_act(&s, s.person[AT_A][ROLE_SPECIALIST], record_save_verb(&worker_record), &c), -ERR_INPUT);
	assert_string_equal(s.result.errors[0].field, "keeper");
	c.n--;
	call_int(&s, &c, "keeper", 4711); /* the very words of one that never was */
	char text[sizeof(s.err.text)];
	memcpy(text, s.err.text, sizeof(text));
	assert_int_equal(small_act(&s, s.person[AT_A][ROLE_SPECIALIST], record_save_verb(&worker_record), &c), -ERR_INPUT);
	assert_string_equal(s.err.text, text);
	c.n--;
	call_int(&s, &c, "keeper", s.person[AT_A][ROLE_OFFICER]);
	assert_int_equal(small_act(&s, s.person[AT_A][ROLE_SPECIALIST], record_save_verb(&worker_record), &c), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headings), cmocka_unit_test(bad_headings), cmocka_unit_test(cells), cmocka_unit_test(ambiguous),
		cmocka_unit_test(ambiguous_without_code),
		cmocka_unit_test(mended), cmocka_unit_test(keyed), cmocka_unit_test(other_units), cmocka_unit_test(late),
		cmocka_unit_test(with_check), cmocka_unit_test(one_name), cmocka_unit_test(foreign_reference), cmocka_unit_test(cover),
		cmocka_unit_test(merged), cmocka_unit_test(passed_over), cmocka_unit_test(hidden), cmocka_unit_test(failed_formulas),
		cmocka_unit_test(by_number),
	};
	return cmocka_run_group_tests_name("import", tests, begin, sound);
}
