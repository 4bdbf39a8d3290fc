/* The frame of a page and the small things every page uses. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text/text.h"
#include "unit/records.h"
#include "web/internal.h"
#include "work/task.h"

static const struct {
	const char *href, *text, *action;
} places[] = {
	{"/", _("Hôm nay"), NULL},
	{"/nhiem-vu", _("Nhiệm vụ"), "task.read"},
	{"/bau-cu", _("Bầu cử"), "election.read"},
	{"/bao-cao", _("Báo cáo"), "answer.read"},
	{"/danh-muc/person", _("Cán bộ, công chức"), "person.read"},
	{"/van-ban", _("Văn bản"), "briefing.read"},
	{"/danh-muc", _("Danh mục"), "unit.read"},
};

/* The place whose address the page's own begins with, the longest of them; else the one the page names. */
static size_t place_of(const struct web_call *c, const char *here)
{
	size_t found = ARRAY_LEN(places), most = 1;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct str href = str_from_c(places[i].href), path = c->req->path;
		bool below = str_starts(path, href) && (path.n == href.n || path.p[href.n] == '/');
		if (href.n > most && below) {
			found = i;
			most = href.n;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(places) && found == ARRAY_LEN(places); i++)
		if (strcmp(places[i].href, here) == 0)
			found = i;
	return found;
}

static void head_of_page(struct web_call *c, struct page_view *p)
{
	struct head head;
	struct err ignored = ERR_INIT;
	if (c->head)
		head = *c->head;
	else if (ledger_head(c->db, &head, &ignored) < 0)
		return;
	int64_t unread = web_bell_count(c, &head);
	p->head = head_short(c->arena, &head);
	p->bell_href = STR("/chuong");
	p->bell_count = unread ? web_number(c, unread) : (struct str){0};
	if (!c->html.notes)
		return;
	struct str *watched = c->html.notes->watched;
	watched[HOLE_PERSON] = p->person;
	watched[HOLE_BELL] = p->bell_count;
	watched[HOLE_HEAD] = p->head;
}

struct page_view web_page(struct web_call *c, struct str title, const char *here)
{
	struct page_view p = {
		.title = title,
		.site = c->site->name,
		.rehearsal = c->site->rehearsal,
		.day = date_vn_long(c->arena, site_today(c->site)),
	};
	if (!c->signed_in)
		return p;
	p.unit = web_unit_name(c, c->actor.unit);
	p.person = c->actor.name;
	p.account_href = STR("/tai-khoan");
	p.search_href = STR("/tim");
	head_of_page(c, &p);
	struct link_view *links = arena_array_of(c->arena, ARRAY_LEN(places), struct link_view);
	size_t current = place_of(c, here);
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (!places[i].action || access_could(&c->actor, places[i].action))
			links[p.place_count++] = (struct link_view){.href = str_from_c(places[i].href),
								    .text = str_from_c(places[i].text),
								    .current = i == current};
	p.places = links;
	if (http_query(c->req, "xong").n)
		web_message(c, &p, TONE_DONE, str_from_c(_("Đã ghi.")));
	return p;
}

void web_crumb(struct web_call *c, struct page_view *p, struct str href, struct str text)
{
	struct link_view *links = arena_array_of(c->arena, p->crumb_count + 1, struct link_view);
	if (p->crumb_count)
		memcpy(links, p->crumbs, p->crumb_count * sizeof(*links));
	links[p->crumb_count++] = (struct link_view){.href = href, .text = text};
	p->crumbs = links;
}

void web_message(struct web_call *c, struct page_view *p, enum tone tone, struct str text)
{
	struct message_view *m = arena_array_of(c->arena, p->message_count + 1, struct message_view);
	if (p->message_count)
		memcpy(m, p->messages, p->message_count * sizeof(*m));
	m[p->message_count++] = (struct message_view){tone, text};
	p->messages = m;
}

/* The array with one more at its end. */
static void *longer(struct web_call *c, const void *array, size_t n, const void *one, size_t size)
{
	char *copy = arena_array(c->arena, n + 1, size);
	if (n)
		memcpy(copy, array, n * size);
	memcpy(copy + n * size, one, size);
	return copy;
}

void sheet_add_list(struct web_call *c, struct sheet_view *v, const struct list_view *list)
{
	v->lists = longer(c, v->lists, v->list_count++, list, sizeof(*list));
}

void sheet_add_form(struct web_call *c, struct sheet_view *v, const struct form_view *form)
{
	v->forms = longer(c, v->forms, v->form_count++, form, sizeof(*form));
}

