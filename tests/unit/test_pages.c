/* test_pages.c – every page with hostile text in every field, with nothing in it, and with the size a real one has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <zlib.h>

#include "base/err.h"
#include "render/tilemap.h"
#include "web/templates.h"

#define EVIL STR_INIT("\"><script>alert(1)</script><p onclick='x'>&")
#define JS STR_INIT("javascript:alert(1)")

static struct buf out;
static struct html h;

static struct str form_key(void *ctx)
{
	(void)ctx;
	return STR("key-of-the-form");
}

static void begin(void)
{
	out = BUF_INIT(1 << 20);
	h = (struct html){.out = &out, .csrf = STR("token-of-the-session"), .form_key = form_key};
}

static size_t count(const char *needle)
{
	struct str rest = buf_str(&out), n = str_from_c(needle);
	size_t found = 0;

	for (ptrdiff_t at; (at = str_find(rest, n)) >= 0; rest = str_slice(rest, (size_t)at + n.n, rest.n))
		found++;
	return found;
}

/* What was typed stands in the page as text; the one script is the frame's own; each post form has its token. */
static void end_hostile(size_t forms)
{
	assert_false(out.full);
	assert_int_equal(count("<script"), 1);
	assert_int_equal(count("<script src=\"/tep/"), 1);
	assert_true(count("&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;p onclick=&#39;x&#39;&gt;&amp;") > 0);
	assert_int_equal(count("onclick='"), 0);
	assert_int_equal(count("javascript:"), 0);
	assert_int_equal(count("method=\"post\""), forms);
	assert_int_equal(count("value=\"token-of-the-session\""), forms);
	assert_int_equal(count("value=\"key-of-the-form\""), forms);
	assert_int_equal(count("</html>"), 1);
	buf_free(&out);
}

static const struct why_line_view why_lines[] = {{EVIL, EVIL}};
#define WHY {why_lines, 1}
static const struct link_view links[] = {{JS, EVIL, EVIL, true}, {EVIL, EVIL, EVIL, false}};
static const struct message_view messages[] = {{TONE_DONE, EVIL}};
static const struct option_view two_options[] = {{EVIL, EVIL, true}, {EVIL, EVIL, false}};
static const struct option_view six_options[] = {{EVIL, EVIL, true}, {EVIL, EVIL, false}, {EVIL, EVIL, false},
	{EVIL, EVIL, false}, {EVIL, EVIL, false}, {EVIL, EVIL, false}};
static const struct figure_view figures[] = {{EVIL, EVIL, EVIL, JS, EVIL, TONE_LATE, WHY}};
static const struct filter_view filters[] = {{EVIL, links, 2}};

#define CONTROL(k) {.kind = k, .name = EVIL, .label = EVIL, .hint = EVIL, .value = EVIL, .error = EVIL, .after = EVIL, .autocomplete = EVIL}
static const struct field_view fields[] = {CONTROL(CONTROL_TEXT), CONTROL(CONTROL_LONG), CONTROL(CONTROL_NUMBER), CONTROL(CONTROL_DATE),
	CONTROL(CONTROL_TICK), CONTROL(CONTROL_PASSWORD), CONTROL(CONTROL_FILE), CONTROL(CONTROL_HIDDEN), CONTROL(CONTROL_FIXED),
	{.kind = CONTROL_CHOICE, .name = EVIL, .label = EVIL, .error = EVIL, .options = two_options, .option_count = 2},
	{.kind = CONTROL_CHOICE, .name = EVIL, .label = EVIL, .error = EVIL, .options = six_options, .option_count = 6},
	{.kind = CONTROL_PICK, .name = EVIL, .label = EVIL, .hint = EVIL, .error = EVIL, .options = six_options, .option_count = 6,
	 .look = EVIL, .words = EVIL, .found = EVIL, .source = EVIL, .several = true}};
#define FORM(fold) {.id = EVIL, .action = JS, .heading = EVIL, .intro = EVIL, .error = EVIL, .fields = fields,                \
	.count = ARRAY_LEN(fields), .submit = EVIL, .cancel_href = JS, .folded = fold}
static const struct column_view columns[] = {{EVIL, JS, 1, true, false}, {EVIL, JS, -1, false, true}};
static const struct cell_view cells[] = {{EVIL, JS, EVIL, TONE_LATE}, {EVIL, EVIL, EVIL, TONE_PLAIN}};
static const struct str many_ids[] = {EVIL};
static const bool many_ticked[] = {true};
static const struct many_view many = {.action = JS, .todo = two_options, .todo_count = 2, .all = EVIL, .ids = many_ids,
	.ticked = many_ticked, .all_ticked = true, .wrong_rows = EVIL, .wrong_todo = EVIL};
static const struct many_view boxes = {.ids = many_ids, .form = EVIL, .wrong_rows = EVIL, .wrong_todo = EVIL, .todo_at = EVIL};
#define LIST {.caption = EVIL, .heading = true, .filters = filters, .filter_count = 1, .search_action = JS, .search_label = EVIL, \
	.search = EVIL, .keep = two_options, .keep_count = 2, .columns = columns, .column_count = 2, .cells = cells,          \
	.row_count = 1, .empty = EVIL, .found = EVIL, .pages = links, .page_count = 2, .tools = links, .tool_count = 2}

