/* A row made by mistake is taken back and comes again: what forgets it, what keeps it, what refers to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "access/private.h"
#include "area/area.h"
#include "bodies_site.h"
#include "record/attach.h"
#include "record/follow.h"
#include "record/list.h"
#include "record/unmake.h"
#include "record/verbs.h"
#include "report/report.h"

static struct err err;

static struct call by_id(int64_t id)
{
	struct call c = {0};
	call_int(&s, &c, "id", id);
	return c;
}

static void undo(int64_t who, const struct record *record, int64_t id)
{
	struct call c = by_id(id);
	small_must(small_act(&s, who, record_undo_verb(record), &c), &s.err, record->name);
}

/* The whole row, as it is shown now. */
static struct call whole_of(const struct record *record, int64_t id)
{
	struct call c = by_id(id);
	call_int(&s, &c, "whole", small_row(&s, record, id).revision);
	return c;
}

static void take_whole(int64_t who, const struct record *record, int64_t id)
{
	struct call c = whole_of(record, id);
	small_must(small_act(&s, who, record_undo_verb(record), &c), &s.err, record->name);
	assert_int_equal(small_act(&s, who, record_undo_verb(record), &c), -ERR_CONFLICT); /* not as it was shown any more */
}

/* Refused with these words, and nothing is written. */
static void call_stays(int64_t who, const struct record *record, struct call c, enum err_code want, const char *words)
{
	int64_t before = small_head(&s).number;
	int r = small_act(&s, who, record_undo_verb(record), &c);
	if (r != -(int)want || !strstr(s.err.text, words))
		fail_msg("%s: %s “%s”, wanted “%s”", record->name, err_name(s.err.code), s.err.text, words);
	assert_int_equal(small_head(&s).number, before);
}

static void stays(int64_t who, const struct record *record, int64_t id, enum err_code want, const char *words)
{
	call_stays(who, record, by_id(id), want, words);
}

static void stays_whole(int64_t who, const struct record *record, int64_t id, enum err_code want, const char *words)
{
	call_stays(who, record, whole_of(record, id), want, words);
}

static bool there(const struct record *record, int64_t id)
{
	struct row row;
	int r = row_load(s.db, s.a, record, id, &row, &err);
	small_must(r, &err, record->name);
	return r > 0;
}

static bool gone(const struct record *record, int64_t id, struct row *ret_row)
{
	struct history_item item;
	int r = ledger_gone(s.db, s.a, &s.app->catalog, record, id, ret_row, &item, &err);
	small_must(r, &err, record->name);
	return r > 0;
}

/* Everything that is derived, as words; counters that came to nothing are as if they were not there. */
static struct str derived(void)
{
	static const char *const queries[] = {
		"SELECT record || ' ' || field || ' ' || value || ' ' || unit || ' ' || n FROM counter WHERE n <> 0 ORDER BY 1",
		"SELECT token || ' ' || id FROM search_token ORDER BY 1",
		"SELECT record || ' ' || field || ' ' || hex(key) || ' ' || id FROM sort_key ORDER BY 1",
		"SELECT dim || ' ' || scope || ' ' || what || ' ' || class || ' ' || mark || ' ' || n FROM task_count ORDER BY 1",
		"SELECT task || ' ' || unit || ' ' || class || ' ' || mark FROM task_running ORDER BY 1",
	};
	struct buf b = BUF_INIT(1 << 24);
	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		_cleanup_query_ struct query *q = NULL;
		small_must(db_query_sql(s.db, str_from_c(queries[i]), NO_VALUES, &q, &err), &err, "derived");
		while (query_next(q, &err) > 0) {
			buf_add(&b, query_str(q, 0));
			buf_add_char(&b, '\n');
		}
	}
	struct str text = arena_dup(s.a, buf_str(&b));
	buf_free(&b);
	return text;
}

/* What was kept up change by change is what the whole ledger gives. */
static void as_rebuilt(void)
{
	struct ledger_report report;
	struct err failed = ERR_INIT;
	struct str before = derived();
	small_close(&s);
	struct db *db;
	char path[160];
	snprintf(path, sizeof(path), "%s/noivu.db", s.dir);
	small_must(db_open(path, DB_WRITE, &db, &failed), &failed, path);
	small_must(ledger_rebuild(db, &s.app->catalog, &report, &failed), &failed, "rebuild");
	db_close(db);
	small_open(&s);
	assert_true(str_eq(before, derived()));
}

