/* Tables in and out of a register: headings, cells, keys, refusals, permission, resuming, and export → import → nothing. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "access/private.h"
#include "format/xlsx_write.h"
#include "job/job.h"
#include "record/export.h"
#include "record/import.h"
#include "record/list.h"
#include "record/many.h"
#include "small_site.h"
#include "text/text.h"

#include "import_register.h"
#include "xlsx_parts.h"

static struct small s;
static struct actor officer, specialist, program;
static struct import_job job;
static struct err err;

#define HEAD "Mã hồ sơ,Họ và tên,Đơn vị,Ngày sinh,Số định danh\r\n"

static struct actor actor_of(int64_t person)
{
	struct actor actor;
	small_must(access_actor(s.db, s.a, person, SMALL_DAY, &actor, &err), &err, "actor");
	return actor;
}

static int setup(void **state)
{
	(void)state;
	small_app = app_with_workers();
	small_make(&s, "import");
	small_people(&s);
	officer = actor_of(s.person[AT_A][ROLE_OFFICER]);
	specialist = actor_of(s.person[AT_PROVINCE][ROLE_SPECIALIST]);
	program = app_program();
	return 0;
}

static int teardown(void **state)
{
	struct ledger_report report;
	(void)state;
	small_must(ledger_verify(s.db, &s.app->catalog, s.site->key.public_key, NULL, &report, &err), &err, "verify");
	small_end(&s);
	return 0;
}

/* ---- acting ---- */

static int try_bytes(const struct actor *actor, const struct record *record, struct str bytes)
{
	int64_t id;
	err = ERR_INIT;
	int r = import_check(s.site, s.db, actor, record, STR("bang"), bytes, &id, &err);
	if (r == 0)
		assert_int_equal(import_load(s.site, s.db, s.a, id, &job, &err), 1);
	return r;
}

static void checked(const struct actor *actor, struct str bytes)
{
	small_must(try_bytes(actor, &worker_record, bytes), &err, "check");
}

static void write_all(void)
{
	small_must(import_confirm(s.site, job.id, &err), &err, "confirm");
	import_slices(s.site, s.db, job.id, true);
	assert_int_equal(import_load(s.site, s.db, s.a, job.id, &job, &err), 1);
	assert_int_equal(job.state, IMPORT_DONE);
}

static void done(const struct actor *actor, struct str bytes)
{
	checked(actor, bytes);
	write_all();
}

static struct str refused_csv(void)
{
	struct buf b = BUF_INIT(1 << 22);
	small_must(import_refusals(s.site, s.db, job.id, &b, &err), &err, "refusals");
	struct str text = arena_dup(s.a, buf_str(&b));
	buf_free(&b);
	return text;
}

static void refused_with(const char *words)
{
	struct str text = refused_csv();
	if (str_find(text, str_from_c(words)) < 0)
		fail_msg("no “%s” in: %.*s", words, STR_ARG(text));
}

static struct row worker(const char *code)
{
	struct list_filter f = {"code", "=", v_c(code)};
	struct list_result rows = {0};
	small_must(record_list(s.db, s.a, &program,
			       &(struct list_query){.record = &worker_record, .filters = &f, .filter_count = 1}, &rows, &err),
		   &err, "list");
	if (rows.n != 1)
		fail_msg("%zu rows of code %s", rows.n, code);
	return rows.rows[0];
}

static int64_t entries(void)
{
	return small_head(&s).number;
}

static struct str unit_text(int64_t id)
{
	struct str text;
	small_must(record_label(s.db, s.a, s.site->catalog, "unit", id, &text, &err), &err, "label");
	return text;
}