void sheet_add_action(struct web_call *c, struct sheet_view *v, const struct action_view *action)
{
	v->actions = longer(c, v->actions, v->action_count++, action, sizeof(*action));
}

struct str web_path(struct web_call *c, const char *format, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, format);
	int n = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	INVARIANT(n >= 0 && n < (int)sizeof(text), "an address longer than 512 bytes");
	return arena_dup(c->arena, (struct str){text, (size_t)n});
}

struct str web_number(struct web_call *c, int64_t v) { return text_number(c->arena, v); }

int web_not_found(struct web_call *c, struct err *err)
{
	(void)c;
	return err_set(err, ERR_NOT_FOUND, _("Không có trang này, hoặc trang này không dành cho bạn."));
}

int web_may(struct web_call *c, const char *action, int64_t unit, struct err *err)
{
	return access_may(c->db, &c->actor, action, unit, err);
}

int web_require(struct web_call *c, const char *action, int64_t unit, struct err *err)
{
	int may = web_may(c, action, unit, err);
	return may < 0 ? may : may ? 0 : web_not_found(c, err);
}

int web_read(struct web_call *c, const struct record *record, int64_t id, struct row *ret_row, struct err *err)
{
	int r = record_read(c->site, c->db, c->arena, &c->actor, record, id, ret_row, err);
	return r < 0 ? r : r ? 0 : web_not_found(c, err);
}

struct why_view web_why(struct web_call *c, const struct why *why)
{
	struct why_line_view *lines = arena_array_of(c->arena, why->n, struct why_line_view);
	for (size_t i = 0; i < why->n; i++)
		lines[i] = (struct why_line_view){why->line[i].text, why->line[i].basis};
	return (struct why_view){lines, why->n};
}

enum tone web_tone(const char *tone)
{
	static const struct {
		const char *name;
		enum tone tone;
	} tones[] = {{"done", TONE_DONE},
		     {"late", TONE_LATE},
		     {"soon", TONE_SOON},
		     {"wait", TONE_WAIT},
		     {"none", TONE_NONE}};
	for (size_t i = 0; i < ARRAY_LEN(tones); i++)
		if (strcmp(tones[i].name, tone) == 0)
			return tones[i].tone;
	return TONE_PLAIN;
}

struct str web_unit_name(struct web_call *c, int64_t unit)
{
	struct str name = {0};
	struct err ignored = ERR_INIT;
	record_label(c->db, c->arena, c->site->catalog, "unit", unit, &name, &ignored);
	return name;
}

/* The first few of a list of ids by name, then how many more; a word that is no id stands for all communes. */
static int list_value(struct web_call *c, const struct field *f, struct str list, struct str *ret, struct err *err)
{
	struct str part, label, text = {0};
	int64_t id, n = 0;
	while (str_split(&list, ' ', &part)) {
		if (!part.n || ++n > 3)
			continue;
		label = str_from_c(_("tất cả xã, phường, đặc khu"));
		int r = str_to_i64(part, 1, (int64_t)1 << 53, &id)
				? record_label(c->db, c->arena, c->site->catalog, f->references, id, &label, err)
				: 0;
		if (r < 0)
			return r;
		text = text.n ? arena_printf(c->arena, "%.*s, %.*s", STR_ARG(text), STR_ARG(label)) : label;
	}
	*ret = n > 3 ? arena_printf(c->arena, _("%.*s và %lld mục khác"), STR_ARG(text), (long long)n - 3) : text;
	return 0;
}

int web_value(struct web_call *c, const struct field *f, const struct value *v, struct str *ret_text, struct err *err)
{
	if (f->kind == FIELD_REF && v->kind == VALUE_INT)
		return record_label(c->db, c->arena, c->site->catalog, f->references, v->i, ret_text, err);
	if (f->kind == FIELD_FILE && v->kind == VALUE_INT)
		return record_label(c->db, c->arena, c->site->catalog, "file", v->i, ret_text, err);
	if (f->kind == FIELD_LONG && f->references && v->kind == VALUE_TEXT)
		return list_value(c, f, v->s, ret_text, err);
	*ret_text = field_text(c->arena, f, v);
	return 0;
}