static struct call form_of(const char *login)
{
	struct call c = {0};
	call_add(&c, "name", STR("Hoàng Thị Nhầm"));
	call_int(&s, &c, "unit", s.commune[0]);
	call_add(&c, "login", str_from_c(login));
	call_add(&c, "active", STR("1"));
	call_add(&c, "citizen_id", STR("038085012345"));
	return c;
}

static size_t found(const char *number)
{
	int64_t *ids;
	size_t n;
	const struct field *f = &person_record.fields[record_field(&person_record, "citizen_id")];
	small_must(private_find(s.site, s.db, s.a, &person_record, f, str_from_c(number), &ids, &n, &err), &err, "find");
	return n;
}

static struct str opened(const struct row *row)
{
	struct str text;
	struct actor admin = actor_of(someone(AT_PROVINCE, ROLE_ADMIN));
	small_must(private_open(s.site, s.db, s.a, &admin, row, s.root, "citizen_id", &text, &err), &err, "open");
	return text;
}

/* Nothing counts, finds or keeps it any more; its number and login are free; it comes back as it was. */
static void forgotten(void **state)
{
	(void)state;
	int64_t admin = someone(AT_PROVINCE, ROLE_ADMIN);
	struct str before = derived();
	struct call c = form_of("nham"), at_once = by_id(0);
	int64_t id = small_do(&s, admin, "person.save", &c);
	struct row made = small_row(&s, &person_record, id), row;
	assert_int_equal(found("038085012345"), 1);
	stays(someone(AT_A, ROLE_OFFICER), &person_record, id, ERR_DENIED, "Vai trò");
	stays(someone(AT_B, ROLE_COMMUNE_LEADER), &person_record, id, ERR_NOT_FOUND, "Không tìm thấy");
	at_once = by_id(id);
	call_add(&at_once, "revision", STR("2"));
	assert_int_equal(small_act(&s, admin, record_undo_verb(&person_record), &at_once), -ERR_CONFLICT);
	undo(admin, &person_record, id);
	assert_false(there(&person_record, id));
	assert_true(str_eq(before, derived()));
	assert_int_equal(found("038085012345"), 0);
	assert_true(gone(&person_record, id, &row) && row.revision == 2);
	assert_true(str_eq(row_str(&row, "citizen_id"), row_str(&made, "citizen_id"))); /* sealed as it was */
	assert_true(str_eq_c(opened(&row), "038085012345"));
	/* others see no more of it than before */
	struct history_item item;
	struct actor neighbour = actor_of(someone(AT_B, ROLE_OFFICER)), own = actor_of(someone(AT_A, ROLE_OFFICER));
	assert_int_equal(record_read_gone(s.site, s.db, s.a, &neighbour, &person_record, id, &row, &item, &err), 0);
	assert_int_equal(record_read_gone(s.site, s.db, s.a, &own, &person_record, id, &row, &item, &err), 1);
	assert_int_equal(item.entry.actor, admin);
	/* the login is free, until the other one is taken back */
	int64_t other = small_do(&s, admin, "person.save", &c);
	assert_true(other > id);
	stays(admin, &person_record, id, ERR_INPUT, "đã có một bản ghi khác");
	undo(admin, &person_record, other);
	undo(admin, &person_record, id);
	row = small_row(&s, &person_record, id);
	assert_int_equal(row.revision, 3);
	assert_true(str_eq(row_str(&row, "citizen_id"), row_str(&made, "citizen_id")));
	assert_int_equal(found("038085012345"), 1);
	as_rebuilt();
	undo(admin, &person_record, id); /* and back and forth */
	assert_true(str_eq(before, derived()));
	as_rebuilt();
}

static void save_again(int64_t who, const struct record *record, int64_t id, const char *field, const char *value)
{
	struct call c = by_id(id);
	struct row row = small_row(&s, record, id);
	call_int(&s, &c, "revision", row.revision);
	for (size_t i = 0; i < record->field_count; i++) {
		const struct field *f = &record->fields[i];
		if (strcmp(f->name, field) == 0)
			call_add(&c, field, str_from_c(value));
		else if (!(f->flags & (FIELD_SET | FIELD_PRIVATE)))
			call_add(&c, f->name, field_typed(s.a, f, &row.values[i]));
	}
	small_must(small_act(&s, who, record_save_verb(record), &c), &s.err, record->name);
}