/* "Mã,Tên,Đơn vị" rows with the unit of commune A. */
static struct str table_of(const char *prefix, int n)
{
	struct buf b = BUF_INIT(1 << 24);
	buf_add_c(&b, HEAD);
	for (int i = 0; i < n; i++)
		buf_printf(&b, "%s%d,Người thứ %d,%.*s,0%d/0%d/19%02d,0380850%05d\r\n", prefix, i, i, STR_ARG(unit_text(s.commune[0])),
			   1 + i % 9, 1 + i % 9, 50 + i % 50, i);
	struct str text = arena_dup(s.a, buf_str(&b));
	buf_free(&b);
	return text;
}

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
	assert_non_null(strstr(err.text, "Hai cột"));
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
	parts_plain(p, STR(PARTS_SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>")));
	assert_int_equal(try_bytes(&program, &worker_record, parts_zip(s.a, p, PART_MORE, true)), -ERR_INPUT);
	assert_true(str_starts(str_from_c(err.text), STR("Không thấy hàng tiêu đề"))); /* there is no other */
	p[PART_BOOK].text = STR("<workbook " PARTS_NS "><sheets><sheet name=\"Bìa\" sheetId=\"1\" r:id=\"rId1\"/>"
				"<sheet name=\"Danh sách\" sheetId=\"2\" r:id=\"rId1\"/></sheets></workbook>");
	assert_int_equal(try_bytes(&program, &worker_record, parts_zip(s.a, p, PART_MORE, true)), -ERR_INPUT);
	assert_true(str_find(str_from_c(err.text), STR("trang tính đầu tiên («Bìa»)")) > 0);
	assert_true(str_find(str_from_c(err.text), STR("Không thấy hàng tiêu đề")) > 0);
}

static void cells(void **state)
{
	(void)state;
	struct str unit = unit_text(s.commune[0]);
	struct row row = small_row(&s, &unit_record, s.commune[0]);
	struct str rest = STR("1/2/1980,01-02-1980,1980-02-01,29252,1980-02-01 00:00:00,01.02.1980"), day;
	for (int i = 0; str_split(&rest, ',', &day); i++) {
		done(&officer, arena_printf(s.a, HEAD "D%d,Ngày,%.*s,%.*s\r\n", i, STR_ARG(row_str(&row, i % 2 ? "code" : "name")), STR_ARG(day)));
		assert_int_equal(job.refused, 0);
		struct row w = worker(arena_c(s.a, arena_printf(s.a, "D%d", i)));
		assert_int_equal(row_day(&w, "born"), date_from_civil(1980, 2, 1));
		assert_int_equal(row_int(&w, "unit"), s.commune[0]);
	}
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
	struct row w = worker("C1");
	assert_true(row_is(&w, "sex", "female") && row_int(&w, "trained") == 1 && row_int(&w, "wage") == 1250000);
	assert_true(row_is(&w, "phone", "0912345678") && row_int(&w, "shift") == 450 &&
		    row_int(&w, "keeper") == s.person[AT_A][ROLE_OFFICER]);
}

static void ambiguous(void **state)
{
	(void)state;
	struct call c = {0};
	for (int i = 0; i < 2; i++) {
		c = (struct call){0};
		call_add(&c, "name", STR("Trần Văn Trùng"));
		call_int(&s, &c, "unit", s.commune[0]);
		call_add(&c, "login", i ? STR("trung.hai") : STR("trung.mot"));
		call_add(&c, "active", STR("1"));
		small_do(&s, 0, "person.save", &c);
	}
	done(&specialist, arena_printf(s.a, "Mã hồ sơ,Họ và tên,Đơn vị,Người phụ trách\r\nT1,Lê,%.*s,Trần Văn Trùng\r\nT2,Lê,%.*s,Trần Văn Trùng (trung.hai)\r\n",
				       STR_ARG(unit_text(s.commune[0])), STR_ARG(unit_text(s.commune[0]))));
	assert_int_equal(job.refused, 1);
	assert_int_equal(job.written, 1);
	refused_with("Trần Văn Trùng (trung.mot)");
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

/* ---- slices ---- */

static void goes_on(void **state)
{
	(void)state;
	int64_t before = entries(), rows = small_count(&s, "SELECT count(*) FROM worker");
	checked(&officer, table_of("S", 2600));
	assert_int_equal(job.fresh, 2600);
	assert_true(job.slices >= 2);
	small_must(import_confirm(s.site, job.id, &err), &err, "confirm");
	assert_int_equal(import_confirm(s.site, job.id, &err), -ERR_CONFLICT);
	assert_int_equal(import_drop(s.site, job.id, &err), -ERR_CONFLICT);
	assert_true(import_slices(s.site, s.db, job.id, false));
	int64_t id = job.id, waiting = 0;
	small_close(&s);
	small_open(&s);
	small_must(import_waiting(s.db, &waiting, &err), &err, "waiting");
	assert_int_equal(waiting, id);
	import_slices(s.site, s.db, id, true);
	assert_int_equal(import_load(s.site, s.db, s.a, id, &job, &err), 1);
	assert_int_equal(job.state, IMPORT_DONE);
	assert_int_equal(job.written, 2600);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM worker"), rows + 2600);
	assert_int_equal(entries(), before + job.slices);
	import_slices(s.site, s.db, id, true);
	assert_int_equal(entries(), before + job.slices); /* done is done */
}

/* Somebody writes while the next slice is made ready: it is judged again, so that his row is changed and not there twice. */
static void somebody_else(void **state)
{
	(void)state;
	struct import_run *run;
	bool more = true;
	int64_t before = entries(), rows = small_count(&s, "SELECT count(*) FROM worker");
	struct call c = {0};
	checked(&officer, table_of("Y", 6300));
	small_must(import_confirm(s.site, job.id, &err), &err, "confirm");
	run = import_begin(s.site, s.db, job.id);
	for (int i = 0; i < 2; i++)
		small_must(import_next(run, &more, &err), &err, "slice");
	assert_true(more);
	call_add(&c, "code", STR("Y6299"));
	call_add(&c, "name", STR("Người khác"));
	call_int(&s, &c, "unit", s.commune[0]);
	small_must(small_act(&s, s.person[AT_A][ROLE_OFFICER], record_save_verb(&worker_record), &c), &s.err, "save");
	while (more)
		small_must(import_next(run, &more, &err), &err, "slice");
	import_end(run);
	assert_int_equal(import_load(s.site, s.db, s.a, job.id, &job, &err), 1);
	assert_int_equal(job.written, 6300);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM worker"), rows + 6300);
	assert_int_equal(small_count(&s, "SELECT revision FROM worker WHERE code = 'Y6299'"), 2);
	assert_int_equal(entries(), before + job.slices + 1);
}

/* Stopped in the middle by its owner: what is written stays, and sent again the table writes the rest. */
static void stopped(void **state)
{
	(void)state;
	bool more = true;
	struct str table = table_of("Z", 6300);
	checked(&officer, table);
	assert_int_equal(import_stop(s.site, job.id, &err), -ERR_CONFLICT); /* nobody writes it */
	small_must(import_confirm(s.site, job.id, &err), &err, "confirm");
	struct import_run *run = import_begin(s.site, s.db, job.id);
	for (int i = 0; i < 2; i++)
		small_must(import_next(run, &more, &err), &err, "slice");
	assert_true(more);
	small_must(import_stop(s.site, job.id, &err), &err, "stop");
	small_must(import_next(run, &more, &err), &err, "after the stop");
	assert_false(more);
	import_end(run);
	assert_int_equal(import_load(s.site, s.db, s.a, job.id, &job, &err), 1);
	int64_t written = job.written;
	assert_true(job.state == IMPORT_DROPPED && written > 0 && written < 6300);
	assert_int_equal(import_stop(s.site, job.id, &err), -ERR_CONFLICT);
	done(&officer, table);
	assert_int_equal(job.written, 6300 - written);
	assert_int_equal(job.same, written);
}

static void by_itself(void **state)
{
	(void)state;
	struct job_thread *thread;
	checked(&officer, table_of("B", 600));
	small_must(import_thread_start(s.site, &thread, &err), &err, "thread");
	small_must(import_confirm(s.site, job.id, &err), &err, "confirm");
	job_wake(thread);
	for (int i = 0; i < 500 && job.state != IMPORT_DONE; i++) {
		usleep(10000);
		assert_int_equal(import_load(s.site, s.db, s.a, job.id, &job, &err), 1);
	}
	job_stop(thread);
	assert_int_equal(job.state, IMPORT_DONE);
	assert_int_equal(job.written, 600);
}

/* A staging file that was changed or cut says so, and what was written before stays. */
static void damaged(void **state)
{
	(void)state;
	char path[160];
	bool more = true;
	checked(&officer, table_of("X", 2600));
	snprintf(path, sizeof(path), "%s/staging/%lld.rows", s.dir, (long long)job.id);
	small_must(import_confirm(s.site, job.id, &err), &err, "confirm");
	import_slices(s.site, s.db, job.id, false);
	assert_int_equal(import_load(s.site, s.db, s.a, job.id, &job, &err), 1);
	int64_t written = job.written;
	assert_true(written > 0 && written < 2600);
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size * written / 2600 + 100), 0); /* within the next block */
	struct import_run *run = import_begin(s.site, s.db, job.id);
	assert_int_equal(import_next(run, &more, &err), -ERR_CORRUPT);
	import_end(run);
	assert_int_equal(import_load(s.site, s.db, s.a, job.id, &job, &err), 1);
	assert_int_equal(job.state, IMPORT_FAILED);
	assert_true(job.problem.n > 0 && job.written == written);
}

