/* Many tasks at once: the boxes of a list, the form they are sent with, and what it does. */
#include "http/form.h"
#include "web/work_pages.h"

static bool came_back(struct web_call *c) { return c->req->method == HTTP_POST; }

static struct str not_chosen(bool accept)
{
	return str_from_c(accept ? _("Chưa chọn kết quả nào: đánh dấu các nhiệm vụ trong bảng rồi gửi.")
				 : _("Chưa chọn đơn vị nào: đánh dấu các đơn vị trong bảng rồi gửi."));
}

static struct field_view text_field(struct web_call *c)
{
	struct field_view f = {.kind = CONTROL_LONG,
			       .name = STR("text"),
			       .label = str_from_c(_("Nội dung đôn đốc")),
			       .hint = str_from_c(_("Gửi đến từng đơn vị đã đánh dấu trong bảng.")),
			       .required = true};
	if (!came_back(c))
		return f;
	f.value = http_form(c->req, "text");
	if (!str_trim(f.value).n)
		f.error = str_from_c(_("Chưa nhập «Nội dung đôn đốc»."));
	return f;
}

static void form_of(struct web_call *c, bool accept, struct str back, struct form_view *ret)
{
	static const struct {
		const char *path;
		const struct verb *verb;
	} grades[] = {{"/nhiem-vu/phe-binh", &task_criticise}, {"/nhiem-vu/kiem-diem", &task_demand}};
	struct field_view *fields = arena_array_of(c->arena, 2, struct field_view);
	struct link_view *others = arena_array_of(c->arena, ARRAY_LEN(grades), struct link_view);
	size_t n = 0;
	if (!accept)
		fields[n++] = text_field(c);
	fields[n++] = (struct field_view){.kind = CONTROL_HIDDEN, .name = STR("ve"), .value = back};
	*ret = (struct form_view){
		.id = accept ? STR("nghiem-thu") : STR("don-doc"),
		.action = accept ? STR("/nhiem-vu/nghiem-thu") : STR("/nhiem-vu/nhac-nho"),
		.heading = str_from_c(accept ? _("Nghiệm thu các kết quả đã chọn") : _("Đôn đốc các đơn vị đã chọn")),
		.fields = fields,
		.count = n,
		.submit = str_from_c(accept ? task_accept.title : task_remind.title),
		.summed = true,
	};
	for (size_t i = 0; i < ARRAY_LEN(grades) && !accept; i++)
		if (access_could(&c->actor, grades[i].verb->name))
			others[ret->other_count++] =
				(struct link_view){.href = str_from_c(grades[i].path), .text = str_from_c(grades[i].verb->title)};
	ret->others = others;
}

const struct many_view *work_many(struct web_call *c, bool accept, struct str back, const struct str *ids,
				  struct form_view *ret_form)
{
	struct many_view *many = arena_new_of(c->arena, struct many_view);
	if (web_page_number(c) > 1)
		back = web_with(c, back, NULL, 0, "trang", http_query(c->req, "trang"));
	form_of(c, accept, back, ret_form);
	*many = (struct many_view){.ids = ids, .form = arena_printf(c->arena, "%.*s-gui", STR_ARG(ret_form->id))};
	if (!came_back(c))
		return many;
	many->wrong_rows = not_chosen(accept);
	many->wrong_todo = ret_form->fields[0].error;
	many->todo_at = arena_printf(c->arena, "%.*s-%.*s", STR_ARG(ret_form->id), STR_ARG(ret_form->fields[0].name));
	return many;
}

void work_many_gone(struct web_call *c, struct page_view *page, const struct many_view *many)
{
	if (came_back(c) && !many)
		web_message(c, page, TONE_LATE, str_from_c(_("Chưa gửi: các nhiệm vụ ở đây không còn để chọn nữa.")));
}

/* ---- what was sent ---- */

/* The page of the form once more, as its address says: the list with its filters and page, or the recipients of an assignment. */
static int as_it_was(struct web_call *c, const struct verb *verb, struct str back, struct err *err)
{
	const struct str of_assignment = STR("/giao-viec/");
	struct http_request *req = arena_new_of(c->arena, struct http_request);
	struct err unread = ERR_INIT;
	*req = *c->req;
	if (!http_is_local(back) || http_parse_target(c->arena, back, req, &unread) < 0)
		return err_set(err, ERR_INPUT, "%.*s", STR_ARG(not_chosen(verb == &task_accept)));
	c->req = req;
	http_restart(c->res, 422);
	if (str_starts(req->path, of_assignment) &&
	    str_to_i64(str_slice(req->path, of_assignment.n, req->path.n), 1, (int64_t)1 << 53, &c->id))
		return page_of_assignment(c, err);
	return page_of_task_list(c, err);
}

/* The chosen rows are the verb's `id` and `also`. */
static int many(struct web_call *c, const struct verb *verb, struct err *err)
{
	struct str chosen = web_joined(c, "chon"), id = http_form(c->req, "id"), also = http_form(c->req, "also");
	struct verb_result result;
	struct str back = http_form(c->req, "ve");
	if (chosen.n) {
		ptrdiff_t space = str_find_char(chosen, ' ');
		id = space < 0 ? chosen : str_slice(chosen, 0, (size_t)space);
		also = space < 0 ? (struct str){0} : str_slice(chosen, (size_t)space + 1, chosen.n);
	}
	if (!str_to_i64(id, 1, (int64_t)1 << 53, &c->id))
		return as_it_was(c, verb, back, err);
	const struct http_pair fields[] = {{STR_INIT("id"), id},
					   {STR_INIT("also"), also},
					   {STR_INIT("text"), http_form(c->req, "text")},
					   {STR_INIT("ve"), back},
					   {str_from_c(HTML_FIELD_KEY), http_form(c->req, HTML_FIELD_KEY)}};
	struct http_request *req = arena_new_of(c->arena, struct http_request);
	*req = *c->req;
	req->form = (struct http_pairs){fields, ARRAY_LEN(fields)};
	c->req = req;
	int r = web_run(c, verb, &result, err);
	if (r > 0)
		http_redirect(c->res, web_with(c, back.n ? back : STR("/nhiem-vu"), NULL, 0, "xong", STR("1")));
	return r < 0 ? r : 0;
}

int page_of_tasks_remind(struct web_call *c, struct err *err) { return many(c, &task_remind, err); }

int page_of_tasks_criticise(struct web_call *c, struct err *err) { return many(c, &task_criticise, err); }

int page_of_tasks_demand(struct web_call *c, struct err *err) { return many(c, &task_demand, err); }

int page_of_tasks_accept(struct web_call *c, struct err *err) { return many(c, &task_accept, err); }