/* However often it was saved: as if it had never been there; back again, it is what it was last. */
static void saved_since(void **state)
{
	(void)state;
	int64_t admin = someone(AT_PROVINCE, ROLE_ADMIN);
	struct str before = derived();
	struct call c = form_of("nham"), late;
	struct row row;
	int64_t id = small_do(&s, admin, "person.save", &c);
	late = whole_of(&person_record, id);
	save_again(admin, &person_record, id, "login", "nham.2");
	save_again(admin, &person_record, id, "name", "Hoàng Văn Sửa");
	struct row last = small_row(&s, &person_record, id);
	stays_whole(someone(AT_A, ROLE_OFFICER), &person_record, id, ERR_DENIED, "Vai trò");
	stays_whole(someone(AT_B, ROLE_COMMUNE_LEADER), &person_record, id, ERR_NOT_FOUND, "Không tìm thấy");
	call_stays(admin, &person_record, late, ERR_CONFLICT, "đã có thay đổi khác"); /* somebody was quicker */
	int64_t role = small_grant(&s, id, "officer", s.commune[0], SMALL_DAY, DAY_NONE);
	stays_whole(admin, &person_record, id, ERR_CONFLICT, "«Phân quyền»");
	undo(admin, &grants_record, role);
	take_whole(admin, &person_record, id);
	assert_false(there(&person_record, id));
	assert_true(str_eq(before, derived()));
	assert_int_equal(found("038085012345"), 0);
	as_rebuilt();
	undo(admin, &person_record, id);
	assert_true(gone(&person_record, id, &row) == false && there(&person_record, id));
	row = small_row(&s, &person_record, id);
	assert_true(row.revision == last.revision + 2 && str_eq_c(row_str(&row, "name"), "Hoàng Văn Sửa"));
	assert_true(str_eq_c(row_str(&row, "login"), "nham.2"));
	assert_true(str_eq(row_str(&row, "citizen_id"), row_str(&last, "citizen_id")) && found("038085012345") == 1);
	as_rebuilt();
	/* saved again after it came back: the same; its codes are free each time */
	save_again(admin, &person_record, id, "name", "Hoàng Văn Sửa Nữa");
	take_whole(admin, &person_record, id);
	c = form_of("nham.2");
	int64_t other = small_do(&s, admin, "person.save", &c);
	stays(admin, &person_record, id, ERR_INPUT, "đã có một bản ghi khác");
	undo(admin, &person_record, other);
	assert_true(str_eq(before, derived()));
	as_rebuilt();
	/* what is no save of a person's stays in the way */
	undo(admin, &person_record, id);
	struct call erase = by_id(id);
	call_add(&erase, "word", str_from_c(ERASE_WORD));
	small_do(&s, admin, "person.erase", &erase);
	stays_whole(admin, &person_record, id, ERR_CONFLICT, "không phải loại hoàn tác được");
}

/* What is private is erased as of others, and does not come back. */
static void erased(void **state)
{
	(void)state;
	int64_t admin = someone(AT_PROVINCE, ROLE_ADMIN);
	struct call c = form_of("nham"), erase;
	struct row row;
	int64_t id = small_do(&s, admin, "person.save", &c);
	undo(admin, &person_record, id);
	erase = by_id(id);
	call_add(&erase, "word", str_from_c(ERASE_WORD));
	assert_int_equal(small_run(&s, someone(AT_A, ROLE_OFFICER), "person.erase", &erase), -ERR_DENIED);
	small_do(&s, admin, "person.erase", &erase);
	assert_false(there(&person_record, id));
	assert_true(gone(&person_record, id, &row) && row.revision == 4);
	assert_int_equal(row_value(&row, "citizen_id")->kind, VALUE_NULL);
	assert_true(str_eq_c(row_str(&row, "name"), "Hoàng Thị Nhầm"));
	assert_int_equal(count("SELECT count(*) FROM record_key"), 0);
	assert_int_equal(found("038085012345"), 0);
	stays(admin, &person_record, id, ERR_CONFLICT, "không phải loại hoàn tác được");
	as_rebuilt();
}

