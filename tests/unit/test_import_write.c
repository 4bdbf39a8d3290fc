/* Tables written in slices: going on after a stop, private values, taken back, and export → import → nothing. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/xlsx_write.h"
#include "import_site.h"
#include "job/job.h"
#include "record/export.h"
#include "record/many.h"

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
	for (int i = 0; i < 6000 && job.state != IMPORT_DONE; i++) {
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

static bool is_there(const char *code)
{
	return small_count(&s, arena_c(s.a, arena_printf(s.a, "SELECT count(*) FROM worker WHERE code = '%s'", code))) > 0;
}

static void is_named(const char *code, const char *name)
{
	struct row row = worker(code);
	assert_true(str_eq_c(row_str(&row, "name"), name));
}

/* What a table did is put back row by row, over a restart: what it changed is as before, what it made new is taken back; what changed
 * since stays, with the reason. The whole of it comes again. */
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
	assert_true(job.changed == 60 && job.refused == 1);
	small_must(import_reasons(s.site, s.db, s.a, back, 10, &why, &n, &err), &err, "reasons");
	assert_true(str_find(why[0].reason, STR("thay đổi khác sau lần nhập")) >= 0);
	int64_t fresh = worker("R900").id;
	rename_row("R4"); /* after it was shown */
	small_must(import_confirm(s.site, back, &err), &err, "confirm");
	assert_true(import_slices(s.site, s.db, back, false));
	small_close(&s);
	small_open(&s);
	import_slices(s.site, s.db, back, true);
	assert_int_equal(import_load(s.site, s.db, s.a, back, &job, &err), 1);
	assert_true(job.state == IMPORT_DONE && job.written == 59 && job.refused == 2);
	is_named("R0", "Người thứ 0");
	is_named("R59", "Người thứ 59");
	is_named("R3", "Sửa sau");
	is_named("R4", "Sửa sau");
	assert_false(is_there("R900"));
	assert_int_equal(found_by("038085000007"), before);
	checked(&officer, changes_of("Nhầm"));
	assert_true(job.changed == 60 && job.fresh == 1); /* it can be sent again, and knows nothing of what was taken back */
	small_must(many_done(s.site, s.db, s.a, &officer, back, &rows, &n, &err), &err, "done");
	assert_int_equal(n, 59);
	small_must(many_check(s.site, s.db, &officer, &worker_record, STR("undo 1"), rows, n, &back, &err), &err, "check");
	small_must(import_confirm(s.site, back, &err), &err, "confirm");
	import_slices(s.site, s.db, back, true);
	assert_int_equal(import_load(s.site, s.db, s.a, back, &job, &err), 1);
	assert_true(job.written == 59 && job.refused == 0);
	is_named("R0", "Nhầm 0");
	is_named("R900", "Người mới");
	assert_int_equal(worker("R900").id, fresh);
}

/* One row of a table that changed many is put back alone. */
static void one_row_back(void **state)
{
	(void)state;
	struct call c = {0};
	done(&officer, changes_of("Nhầm lần nữa"));
	call_int(&s, &c, "id", worker("R5").id);
	small_must(small_act(&s, officer.person, record_undo_verb(&worker_record), &c), &s.err, "undo");
	is_named("R5", "Nhầm 5");
	is_named("R6", "Nhầm lần nữa 6");
	c = (struct call){0};
	call_int(&s, &c, "id", worker("R99").id); /* one of a hundred new ones of a slice */
	small_must(small_act(&s, officer.person, record_undo_verb(&worker_record), &c), &s.err, "take back");
	assert_false(is_there("R99"));
	is_named("R98", "Người thứ 98");
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
	int64_t alike[3];
	namesakes();
	without_login(alike);
	done(&specialist,
	     arena_printf(s.a,
			  "Mã hồ sơ,Họ và tên,Đơn vị,Ngày sinh,Giới tính,Số định danh,Điện thoại,Tiền lương,Diện tích (m²),Số con,Đã đào tạo,"
			  "Tọa độ,Giờ vào ca,Người phụ trách,Ghi chú\r\n"
			  "'=R1,=1+1,%.*s,1/2/1980,Nữ,038085012345,0912345678,5000000,\"-12,34\",3,có,\"19.80670,105.78520\",07:30,trung.mot,"
			  "\"hai\ndòng, \"\"ngoặc\"\"\"\r\n"
			  "0012,''+84,%.*s,,,,,,,0,không,,,trung.hai,'@x\r\n"
			  "1e5,-5,%.*s,,,,,,,,chưa rõ,,00:00,,'\r\n"
			  "CUNG,Lê,%.*s,,,,,,,,,,,\"Lê Thị Cùng (%.*s, mã %lld)\",\r\n",
			  STR_ARG(unit), STR_ARG(unit), STR_ARG(unit), STR_ARG(unit), STR_ARG(unit), (long long)alike[1]));
	assert_int_equal(job.refused, 0);
	assert_int_equal(job.written, 4);
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

/* A register without a key: two columns alone, with the number of each row, and back. */
static void named_there_and_back(void **state)
{
	(void)state;
	struct buf csv = BUF_INIT(1 << 22);
	struct list_result rows = {0};
	struct exporter *e;
	const struct field *fields[] = {&person_record.fields[record_field(&person_record, "name")],
					&person_record.fields[record_field(&person_record, "position")]};
	struct export_to to = {.site = s.site, .db = s.db, .actor = &program, .record = &person_record, .fields = fields, .n = 2, .csv = &csv};
	small_must(record_list(s.db, s.a, &program, &(struct list_query){.record = &person_record, .sort = "id", .limit = 100000}, &rows, &err),
		   &err, "list");
	small_must(export_start(&to, &e, &err), &err, "export");
	small_must(export_rows(e, rows.rows, rows.n, &err), &err, "rows");
	small_must(export_end(e, &err), &err, "end");
	assert_true(str_starts(buf_str(&csv), STR("\xef\xbb\xbfHọ và tên,\"Chức vụ, chức danh\",Mã bản ghi\r\n")));
	small_must(try_bytes(&program, &person_record, arena_dup(s.a, buf_str(&csv))), &err, "back");
	assert_true(rows.n > 10 && job.same == (int64_t)rows.n && job.refused == 0);
	buf_free(&csv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_on), cmocka_unit_test(somebody_else), cmocka_unit_test(stopped), cmocka_unit_test(by_itself),
		cmocka_unit_test(damaged), cmocka_unit_test(sealed), cmocka_unit_test(found_again), cmocka_unit_test(taken_back),
		cmocka_unit_test(one_row_back), cmocka_unit_test(there_and_back),
		cmocka_unit_test(named_there_and_back),
	};
	return cmocka_run_group_tests_name("import written", tests, begin, sound);
}
