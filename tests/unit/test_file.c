/* test_file.c – files: names and types, the store, attaching to rows and removing, and what verify finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "file/name.h"
#include "file/store.h"
#include "file/type.h"
#include "record/attach.h"
#include "one_site.h"

/* ---- names ---- */

static void names(void **state)
{
	static const struct { const char *raw, *clean; } cases[] = {
		{"../../x", "x"},
		{"C:\\Users\\an\\Quyết định 152.pdf", "Quyết định 152.pdf"},
		{"/etc/passwd", "passwd"},
		{"Quye\xCC\x82\xCC\x81t.pdf", "Quyết.pdf"},           /* NFD */
		{"a\r\nSet-Cookie: x\x7F.pdf", "aSet-Cookie: x.pdf"},
		{"hoa\xE2\x80\xAE" "fdp.exe", "hoafdp.exe"},           /* right to left from here */
		{"\xEF\xBB\xBF" "a\xE2\x80\x8B.txt", "a.txt"},          /* marks without width */
		{"\xC2\x85x\xC2\xA0y", "x y"},                            /* a C1 control, a hard blank */
		{"...", "tệp"},
		{"..", "tệp"},
		{"", "tệp"},
		{"a/", "tệp"},
		{".htaccess", "htaccess"},
		{"a. .", "a"},
		{"\xFF\xFE.pdf", "tệp"},                                /* no UTF-8 */
	};
	struct arena *a = arena_new("names", 1 << 20);
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str clean = file_clean_name(a, str_from_c(cases[i].raw));
		if (!str_eq_c(clean, cases[i].clean))
			fail_msg("%s: “%.*s”", cases[i].raw, STR_ARG(clean));
	}
	arena_free(a);
}

static void long_names(void **state)
{
	struct arena *a = arena_new("names", 1 << 20);
	struct buf b = BUF_INIT(1 << 16);
	(void)state;
	for (int i = 0; i < 300; i++)
		buf_add_c(&b, "ế");
	struct str clean = file_clean_name(a, buf_str(&b));
	assert_int_equal(clean.n, FILE_NAME_MOST * strlen("ế"));
	buf_add_c(&b, ".PDF");
	clean = file_clean_name(a, buf_str(&b));
	assert_int_equal(clean.n, (FILE_NAME_MOST - 4) * strlen("ế") + 4);
	assert_true(str_ends(clean, STR("ế.pdf")));
	assert_true(str_eq_c(file_ending(a, STR("a.tar.GZ")), "gz"));
	assert_int_equal(file_ending(a, STR("không có đuôi")).n, 0);
	assert_int_equal(file_ending(a, STR("a.đuôi")).n, 0);
	assert_int_equal(file_ending(a, STR("a.")).n, 0);
	buf_free(&b);
	arena_free(a);
}

/* ---- types ---- */

#define BYTES(literal) STR_INIT(literal)