/* An id is never given twice, over a restart either. */
static void no_id_twice(void **state)
{
	(void)state;
	int64_t admin = someone(AT_PROVINCE, ROLE_ADMIN);
	struct call c = form_of("nham");
	int64_t id = small_do(&s, admin, "person.save", &c);
	undo(admin, &person_record, id);
	small_close(&s);
	small_open(&s);
	assert_true(small_do(&s, admin, "person.save", &c) > id);
}

/* Whoever holds a role, or did anything, is somebody; what refers to a row is named. */
static void referred_to(void **state)
{
	(void)state;
	int64_t admin = someone(AT_PROVINCE, ROLE_ADMIN), officer_a = officer();
	struct call c = form_of("nham");
	int64_t id = small_do(&s, admin, "person.save", &c), role = small_grant(&s, id, "officer", s.commune[0], SMALL_DAY, DAY_NONE);
	stays(admin, &person_record, id, ERR_CONFLICT, "«Phân quyền»");
	stays(admin, &person_record, officer_a, ERR_CONFLICT, "Phân quyền");
	undo(admin, &grants_record, role);
	undo(admin, &person_record, id);
	stays(admin, &grants_record, role, ERR_INPUT, "mục đã chọn không còn"); /* not without the person */
	undo(admin, &person_record, id);
	undo(admin, &grants_record, role);
	/* a deed is for ever, whatever the roles */
	struct call body = small_committee(&s, s.commune[0], 9, 0, 0);
	small_do(&s, id, "committee.save", &body);
	undo(admin, &grants_record, role);
	stays(admin, &person_record, id, ERR_CONFLICT, "sổ cái");
	/* nobody takes the own role back */
	int64_t own = count("SELECT g.id FROM grants g JOIN person p ON p.id = g.person WHERE g.role = 'admin' LIMIT 1");
	struct row grant = small_row(&s, &grants_record, own);
	stays(row_int(&grant, "person"), &grants_record, own, ERR_CONFLICT, "");
}

static int64_t members(void) { return count("SELECT count(*) FROM member"); }

/* With a body go its members, its seal and the closing of its task; its people stay. All of it comes back. */
static void a_body(void **state)
{
	(void)state;
	struct call c = decision("UBBC_COMMUNE", "");
	lines(&c, 9, 1, true);
	int64_t people = count("SELECT count(*) FROM person");
	int64_t id = small_do(&s, officer(), "committee.enter", &c);
	assert_true(closed() && members() == 9);
	int64_t seal = count("SELECT id FROM seal"), one = count("SELECT min(person) FROM member");
	stays(s.person[AT_B][ROLE_OFFICER], &committee_record, id, ERR_NOT_FOUND, "Không tìm thấy");
	stays(s.person[AT_A][ROLE_FRONT], &committee_record, id, ERR_DENIED, "Vai trò");
	undo(officer(), &committee_record, id);
	assert_false(there(&committee_record, id) || there(&seal_record, seal) || closed());
	assert_int_equal(members(), 0);
	assert_int_equal(count("SELECT count(*) FROM person"), people + 9);
	undo(officer(), &committee_record, id);
	assert_true(closed() && members() == 9 && there(&seal_record, seal));
	as_rebuilt();
	/* one who is listed is taken back by nobody; afterwards, alone */
	int64_t admin = someone(AT_PROVINCE, ROLE_ADMIN);
	stays(admin, &person_record, one, ERR_CONFLICT, "Thành viên");
	undo(officer(), &committee_record, id);
	undo(admin, &person_record, one);
	stays(officer(), &committee_record, id, ERR_INPUT, "mục đã chọn không còn");
	undo(admin, &person_record, one);
	undo(officer(), &committee_record, id);
	undo(officer(), &committee_record, id);
	for (int64_t left; (left = count("SELECT max(id) FROM person WHERE login IS NULL")) != 0;)
		undo(admin, &person_record, left);
	assert_int_equal(count("SELECT count(*) FROM person"), people);
	struct row task = small_row(&s, &task_record, small_task(&s, "COMMUNE_UBBC", s.commune[0]));
	assert_true(row_is(&task, "state", "received")); /* it was not before: somebody had it in hand */
}