/* ---- secrets ---- */

static void sealed(void **state)
{
	(void)state;
	char path[160];
	struct str bytes;
	checked(&officer, table_of("P", 3));
	snprintf(path, sizeof(path), "%s/staging/%lld.rows", s.dir, (long long)job.id);
	small_must(fs_read(s.a, path, 1 << 20, &bytes, &err), &err, "read");
	assert_true(str_find(bytes, STR("0380850")) < 0 && str_find(bytes, STR("Người")) < 0);
	write_all();
	struct row w = worker("P1");
	assert_true(str_find(row_str(&w, "citizen_id"), STR("0380850")) < 0);
	int64_t *ids;
	size_t n;
	small_must(private_find(s.site, s.db, s.a, &worker_record, &worker_fields[5], STR("038085000001"), &ids, &n, &err), &err, "find");
	bool found = false;
	for (size_t i = 0; i < n; i++)
		found = found || ids[i] == w.id;
	assert_true(found);
}

static size_t found_by(const char *number)
{
	int64_t *ids;
	size_t n;
	small_must(private_find(s.site, s.db, s.a, &worker_record, &worker_fields[5], str_from_c(number), &ids, &n, &err), &err, "find");
	return n;
}

/* What found a value is kept when it changes, when it goes, and by the upgrade of a site that kept it otherwise. */
static void found_again(void **state)
{
	(void)state;
	struct ledger_report report;
	struct db *db;
	char path[160];
	done(&officer, table_of("F", 3));
	assert_true(found_by("038085000001") > 0);
	size_t before = found_by("038085000001");
	done(&officer, STR("Mã hồ sơ,Họ và tên,Đơn vị,Số định danh\nF1,Người 1,,038085999777\n"));
	assert_int_equal(job.refused, 0);
	assert_int_equal(found_by("038085999777"), 1);
	assert_int_equal(found_by("038085000001"), before - 1);
	snprintf(path, sizeof(path), "%s/noivu.db", s.dir);
	small_close(&s);
	small_must(db_open(path, DB_WRITE, &db, &err), &err, "open");
	small_must(db_script(db,
			     STR("CREATE TABLE private_find (record TEXT NOT NULL, field TEXT NOT NULL, hash BLOB NOT NULL, id INTEGER NOT NULL, "
				 "PRIMARY KEY (record, field, hash, id)) STRICT, WITHOUT ROWID;"
				 "INSERT INTO private_find SELECT record, 'citizen_id', CAST(hash || x'00112233445566778899aabbccddeeff' AS BLOB), id "
				 "FROM private_found;"
				 "DROP TABLE private_found"),
			     &err), &err, "as it was");
	small_must(db_set_stamp(db, 1, &err), &err, "stamp");
	small_must(ledger_upgrade(db, &small_app->catalog, &report, &err), &err, "upgrade");
	db_close(db);
	small_open(&s);
	assert_int_equal(found_by("038085999777"), 1);
	assert_int_equal(found_by("038085000001"), before - 1);
}