static struct page_view hostile_page(void)
{
	return (struct page_view){.title = EVIL, .lead = EVIL, .site = EVIL, .unit = EVIL, .person = EVIL, .account_href = JS,
		.bell_href = JS, .bell_count = EVIL,
		.search_href = JS, .search = EVIL, .day = EVIL, .head = EVIL, .rehearsal = true, .places = links, .place_count = 2,
		.crumbs = links, .crumb_count = 2, .messages = messages, .message_count = 1};
}

static void hostile_brief(void **state)
{
	static const struct decision_view decisions[] = {{EVIL, JS, EVIL, {TONE_WAIT, EVIL}}};
	static const struct str names[] = {EVIL, EVIL};
	static const struct late_unit_view late_units[] = {{EVIL, JS, EVIL}};
	static const struct late_view late[] = {{EVIL, JS, EVIL, EVIL, EVIL, {TONE_LATE, EVIL}, late_units, 1, {.href = JS, .text = EVIL}}};
	static const struct soon_view soon[] = {{EVIL, JS, EVIL, EVIL, EVIL, {TONE_SOON, EVIL}}};
	static const struct difficulty_view difficulties[] = {{EVIL, JS, EVIL, EVIL}};
	struct brief_view v = {.page = hostile_page(), .countdown = EVIL, .election = EVIL, .tools = links, .tool_count = 2,
		.difficulty_more = EVIL, .figures = figures, .figure_count = 1,
		.decisions = decisions, .decision_count = 1, .map = {STR("<svg></svg>")}, .legend = links, .legend_count = 2, .legend_units = names,
		.late = late, .late_count = 1, .soon = soon, .soon_count = 1, .difficulties = difficulties,
		.difficulty_count = 1};

	(void)state;
	begin();
	page_brief(&h, &v);
	end_hostile(0);
}

static void hostile_list_and_form(void **state)
{
	struct list_page_view list = {.page = hostile_page(), .figures = figures, .figure_count = 1, .list = LIST};
	struct form_page_view form = {.page = hostile_page(), .form = FORM(false)};

	(void)state;
	list.list.many = &many;
	begin();
	page_list(&h, &list);
	end_hostile(1);
	begin();
	page_form(&h, &form);
	assert_int_equal(count("enctype=\"multipart/form-data\""), 1);
	assert_int_equal(count("type=\"password\" value"), 0);
	end_hostile(1);
}

static void hostile_sheet(void **state)
{
	static const struct action_view actions[] = {{JS, EVIL, EVIL, EVIL, true}, {.action = JS, .text = EVIL}};
	static const struct fact_view facts[] = {{EVIL, EVIL, JS, EVIL, TONE_DONE, WHY, &actions[0]}, {.label = EVIL}};
	static const struct form_view forms[] = {FORM(true), FORM(false)};
	static const struct list_view lists[] = {LIST};
	static const struct change_view changes[] = {{EVIL, EVIL, EVIL}, {.label = EVIL}};
	static const struct history_view history[] = {{EVIL, EVIL, EVIL, EVIL, EVIL, changes, 2, &actions[0], EVIL}};
	struct list_view ticked[] = {LIST};
	struct sheet_view v = {.page = hostile_page(), .state = {TONE_LATE, EVIL}, .facts = facts, .fact_count = 2,
		.actions = actions, .action_count = 2, .forms = forms, .form_count = 2, .lists = lists, .list_count = 1,
		.related = links, .related_count = 2, .history = history, .history_count = 1, .history_more = JS};

	(void)state;
	begin();
	page_sheet(&h, &v);
	assert_int_equal(count("chưa có"), 1);
	end_hostile(6);
	ticked[0].many = &boxes;
	v.lists = ticked;
	begin();
	page_sheet(&h, &v);
	assert_int_equal(count("id=\"nhieu-dong\""), 1);
	end_hostile(6);
}

static void hostile_others(void **state)
{
	static const struct my_task_view tasks[] = {{EVIL, JS, EVIL, EVIL, EVIL, EVIL, {TONE_SOON, EVIL}, EVIL}};
	static const struct progress_view progress[] = {{EVIL, JS, EVIL, EVIL, TONE_LATE, {{0}}}};
	static const struct action_view mark_read[] = {{JS, EVIL, EVIL, EVIL, true}};
	static const struct my_group_view groups[] = {{EVIL, tasks, 1}};
	static const struct step_view steps[] = {{EVIL, JS, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, {TONE_WAIT, EVIL}, true}};
	struct my_tasks_view my = {.page = hostile_page(), .figures = figures, .figure_count = 1, .groups = groups, .group_count = 1,
		.tools = links, .tool_count = 2, .actions = mark_read, .action_count = 1, .progress_heading = EVIL, .progress = progress,
		.progress_count = 1, .text_heading = EVIL, .text = EVIL, .empty = EVIL};
	struct calendar_view calendar = {.page = hostile_page(), .countdown = EVIL, .filters = filters, .filter_count = 1,
		.steps = steps, .step_count = 1, .tools = links, .tool_count = 2, .note = EVIL};
	struct sign_in_view door = {.page = hostile_page(), .form = FORM(false), .logins = two_options, .login_count = 2,
		.login_password = EVIL};
	struct error_view error = {.page = hostile_page(), .text = EVIL, .reference = EVIL, .links = links, .count = 2};

	(void)state;
	begin();
	page_my_tasks(&h, &my);
	end_hostile(1);
	begin();
	page_calendar(&h, &calendar);
	end_hostile(0);
	begin();
	page_sign_in(&h, &door);
	end_hostile(1);
	begin();
	page_error(&h, &error);
	end_hostile(0);
}