static void types(void **state)
{
	static const struct { struct str bytes; const char *name, *type; bool shown; } cases[] = {
		{BYTES("%PDF-1.7\n"), "a.html", "pdf", true}, /* the name is not believed */
		{BYTES(" %PDF-1.7\n"), "a.pdf", "txt", true},
		{BYTES("\x89PNG\r\n\x1a\n...."), "a", "png", true},
		{BYTES("\xFF\xD8\xFF\xE0...."), "a.png", "jpeg", true},
		{BYTES("RIFF\x10\0\0\0WEBPVP8 "), "a", "webp", true},
		{BYTES("RIFF\x10\0\0\0WAVEfmt "), "a.webp", "other", false},
		{BYTES("PK\x03\x04....word/document.xml"), "a.xlsx", "docx", false},
		{BYTES("PK\x03\x04....xl/workbook.xml"), "a", "xlsx", false},
		{BYTES("PK\x03\x04...."), "a.docx", "zip", false},
		{BYTES("a,b\r\n1,2\r\n"), "a.csv", "csv", false},
		{BYTES("Xã Thiệu Hóa\n"), "a.txt", "txt", true},
		{BYTES("\xEF\xBB\xBFXã\tA\n"), "a", "txt", true},
		{BYTES("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "a.svg", "other", false},
		{BYTES("<svg onload='alert(1)'/>"), "a.png", "other", false},
		{BYTES("\xEF\xBB\xBF \n<!DOCTYPE html><script>alert(1)</script>"), "a.txt", "other", false},
		{BYTES("alert(1)"), "a.js", "other", false},
		{BYTES("alert(1)"), "a.HTML", "other", false},
		{BYTES("a\0b"), "a.txt", "other", false},
		{BYTES("a\x1b[2J"), "a.txt", "other", false},
		{BYTES("X\xe3 "), "a.txt", "other", false}, /* no UTF-8 */
		{BYTES("\x7F" "ELF\x02"), "a.pdf", "other", false},
		{BYTES("MZ\x90\0\x03"), "quyet-dinh.pdf", "other", false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct file_type *t = file_type_of(cases[i].bytes, str_from_c(cases[i].name));
		if (strcmp(t->code, cases[i].type) != 0 || t->shown != cases[i].shown)
			fail_msg("case %zu, %s: %s", i, cases[i].name, t->code);
		assert_ptr_equal(file_type_named(str_from_c(t->code)), t);
	}
	assert_string_equal(file_type_named(STR("svg"))->mime, "application/octet-stream");
	/* what the record knows and what the bytes can be are the same list */
	const struct field *f = &file_record.fields[record_field(&file_record, "type")];
	for (const struct file_type *t = file_types; t->code; t++) {
		const struct choice *c = field_choice(f, str_from_c(t->code));
		assert_true(c && strcmp(c->label, t->label) == 0);
		if (t->shown) /* nothing that could run */
			assert_true(!strstr(t->mime, "html") && !strstr(t->mime, "svg") && !strstr(t->mime, "xml"));
	}
}

/* ---- the store ---- */

static char folder[96], path[128];

static void store_begin(void)
{
	small_folder(folder, "files");
	snprintf(path, sizeof(path), "%s/files.db", folder);
}

static struct file_store *store_open(void)
{
	struct file_store *store = NULL;
	struct err err = ERR_INIT;
	small_must(file_store_open(path, &store, &err), &err, "store");
	return store;
}

/* 1, 0 or a negative code. */
static int store_get(const struct hash *h, struct buf *out)
{
	struct db *db;
	struct err err = ERR_INIT;
	buf_reset(out);
	small_must(file_reader(path, &db, &err), &err, "reader");
	int r = file_get(db, h, out, &err);
	db_close(db);
	return r;
}

static int64_t store_rows(void)
{
	struct db *db;
	struct query *q;
	struct err err = ERR_INIT;
	small_must(file_reader(path, &db, &err), &err, "reader");
	small_must(db_query_sql(db, STR("SELECT count(*) FROM file_content"), NO_VALUES, &q, &err), &err, "count");
	small_must(query_next(q, &err), &err, "count");
	int64_t n = query_int(q, 0);
	query_end(q);
	db_close(db);
	return n;
}

static void store_script(const char *sql)
{
	struct db *db;
	struct err err = ERR_INIT;
	small_must(db_open(path, DB_WRITE, &db, &err), &err, "write");
	small_must(db_script(db, str_from_c(sql), &err), &err, sql);
	db_close(db);
}

static void store_keeps(void **state)
{
	struct buf out = BUF_INIT(FILE_MOST);
	struct hash one, two, again, want = hash_str(STR("một"));
	struct err err = ERR_INIT;
	(void)state;
	store_begin();
	struct file_store *store = store_open();
	assert_int_equal(file_put(store, STR("một"), &one, &err), 0);
	assert_int_equal(file_put(store, STR("hai"), &two, &err), 0);
	assert_int_equal(file_put(store, STR("một"), &again, &err), 0);
	assert_true(hash_eq(&one, &want) && hash_eq(&one, &again) && !hash_eq(&one, &two));
	assert_int_equal(store_rows(), 2);
	assert_int_equal(store_get(&one, &out), 1);
	assert_true(str_eq_c(buf_str(&out), "một"));
	struct hash none = hash_str(STR("ba"));
	assert_int_equal(store_get(&none, &out), 0);
	struct buf small = BUF_INIT(3); /* "một" has five bytes */
	assert_int_equal(store_get(&one, &small), -ERR_TOO_LARGE);
	file_store_close(store);
	store = store_open(); /* and after a restart */
	assert_int_equal(store_get(&two, &out), 1);
	file_store_close(store);
	store_script("UPDATE file_content SET bytes = x'00' WHERE size = 3");
	assert_int_equal(store_get(&two, &out), -ERR_CORRUPT);
	assert_int_equal(out.n, 0);
	buf_free(&small);
	buf_free(&out);
	small_remove(folder);
}

static void store_limits(void **state)
{
	struct hash h;
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT(FILE_MOST);
	char *large = calloc(1, FILE_MOST + 1);
	(void)state;
	assert_non_null(large);
	store_begin();
	struct file_store *store = store_open();
	assert_int_equal(file_put(store, STR(""), &h, &err), -ERR_INPUT);
	assert_int_equal(file_put(store, (struct str){large, FILE_MOST + 1}, &h, &err), -ERR_TOO_LARGE);
	assert_non_null(strstr(err.text, "26 MB"));
	assert_non_null(strstr(err.text, "25 MB"));
	assert_int_equal(store_rows(), 0);
	memcpy(large + FILE_MOST - 5, "cuối", 5);
	assert_int_equal(file_put(store, (struct str){large, FILE_MOST}, &h, &err), 0);
	assert_int_equal(store_get(&h, &out), 1);
	assert_true(out.n == FILE_MOST && memcmp(out.p, large, FILE_MOST) == 0);
	file_store_close(store);
	buf_free(&out);
	free(large);
	small_remove(folder);
}

static void store_others(void **state)
{
	struct file_store *store;
	struct db *db;
	struct err err = ERR_INIT;
	(void)state;
	store_begin();
	assert_int_equal(file_reader(path, &db, &err), -ERR_NOT_FOUND);
	small_must(db_open(path, DB_CREATE, &db, &err), &err, "create");
	db_close(db); /* the power went before the tables were there */
	assert_int_equal(file_reader(path, &db, &err), -ERR_NOT_FOUND);
	file_store_close(store_open());
	assert_int_equal(store_rows(), 0);
	store_script("PRAGMA user_version = 2");
	assert_int_equal(file_store_open(path, &store, &err), -ERR_SCHEMA);
	assert_int_equal(file_reader(path, &db, &err), -ERR_SCHEMA);
	assert_int_equal(truncate(path, 100), 0);
	assert_int_equal(file_store_open(path, &store, &err), -ERR_CORRUPT);
	small_remove(folder);
}

static int keep_large(void *ctx, const struct hash *h, struct err *err)
{
	(void)err;
	return hash_eq(ctx, h);
}

static int keep_fails(void *ctx, const struct hash *h, struct err *err)
{
	(void)ctx, (void)h;
	return err_set(err, ERR_IO, "no");
}

static void store_sweeps(void **state)
{
	struct hash one, two;
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT(100);
	int64_t count = 7, bytes = 7;
	(void)state;
	store_begin();
	struct file_store *store = store_open();
	small_must(file_put(store, STR("một"), &one, &err), &err, "put");
	small_must(file_put(store, STR("hai"), &two, &err), &err, "put");
	assert_int_equal(file_collect(store, keep_fails, NULL, &count, &bytes, &err), -ERR_IO);
	assert_int_equal(store_rows(), 2);
	assert_int_equal(file_collect(store, keep_large, &one, &count, &bytes, &err), 0);
	assert_true(count == 1 && bytes == 3);
	assert_int_equal(store_get(&one, &out), 1);
	assert_int_equal(store_get(&two, &out), 0);
	file_store_close(store);
	buf_free(&out);
	small_remove(folder);
}

/* ---- attached to rows ---- */

static int64_t committee[2]; /* of the first two communes */

static int attach_to(int64_t person, int64_t row, const char *field, const char *name, struct str bytes, struct str key)
{
	struct actor actor = person ? (struct actor){.person = person} : app_program();
	struct attaching what = {&committee_record, row, str_from_c(field), str_from_c(name), bytes, key};
	s.err = ERR_INIT;
	return record_attach(s.site, &actor, &what, &s.result, &s.err);
}

static int detach(int64_t person, int64_t file)
{
	struct call c = {0};
	call_int(&s, &c, "id", file);
	return small_run(&s, person, "committee.detach", &c);
}

static int64_t contents(void)
{
	snprintf(path, sizeof(path), "%s/files.db", s.dir);
	return store_rows();
}

static struct str field_of(int64_t row)
{
	struct row r = small_row(&s, &committee_record, row);
	const struct value *v = row_value(&r, "decision_file");
	return v->kind == VALUE_INT ? arena_printf(s.a, "%lld", (long long)v->i) : (struct str){0};
}

static int begin(void **state)
{
	with_election(state);
	for (int i = 0; i < 2; i++) {
		struct call c = small_committee(&s, s.commune[i], 9, 0, 0);
		committee[i] = small_do(&s, someone(i ? AT_B : AT_A, ROLE_OFFICER), "committee.save", &c);
	}
	return 0;
}

static void attaching(void **state)
{
	int64_t officer = someone(AT_A, ROLE_OFFICER), before = small_head(&s).number;
	(void)state;
	assert_int_equal(attach_to(officer, committee[0], "decision_file", "../../QĐ 152.pdf", STR("%PDF-1.7 152"), STR("k1")), 0);
	int64_t id = s.result.id;
	struct row file = small_row(&s, &file_record, id);
	struct hash h = hash_str(STR("%PDF-1.7 152"));
	assert_true(row_is(&file, "of_record", "committee") && row_int(&file, "of_id") == committee[0]);
	assert_true(row_is(&file, "name", "QĐ 152.pdf") && row_is(&file, "type", "pdf") && row_is(&file, "state", "attached"));
	assert_true(row_int(&file, "size") == 12 && row_int(&file, "person") == officer && row_day(&file, "day") == s.world.today);
	assert_true(str_eq(row_str(&file, "hash"), hex(s.a, h.b, HASH_LEN)));
	assert_int_equal(small_head(&s).number, before + 1); /* the file and the field in one entry */
	assert_true(str_eq(field_of(committee[0]), arena_printf(s.a, "%lld", (long long)id)));
	/* the same form again: the first answer */
	assert_int_equal(attach_to(officer, committee[0], "decision_file", "x", STR("khác"), STR("k1")), 0);
	assert_true(s.result.repeated && s.result.id == id);
	/* the same content again is a mistake; for another row it is none, and is kept once */
	assert_int_equal(attach_to(officer, committee[0], "", "b.pdf", STR("%PDF-1.7 152"), STR("")), -ERR_INPUT);
	int64_t kept = contents();
	assert_int_equal(attach_to(someone(AT_B, ROLE_OFFICER), committee[1], "", "b.pdf", STR("%PDF-1.7 152"), STR("")), 0);
	assert_int_equal(contents(), kept);
	/* a second scan takes the place of the first */
	assert_int_equal(attach_to(officer, committee[0], "decision_file", "2.pdf", STR("%PDF-1.7 hai"), STR("")), 0);
	int64_t second = s.result.id;
	file = small_row(&s, &file_record, id);
	assert_true(row_is(&file, "state", "removed"));
	assert_true(str_eq(field_of(committee[0]), arena_printf(s.a, "%lld", (long long)second)));
	struct row *files;
	size_t n;
	small_must(record_files(s.db, s.a, &committee_record, committee[0], &files, &n, &s.err), &s.err, "files");
	assert_int_equal(n, 2);
	assert_int_equal(files[0].id, second);
}

static void not_for_everybody(void **state)
{
	struct head head = small_head(&s);
	(void)state;
	const struct { int64_t person; int want; } cases[] = {
		{someone(AT_B, ROLE_OFFICER), -ERR_NOT_FOUND}, {someone(AT_B, ROLE_COMMUNE_LEADER), -ERR_NOT_FOUND},
		{someone(AT_A, ROLE_FRONT), -ERR_DENIED},	 {someone(AT_PROVINCE, ROLE_LEADER), -ERR_DENIED},
		{someone(AT_A, ROLE_ADMIN), -ERR_NOT_FOUND},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(attach_to(cases[i].person, committee[0], "", "x.txt", STR("chữ"), STR("")), cases[i].want);
	int64_t officer = someone(AT_A, ROLE_OFFICER);
	assert_int_equal(attach_to(officer, 424242, "", "x.txt", STR("chữ"), STR("")), -ERR_NOT_FOUND);
	assert_int_equal(attach_to(officer, committee[0], "signer", "x.txt", STR("chữ"), STR("")), -ERR_INPUT);
	assert_int_equal(attach_to(officer, committee[0], "nothing", "x.txt", STR("chữ"), STR("")), -ERR_INPUT);
	assert_int_equal(attach_to(officer, committee[0], "", "x.txt", STR(""), STR("")), -ERR_INPUT);
	assert_int_equal(small_head(&s).number, head.number);
	for (const struct record *const *r = app_registers; *r; r++) {
		assert_true((record_attach_verb(*r) != NULL) == (*r)->files && (record_detach_verb(*r) != NULL) == (*r)->files);
		if ((*r)->files)
			assert_true(access_known(record_attach_verb(*r)->name) && access_known(record_detach_verb(*r)->name));
	}
	/* nobody reads files but through their rows */
	for (int role = 0; role < ROLE_COUNT; role++)
		assert_false(access_role_may("file.read", (enum role)role));
	assert_null(record_attach_verb(&person_record));
	assert_null(record_detach_verb(&grants_record));
}

static void reading(void **state)
{
	struct row file;
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT(FILE_MOST);
	(void)state;
	small_must(attach_to(someone(AT_A, ROLE_OFFICER), committee[0], "", "đọc.txt", STR("đọc được"), STR("")), &s.err, "attach");
	file = small_row(&s, &file_record, s.result.id);
	assert_int_equal(row_int(&file, "of_id"), committee[0]);
	assert_int_equal(record_file_bytes(s.site, &file, &out, &err), 0);
	assert_true(str_eq_c(buf_str(&out), "đọc được"));
	buf_free(&out);
}

static void removing(void **state)
{
	int64_t officer = someone(AT_A, ROLE_OFFICER);
	struct row file;
	struct buf out = BUF_INIT(100);
	struct err err = ERR_INIT;
	(void)state;
	small_must(attach_to(officer, committee[0], "decision_file", "gỡ.txt", STR("sẽ gỡ"), STR("")), &s.err, "attach");
	int64_t id = s.result.id;
	assert_int_equal(detach(someone(AT_B, ROLE_OFFICER), id), -ERR_NOT_FOUND);
	assert_int_equal(detach(someone(AT_A, ROLE_FRONT), id), -ERR_DENIED);
	assert_int_equal(detach(officer, committee[0]), -ERR_NOT_FOUND);
	assert_int_equal(detach(officer, id), 0);
	assert_int_equal(field_of(committee[0]).n, 0);
	file = small_row(&s, &file_record, id);
	assert_false(record_file_attached(&file));
	assert_int_equal(record_file_bytes(s.site, &file, &out, &err), -ERR_NOT_FOUND);
	assert_int_equal(detach(officer, id), -ERR_CONFLICT);
	/* attached anew, it is there again */
	assert_int_equal(attach_to(officer, committee[0], "", "gỡ.txt", STR("sẽ gỡ"), STR("")), 0);
	small_must(detach(officer, s.result.id), &s.err, "detach");
}

static void many(void **state)
{
	int64_t officer = someone(AT_B, ROLE_OFFICER);
	int i = 0, r;
	(void)state;
	do
		r = attach_to(officer, committee[1], "", "n.txt", arena_printf(s.a, "tệp số %d", i++), STR(""));
	while (r == 0);
	assert_int_equal(r, -ERR_INPUT);
	assert_int_equal(i, ATTACH_MOST); /* one was there before */
}

static void proof(void **state)
{
	struct ledger_report before, after;
	struct err err = ERR_INIT;
	int64_t files = 0, count, bytes, again;
	struct site_parts parts = small_parts(&s);
	(void)state;
	assert_int_equal(record_files_check(s.site, s.db, &files, &err), 0);
	int64_t attached = small_count(&s, "SELECT count(*) FROM file WHERE state = 'attached'");
	assert_true(files == attached && files > ATTACH_MOST);
	small_must(record_files_collect(s.site, s.db, &count, &bytes, &err), &err, "collect");
	/* "khác" of the repeated form, "chữ" of those who might not, the second scan that gave way, "sẽ gỡ", and the one too many;
	 * the first scan lives on at the other commune */
	assert_int_equal(count, 5);
	assert_int_equal(record_files_check(s.site, s.db, &again, &err), 0);
	assert_int_equal(again, files);
	assert_int_equal(contents(), small_count(&s, "SELECT count(DISTINCT hash) FROM file WHERE state = 'attached'"));
	small_must(ledger_verify(s.db, s.site->catalog, s.site->key.public_key, NULL, &before, &err), &err, "verify");
	small_close(&s);
	small_must(site_rebuild(s.dir, &parts, &after, &err), &err, "rebuild");
	assert_true(hash_eq(&before.dump, &after.dump));
	small_open(&s);
	small_close(&s);
	store_script("UPDATE file_content SET bytes = x'3030' WHERE hash IN (SELECT hash FROM file_content LIMIT 2)");
	small_open(&s);
	assert_int_equal(record_files_check(s.site, s.db, &again, &err), -ERR_CORRUPT);
	assert_non_null(strstr(err.text, "của 2 trong"));
}

/* Without its store a site goes on, says what is missing, and takes files again. */
static void lost_store(void **state)
{
	struct err err = ERR_INIT;
	struct row *files;
	size_t n;
	int64_t count;
	struct buf out = BUF_INIT(100);
	(void)state;
	small_close(&s);
	snprintf(path, sizeof(path), "%s/files.db", s.dir);
	assert_int_equal(unlink(path), 0);
	small_open(&s);
	assert_int_equal(record_files_check(s.site, s.db, &count, &err), -ERR_CORRUPT);
	small_must(record_files(s.db, s.a, &committee_record, committee[1], &files, &n, &err), &err, "files");
	assert_int_equal(record_file_bytes(s.site, &files[0], &out, &err), -ERR_CORRUPT);
	assert_int_equal(attach_to(someone(AT_A, ROLE_OFFICER), committee[0], "", "mới.txt", STR("mới"), STR("")), 0);
	assert_int_equal(contents(), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),	   cmocka_unit_test(long_names),   cmocka_unit_test(types),
		cmocka_unit_test(store_keeps),	   cmocka_unit_test(store_limits), cmocka_unit_test(store_others),
		cmocka_unit_test(store_sweeps),	   cmocka_unit_test(attaching),	   cmocka_unit_test(not_for_everybody),
		cmocka_unit_test(reading),	   cmocka_unit_test(removing),	   cmocka_unit_test(many),
		cmocka_unit_test(proof),	   cmocka_unit_test(lost_store),
	};
	return cmocka_run_group_tests_name("files", tests, begin, sound);
}