/* ---- taken back ---- */

static struct str changes_of(const char *name)
{
	struct buf b = BUF_INIT(1 << 20);
	buf_add_c(&b, HEAD);
	for (int i = 0; i < 60; i++)
		buf_printf(&b, "R%d,%s %d,,,0380859%05d\r\n", i, name, i, i);
	buf_printf(&b, "R900,Người mới,%.*s,,\r\n", STR_ARG(unit_text(s.commune[0])));
	struct str text = arena_dup(s.a, buf_str(&b));
	buf_free(&b);
	return text;
}

static void rename_row(const char *code)
{
	struct row row = worker(code);
	struct call c = {0};
	call_int(&s, &c, "id", row.id);
	call_int(&s, &c, "revision", row.revision);
	for (size_t i = 0; i < ARRAY_LEN(worker_fields); i++)
		if (!(worker_fields[i].flags & FIELD_PRIVATE))
			call_add(&c, worker_fields[i].name,
				 strcmp(worker_fields[i].name, "name") == 0 ? STR("Sửa sau")
									      : field_typed(s.a, &worker_fields[i], &row.values[i]));
	small_must(small_act(&s, officer.person, record_save_verb(&worker_record), &c), &s.err, "save");
}

static void is_named(const char *code, const char *name)
{
	struct row row = worker(code);
	assert_true(str_eq_c(row_str(&row, "name"), name));
}

