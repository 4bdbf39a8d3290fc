/* Tables into the register of import_register.h, on the small site: looked at, confirmed, written, refused. */
#pragma once
#include "access/private.h"
#include "one_site.h"
#include "record/import.h"
#include "record/list.h"

#include "import_register.h"

static struct actor officer, specialist, program;
static struct import_job job;
static struct err err;

#define HEAD "Mã hồ sơ,Họ và tên,Đơn vị,Ngày sinh,Số định danh\r\n"

static inline int begin(void **state)
{
	small_register(&worker_record, WORKER_ACCESS);
	with_people(state);
	officer = actor_of(someone(AT_A, ROLE_OFFICER));
	specialist = actor_of(someone(AT_PROVINCE, ROLE_SPECIALIST));
	program = app_program();
	return 0;
}

static inline int try_bytes(const struct actor *actor, const struct record *record, struct str bytes)
{
	int64_t id;
	err = ERR_INIT;
	int r = import_check(s.site, s.db, actor, record, STR("bang"), bytes, &id, &err);
	if (r == 0)
		assert_int_equal(import_load(s.site, s.db, s.a, id, &job, &err), 1);
	return r;
}

static inline void checked(const struct actor *actor, struct str bytes)
{
	small_must(try_bytes(actor, &worker_record, bytes), &err, "check");
}

static inline void write_all(void)
{
	small_must(import_confirm(s.site, job.id, &err), &err, "confirm");
	import_slices(s.site, s.db, job.id, true);
	assert_int_equal(import_load(s.site, s.db, s.a, job.id, &job, &err), 1);
	assert_int_equal(job.state, IMPORT_DONE);
}

static inline void done(const struct actor *actor, struct str bytes)
{
	checked(actor, bytes);
	write_all();
}

static inline struct str refused_csv(void)
{
	struct buf b = BUF_INIT(1 << 22);
	small_must(import_refusals(s.site, s.db, job.id, &b, &err), &err, "refusals");
	struct str text = arena_dup(s.a, buf_str(&b));
	buf_free(&b);
	return text;
}

static inline void refused_with(const char *words)
{
	struct str text = refused_csv();
	if (str_find(text, str_from_c(words)) < 0)
		fail_msg("no “%s” in: %.*s", words, STR_ARG(text));
}

static inline struct row worker(const char *code)
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

static inline int64_t entries(void)
{
	return small_head(&s).number;
}

static inline struct str unit_text(int64_t id)
{
	struct str text;
	small_must(record_label(s.db, s.a, s.site->catalog, "unit", id, &text, &err), &err, "label");
	return text;
}

/* "Mã,Tên,Đơn vị" rows with the unit of commune A. */
static inline struct str table_of(const char *prefix, int n)
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

/* Two people of one name: trung.mot, trung.hai. */
static inline void namesakes(void)
{
	for (int i = 0; i < 2; i++) {
		struct call c = {0};
		call_add(&c, "name", STR("Trần Văn Trùng"));
		call_int(&s, &c, "unit", s.commune[0]);
		call_add(&c, "login", i ? STR("trung.hai") : STR("trung.mot"));
		call_add(&c, "active", STR("1"));
		small_do(&s, 0, "person.save", &c);
	}
}

/* Three people of one name who do not sign in: two of commune A, one of B. */
static inline void without_login(int64_t id[3])
{
	for (int i = 0; i < 3; i++) {
		struct call c = {0};
		call_add(&c, "name", STR("Lê Thị Cùng"));
		call_int(&s, &c, "unit", s.commune[i / 2]);
		call_add(&c, "position", arena_printf(s.a, "Ủy viên %d", i));
		call_add(&c, "active", STR("1"));
		id[i] = small_do(&s, 0, "person.save", &c);
	}
}