struct tag_view web_task_state(struct web_call *c, const struct row *task)
{
	day_t today = site_today(c->site), due = row_day(task, "due");
	int64_t late = task_late_days(task, task_now(c->site));
	struct str words =
		field_choice(&task_record.fields[record_field(&task_record, "state")], row_str(task, "state"))
			? str_from_c(field_choice(&task_record.fields[record_field(&task_record, "state")],
						  row_str(task, "state"))
					     ->label)
			: (struct str){0};
	if (row_is(task, "state", "done"))
		return (struct tag_view){TONE_DONE,
					 late ? arena_printf(c->arena, _("đã xong, chậm %lld ngày"), (long long)late)
					      : words};
	if (row_is(task, "state", "cancelled"))
		return (struct tag_view){TONE_NONE, words};
	if (row_is(task, "state", "submitted"))
		return (struct tag_view){
			TONE_WAIT,
			late ? arena_printf(c->arena, _("chờ nghiệm thu, nộp chậm %lld ngày"), (long long)late)
			     : words};
	if (late)
		return (struct tag_view){TONE_LATE, arena_printf(c->arena, _("quá hạn %lld ngày"), (long long)late)};
	if (row_is(task, "state", "returned"))
		return (struct tag_view){TONE_SOON, words};
	if (due == today)
		return (struct tag_view){TONE_SOON, str_from_c(_("hạn hôm nay"))};
	if (due != DAY_NONE && due - today <= TASK_SOON_DAYS)
		return (struct tag_view){TONE_SOON, arena_printf(c->arena, _("còn %d ngày"), due - today)};
	return (struct tag_view){TONE_WAIT, words};
}

static void percent(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char ch = (unsigned char)s.p[i];
		bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
			     strchr("-._~", ch);
		if (plain && ch)
			buf_add_char(b, (char)ch);
		else
			buf_printf(b, "%%%02X", ch);
	}
}

struct str web_with(struct web_call *c, struct str path, const struct option_view *keep, size_t n, const char *name,
		    struct str value)
{
	_cleanup_buf_ struct buf b = BUF_INIT(8192);
	bool first = str_find_char(path, '?') < 0;
	buf_add(&b, path);
	for (size_t i = 0; i < n; i++) {
		if ((name && str_eq_c(keep[i].text, name)) || keep[i].value.n == 0)
			continue;
		buf_add_char(&b, first ? '?' : '&');
		percent(&b, keep[i].text);
		buf_add_char(&b, '=');
		percent(&b, keep[i].value);
		first = false;
	}
	if (name && value.n) {
		buf_add_char(&b, first ? '?' : '&');
		percent(&b, str_from_c(name));
		buf_add_char(&b, '=');
		percent(&b, value);
	}
	return arena_dup(c->arena, buf_str(&b));
}

int64_t web_page_number(struct web_call *c)
{
	int64_t page;
	return str_to_i64(http_query(c->req, "trang"), 1, 100000, &page) ? page : 1;
}

void web_cut(struct web_call *c, struct list_view *v, const struct list_result *rows)
{
	if (rows->more || rows->total > (int64_t)rows->n)
		v->found = arena_printf(c->arena, _("Ở đây là %zu dòng đầu trong %s%.*s."), rows->n, rows->more ? _("hơn ") : "",
					STR_ARG(web_number(c, rows->total)));
}

void web_pages(struct web_call *c, struct list_view *v, struct str path, int64_t page, int64_t total)
{
	web_pages_of(c, v, path, page, total, LIST_PAGE);
}

void web_pages_of(struct web_call *c, struct list_view *v, struct str path, int64_t page, int64_t total, int64_t size)
{
	int64_t from = (page - 1) * size + 1, to = from + (int64_t)v->row_count - 1, last = (total + size - 1) / size;
	if (v->row_count)
		v->found = arena_printf(c->arena, _("%.*s–%.*s trong %.*s"), STR_ARG(web_number(c, from)),
					STR_ARG(web_number(c, to)), STR_ARG(web_number(c, total)));
	bool behind = page > last && total > 0; /* rows went, or the address was written by hand */
	if (behind && !v->row_count)
		v->empty = arena_printf(c->arena, _("Không có trang %.*s: danh sách chỉ có %.*s trang."), STR_ARG(web_number(c, page)),
					STR_ARG(web_number(c, last)));
	if (last <= 1 && !behind)
		return;
	struct link_view *links = arena_array_of(c->arena, 7, struct link_view);
	int64_t shown = 0;
	for (int64_t p = 1; p <= last; p++) {
		if (p != 1 && p != last && (p < page - 2 || p > page + 2))
			continue;
		INVARIANT(v->page_count < 7, "more page links than seven");
		links[v->page_count++] = (struct link_view){
			.href = web_with(c, path, NULL, 0, "trang", arena_printf(c->arena, "%lld", (long long)p)),
			.text = arena_printf(c->arena, "%s%lld", shown && p != shown + 1 ? "… " : "", (long long)p),
			.current = p == page,
		};
		shown = p;
	}
	v->pages = links;
}