/* What a table changed is put back row by row, over a restart; what changed since and what is new stays, with the reason. */
static void taken_back(void **state)
{
	(void)state;
	struct many_row *rows;
	struct import_refusal *why;
	struct actor neighbour = actor_of(s.person[AT_B][ROLE_OFFICER]);
	size_t n;
	int64_t id, back;
	done(&officer, table_of("R", 100));
	size_t before = found_by("038085000007");
	done(&officer, changes_of("Nhầm"));
	assert_true(job.changed == 60 && job.fresh == 1 && job.refused == 0);
	assert_int_equal(found_by("038085000007"), before - 1);
	id = job.id;
	rename_row("R3");
	small_must(many_imported(s.site, s.db, s.a, &neighbour, id, &rows, &n, &err), &err, "another's");
	assert_int_equal(n, 0);
	small_must(many_imported(s.site, s.db, s.a, &officer, id, &rows, &n, &err), &err, "imported");
	assert_int_equal(n, 61);
	small_must(many_check(s.site, s.db, &neighbour, &worker_record, STR("back 1"), rows, n, &back, &err), &err, "check");
	assert_int_equal(import_load(s.site, s.db, s.a, back, &job, &err), 1);
	assert_true(job.changed == 0 && job.refused == 61); /* not even there */
	small_must(many_check(s.site, s.db, &officer, &worker_record, STR("back 1"), rows, n, &back, &err), &err, "check");
	assert_int_equal(import_load(s.site, s.db, s.a, back, &job, &err), 1);
	assert_true(job.changed == 59 && job.refused == 2);
	small_must(import_reasons(s.site, s.db, s.a, back, 10, &why, &n, &err), &err, "reasons");
	assert_true(str_find(why[0].reason, STR("thay đổi khác sau lần nhập")) >= 0);
	assert_true(str_find(why[1].reason, STR("Bản ghi mới")) >= 0);
	rename_row("R4"); /* after it was shown */
	small_must(import_confirm(s.site, back, &err), &err, "confirm");
	assert_true(import_slices(s.site, s.db, back, false));
	small_close(&s);
	small_open(&s);
	import_slices(s.site, s.db, back, true);
	assert_int_equal(import_load(s.site, s.db, s.a, back, &job, &err), 1);
	assert_true(job.state == IMPORT_DONE && job.written == 58 && job.refused == 3);
	is_named("R0", "Người thứ 0");
	is_named("R59", "Người thứ 59");
	is_named("R3", "Sửa sau");
	is_named("R4", "Sửa sau");
	is_named("R900", "Người mới");
	assert_int_equal(found_by("038085000007"), before);
	checked(&officer, changes_of("Nhầm"));
	assert_true(job.changed == 60 && job.fresh == 0); /* it can be sent again */
}

/* One row of a table that changed many is put back alone. */
static void one_row_back(void **state)
{
	(void)state;
	struct call c = {0};
	done(&officer, changes_of("Nhầm lần nữa"));
	call_int(&s, &c, "id", worker("R5").id);
	small_must(small_act(&s, officer.person, record_undo_verb(&worker_record), &c), &s.err, "undo");
	is_named("R5", "Người thứ 5");
	is_named("R6", "Nhầm lần nữa 6");
	c = (struct call){0};
	call_int(&s, &c, "id", worker("R99").id);
	assert_int_equal(small_act(&s, officer.person, record_undo_verb(&worker_record), &c), -ERR_CONFLICT); /* new: it stays */
}

/* ---- there and back ---- */