/* A page of a new site has nothing in it and says so. */
static void empty_pages(void **state)
{
	struct brief_view brief = {0};
	struct list_page_view list = {.list.empty = STR_INIT("Chưa có dòng nào.")};
	struct sheet_view sheet = {0};
	struct my_tasks_view my = {0};

	(void)state;
	begin();
	page_brief(&h, &brief);
	assert_int_equal(count("class=\"empty\""), 4);
	assert_int_equal(count("DIỄN TẬP"), 0);
	assert_int_equal(count("<nav"), 0);
	buf_free(&out);
	begin();
	page_list(&h, &list);
	assert_int_equal(count("Chưa có dòng nào."), 1);
	assert_int_equal(count("<table"), 0);
	buf_free(&out);
	begin();
	page_sheet(&h, &sheet);
	page_my_tasks(&h, &my);
	assert_int_equal(count("</html>"), 2);
	buf_free(&out);
}

static size_t gzip_size(struct str s)
{
	z_stream z = {.next_in = (uint8_t *)(uintptr_t)s.p, .avail_in = (uInt)s.n};

	assert_int_equal(deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	size_t room = deflateBound(&z, s.n);
	uint8_t *into = malloc(room);

	assert_non_null(into);
	z.next_out = into;
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	size_t size = z.total_out;

	deflateEnd(&z);
	free(into);
	return size;
}

/* Syllables as names have them, so that the page is no easier to compress than a real one. */
static struct str name(struct arena *a, unsigned i)
{
	static const char *const first[] = {"Thiệu", "Hoằng", "Vĩnh", "Quảng", "Như", "Cẩm", "Ngọc", "Thạch", "Thọ", "Yên", "Định",
		"Hạc", "Mường", "Trung", "Xuân", "Tân"};
	static const char *const second[] = {"Hóa", "Lộc", "Sơn", "Thành", "Xuân", "Lập", "Bình", "Phú", "Thịnh", "Long", "Khê", "Lý"};

	return arena_printf(a, "Xã %s %s", first[i * 7 % ARRAY_LEN(first)], second[i * 5 % ARRAY_LEN(second)]);
}

static void a_brief_of_166_communes_is_small(void **state)
{
	struct arena *a = arena_new("test", 4 << 20);
	struct tile *tiles = arena_array_of(a, 166, struct tile);
	struct late_unit_view units[30];
	struct late_view late = {.task = STR("Thành lập ủy ban bầu cử ở xã"), .task_href = STR("/bau-cu/buoc/900"), .due = STR("30/11/2025"),
		.basis = STR("Điều 22 khoản 2"), .state = {TONE_LATE, STR("30 đơn vị")}, .units = units, .unit_count = 30};
	struct brief_view v = {.page = {.title = STR("Hôm nay"), .site = STR("Sở Nội vụ tỉnh Thanh Hóa"), .rehearsal = true},
		.figures = figures, .figure_count = 1, .late = &late, .late_count = 1};

	(void)state;
	for (unsigned i = 0; i < 166; i++)
		tiles[i] = (struct tile){.name = name(a, i), .words = i % 13 ? STR("") : STR("quá hạn 3 ngày"),
			.href = arena_printf(a, "/don-vi/%u", 14000 + i * 37), .col = (int)(i % 14), .row = (int)(i / 14),
			.state = (enum tile_state)(i * i % TILE_STATE_COUNT)};
	for (unsigned i = 0; i < 30; i++)
		units[i] = (struct late_unit_view){name(a, i * 3), arena_printf(a, "/nhiem-vu/%u", 14000 + i * 91), STR("3 ngày")};
	v.map = tilemap_make(a, &(struct tile_map){.label = STR("Bản đồ"), .tiles = tiles, .count = 166});
	begin();
	page_brief(&h, &v);
	assert_true(gzip_size(buf_str(&out)) <= 6 * 1024);
	buf_free(&out);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_brief), cmocka_unit_test(hostile_list_and_form), cmocka_unit_test(hostile_sheet),
		cmocka_unit_test(hostile_others), cmocka_unit_test(empty_pages), cmocka_unit_test(a_brief_of_166_communes_is_small),
	};

	return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