/* Whatever was written since about what came with it is not lost: it is named. */
static void something_since(void **state)
{
	(void)state;
	struct call c = decision("UBBC_COMMUNE", ""), move = {0};
	lines(&c, 9, 1, true);
	int64_t id = small_do(&s, officer(), "committee.enter", &c), seal = count("SELECT id FROM seal");
	struct row row = small_row(&s, &seal_record, seal);
	call_int(&s, &move, "id", seal);
	call_int(&s, &move, "revision", row.revision);
	call_int(&s, &move, "committee", id);
	call_add(&move, "what", STR("seal"));
	call_add(&move, "source", STR("new"));
	small_do(&s, officer(), "seal.save", &move);
	stays(officer(), &committee_record, id, ERR_CONFLICT, "«Con dấu»");
	undo(officer(), &seal_record, seal);
	stays(officer(), &committee_record, id, ERR_CONFLICT, "«Con dấu»"); /* put back is a change, too */
}

/* A body that was saved since goes with all it was made with, unless that changed, too. */
static void a_body_saved_since(void **state)
{
	(void)state;
	struct call c = decision("UBBC_COMMUNE", "");
	lines(&c, 9, 1, true);
	int64_t id = small_do(&s, officer(), "committee.enter", &c), seal = count("SELECT id FROM seal");
	save_again(officer(), &committee_record, id, "signer", "Người Ký Đúng");
	stays_whole(s.person[AT_B][ROLE_OFFICER], &committee_record, id, ERR_NOT_FOUND, "Không tìm thấy");
	take_whole(officer(), &committee_record, id);
	assert_false(there(&committee_record, id) || there(&seal_record, seal) || closed());
	assert_int_equal(members(), 0);
	as_rebuilt();
	undo(officer(), &committee_record, id);
	struct row row = small_row(&s, &committee_record, id);
	assert_true(str_eq_c(row_str(&row, "signer"), "Người Ký Đúng"));
	assert_true(closed() && members() == 9 && there(&seal_record, seal));
	as_rebuilt();
	save_again(officer(), &committee_record, id, "signer", "Người Ký Khác");
	save_again(officer(), &seal_record, seal, "source", "new");
	stays_whole(officer(), &committee_record, id, ERR_CONFLICT, "«Con dấu»");
}

static struct call survey(const char *power)
{
	struct call c = {0};
	call_int(&s, &c, "unit", s.commune[0]);
	call_int(&s, &c, "number", 7);
	call_add(&c, "name", STR("Nhà văn hóa thôn 7"));
	call_add(&c, "power", str_from_c(power));
	call_add(&c, "by_day", date_vn(s.a, SMALL_DAY + 10));
	return c;
}

/* A survey that finds no power, and the task it gave. */
static int64_t lacking(int64_t *ret_task)
{
	struct call c = survey("0");
	int64_t id = small_do(&s, officer(), "facility.save", &c);
	struct row row = small_row(&s, &facility_record, id);
	*ret_task = row_int(&row, "task");
	assert_true(*ret_task && there(&task_record, *ret_task));
	return id;
}

/* The task that a survey gave goes with it, from every count; when somebody took it in hand, both stay. */
static void a_survey(void **state)
{
	(void)state;
	struct str before = derived();
	int64_t task, id = lacking(&task);
	undo(officer(), &facility_record, id);
	assert_false(there(&task_record, task) || there(&facility_record, id));
	assert_true(str_eq(before, derived()));
	undo(officer(), &facility_record, id);
	struct row row = small_row(&s, &facility_record, id);
	assert_int_equal(row_int(&row, "task"), task);
	assert_true(there(&task_record, task));
	as_rebuilt();
	assert_int_equal(small_task_verb(&s, officer(), "task.receive", task), 0);
	stays(officer(), &facility_record, id, ERR_CONFLICT, "«Nhiệm vụ»");
}