static struct str exported(const struct actor *actor, bool open, enum export_format format)
{
	char path[160];
	struct buf csv = BUF_INIT(1 << 24);
	const struct field *fields[ARRAY_LEN(worker_fields)];
	struct list_result rows = {0};
	struct exporter *e;
	struct str bytes;
	snprintf(path, sizeof(path), "%s/ra.xlsx", s.dir);
	for (size_t i = 0; i < ARRAY_LEN(worker_fields); i++)
		fields[i] = &worker_fields[i];
	struct export_to to = {.site = s.site, .db = s.db, .actor = actor, .record = &worker_record, .fields = fields,
			       .n = ARRAY_LEN(worker_fields), .open = open, .format = format, .csv = &csv, .path = path};
	small_must(record_list(s.db, s.a, actor, &(struct list_query){.record = &worker_record, .sort = "id", .limit = 100000}, &rows, &err),
		   &err, "list");
	small_must(export_start(&to, &e, &err), &err, "export");
	small_must(export_rows(e, rows.rows, rows.n, &err), &err, "rows");
	small_must(export_end(e, &err), &err, "end");
	if (format == EXPORT_XLSX)
		small_must(fs_read(s.a, path, 1 << 24, &bytes, &err), &err, "read");
	else
		bytes = arena_dup(s.a, buf_str(&csv));
	buf_free(&csv);
	return bytes;
}

static void there_and_back(void **state)
{
	(void)state;
	struct str unit = unit_text(s.commune[0]);
	done(&specialist,
	     arena_printf(s.a,
			  "Mã hồ sơ,Họ và tên,Đơn vị,Ngày sinh,Giới tính,Số định danh,Điện thoại,Tiền lương,Diện tích (m²),Số con,Đã đào tạo,"
			  "Tọa độ,Giờ vào ca,Người phụ trách,Ghi chú\r\n"
			  "'=R1,=1+1,%.*s,1/2/1980,Nữ,038085012345,0912345678,5000000,\"-12,34\",3,có,\"19.80670,105.78520\",07:30,trung.mot,"
			  "\"hai\ndòng, \"\"ngoặc\"\"\"\r\n"
			  "0012,''+84,%.*s,,,,,,,0,không,,,trung.hai,'@x\r\n"
			  "1e5,-5,%.*s,,,,,,,,chưa rõ,,00:00,,'\r\n",
			  STR_ARG(unit), STR_ARG(unit), STR_ARG(unit)));
	assert_int_equal(job.refused, 0);
	assert_int_equal(job.written, 3);
	struct row w = worker("=R1");
	assert_true(row_is(&w, "name", "=1+1") && row_int(&w, "area") == -1234);
	int64_t rows = small_count(&s, "SELECT count(*) FROM worker"), n = entries();
	for (int format = EXPORT_CSV; format <= EXPORT_XLSX; format++)
		for (int open = 0; open < 2; open++) {
			int64_t readings = small_count(&s, "SELECT count(*) FROM private_reading");
			struct str bytes = exported(&specialist, open, (enum export_format)format);
			int64_t read = small_count(&s, "SELECT count(*) FROM private_reading") - readings;
			checked(&specialist, bytes);
			if (job.refused)
				fail_msg("refused: %.*s", STR_ARG(refused_csv()));
			assert_int_equal(job.same, rows);
			write_all();
			assert_int_equal(entries(), n); /* the identity */
			assert_true(open ? read > 1000 : read == 0);
			if (format == EXPORT_CSV) {
				assert_true((str_find(bytes, STR("038085012345")) >= 0) == (open == 1));
				assert_true(str_find(bytes, STR(",=")) < 0 && str_find(bytes, STR("\n=")) < 0);
			}
		}
	/* one who may write and not open sees none, even when asking */
	assert_true(str_find(exported(&officer, true, EXPORT_CSV), STR("038085012345")) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headings), cmocka_unit_test(bad_headings), cmocka_unit_test(cells), cmocka_unit_test(ambiguous),
		cmocka_unit_test(mended), cmocka_unit_test(keyed), cmocka_unit_test(other_units), cmocka_unit_test(late),
		cmocka_unit_test(with_check), cmocka_unit_test(foreign_reference), cmocka_unit_test(goes_on), cmocka_unit_test(somebody_else),
		cmocka_unit_test(stopped),
		cmocka_unit_test(cover),
		cmocka_unit_test(by_itself),
		cmocka_unit_test(damaged),
		cmocka_unit_test(sealed), cmocka_unit_test(found_again), cmocka_unit_test(taken_back),
		cmocka_unit_test(one_row_back), cmocka_unit_test(there_and_back),
	};
	return cmocka_run_group_tests_name("import", tests, setup, teardown);
}