/* So does a task that the survey gave – but not one that a later save gave. */
static void a_survey_saved_since(void **state)
{
	(void)state;
	struct str before = derived();
	int64_t task, id = lacking(&task);
	save_again(officer(), &facility_record, id, "name", "Nhà văn hóa thôn Bảy");
	take_whole(officer(), &facility_record, id);
	assert_false(there(&task_record, task) || there(&facility_record, id));
	assert_true(str_eq(before, derived()));
	undo(officer(), &facility_record, id);
	assert_true(there(&task_record, task));
	as_rebuilt();
	take_whole(officer(), &facility_record, id);
	struct call c = survey("1");
	id = small_do(&s, officer(), "facility.save", &c);
	save_again(officer(), &facility_record, id, "power", "0");
	struct row row = small_row(&s, &facility_record, id);
	assert_true(row_int(&row, "task") && there(&task_record, row_int(&row, "task")));
	stays_whole(officer(), &facility_record, id, ERR_CONFLICT, "đổi cả «");
	undo(officer(), &facility_record, id); /* put back is a change with the task, too */
	stays_whole(officer(), &facility_record, id, ERR_CONFLICT, "đổi cả «");
}

static int64_t area(int number)
{
	struct call c = small_area(&s, s.election, s.commune[0], number, "normal", 900);
	return small_do(&s, officer(), "polling_area.save", &c);
}

static int64_t team(int number)
{
	struct call c = decision("TBC", arena_c(s.a, arena_printf(s.a, "%d", number)));
	lines(&c, 11, 0, true);
	return small_do(&s, officer(), "committee.enter", &c);
}

static bool teams_done(void)
{
	struct row task = small_row(&s, &task_record, small_task(&s, "TBC", s.commune[0]));
	return row_is(&task, "state", "done");
}

/* The task of the teams says at each step whether an area lacks one. */
static void areas_and_teams(void **state)
{
	(void)state;
	int64_t first = area(1), team_1, second, third;
	assert_false(teams_done());
	team_1 = team(1);
	assert_true(teams_done());
	second = area(2);
	third = area(3);
	assert_false(teams_done());
	undo(officer(), &polling_area_record, second);
	assert_false(teams_done()); /* the third has none */
	undo(officer(), &polling_area_record, third);
	assert_true(teams_done());
	undo(officer(), &polling_area_record, third);
	assert_false(teams_done());
	undo(officer(), &polling_area_record, third);
	stays(officer(), &polling_area_record, first, ERR_CONFLICT, "Tổ bầu cử");
	undo(officer(), &committee_record, team_1);
	assert_false(teams_done());
	undo(officer(), &committee_record, team_1);
	assert_true(teams_done());
	undo(officer(), &polling_area_record, second);
	save_again(officer(), &polling_area_record, second, "place", "Trường tiểu học");
	assert_false(teams_done());
	take_whole(officer(), &polling_area_record, second);
	assert_true(teams_done());
	as_rebuilt();
}

/* What has ways of its own says which. */
static void has_its_own_way(void **state)
{
	(void)state;
	stays(someone(AT_PROVINCE, ROLE_SPECIALIST), &unit_record, s.commune[0], ERR_CONFLICT, "danh mục");
	stays_whole(someone(AT_PROVINCE, ROLE_SPECIALIST), &unit_record, s.commune[0], ERR_CONFLICT, "danh mục");
	for (const struct record *const *r = app_registers; *r; r++)
		assert_true(!(*r)->made_by_verbs == !(*r)->stays); /* each is one or the other */
}

/* Every reference to a row that may go is asked through an index, but for those that something else answers. */
static void references_by_index(void **state)
{
	(void)state;
	const struct catalog *c = &s.app->catalog;
	for (const struct record *const *from = c->records; *from; from++)
		for (size_t i = 0; i < (*from)->field_count; i++) {
			const struct field *f = &(*from)->fields[i];
			const struct record *to = f->kind == FIELD_REF ? catalog_record(c, str_from_c(f->references)) : NULL;
			bool goes = to && !to->stays && to != &election_record && to != &step_record && to != &edition_record && to != &file_record;
			bool by_verb = to == &person_record && (f->flags & FIELD_SET);
			bool by_period = *from == &answer_record && to == &template_record;
			if (goes && !by_verb && !by_period && !unmake_asks(*from, f))
				fail_msg("%s.%s refers to %s without an index", (*from)->name, f->name, to->name);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(forgotten),	CASE(erased),	       CASE(no_id_twice),	CASE(referred_to),
		CASE(a_body),		CASE(something_since), CASE(a_survey),		CASE(areas_and_teams),
		CASE(has_its_own_way),	CASE(references_by_index), CASE(saved_since),	CASE(a_body_saved_since),
		CASE(a_survey_saved_since),
	};
	return cmocka_run_group_tests_name("unmake", tests, NULL, NULL);
}
