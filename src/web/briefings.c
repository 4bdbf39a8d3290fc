/* Weekly briefings: the list with its buttons, one briefing, its paper; and the brief of the day as paper. */
#include "app/brief.h"
#include "record/verbs.h"
#include "web/internal.h"
#include "web/elections.h"
#include "web/papers.h"
#include "web/registers.h"
#include "web/templates.h"

int page_of_brief_paper(struct web_call *c, struct err *err)
{
	struct brief b;
	struct pdf_paper paper;
	int r = web_may(c, "brief.read", c->site->root, err);
	if (r == 0) { /* a role of that name, but not for the province: the first page says what is theirs */
		http_redirect(c->res, STR("/"));
		return 0;
	}
	if (r > 0)
		r = web_brief(c, &b, err);
	if (r == 0)
		r = paper_brief(c->arena, c->site, c->db, &b, &paper, err);
	return r < 0 ? r : web_send_paper(c, &paper, web_path(c, "ban-tin-%.*s.pdf", STR_ARG(date_iso(c->arena, b.day))), err);
}

/* ---- the list ---- */

static struct form_view button(struct web_call *c, const struct verb *verb, const char *action, const char *intro, int *ret_r,
			       struct err *err)
{
	struct form_view form = {0};
	*ret_r = web_form(c, verb, str_from_c(action), NULL, 0, &form, err);
	form.intro = str_from_c(intro);
	return form;
}

static int buttons(struct web_call *c, struct list_page_view *v, struct err *err)
{
	struct form_view *forms = arena_array_of(c->arena, 2, struct form_view);
	int r = web_may(c, briefing_draft.name, c->site->root, err);
	if (r > 0) {
		forms[v->form_count++] =
			button(c, &briefing_draft, "/ban-tin",
			       _("Chương trình chốt số liệu của tuần và viết sẵn bốn phần từ số liệu; bạn sửa rồi phát hành."),
			       &r, err);
		if (r == 0)
			forms[v->form_count++] =
				button(c, &snapshot_take, "/ban-tin/chot",
				       _("Chỉ chốt số liệu: tuần sau trang điều hành so với số này. Mỗi tuần một lần."), &r, err);
	}
	v->forms = forms;
	return r < 0 ? r : 0;
}

int page_of_briefing_list(struct web_call *c, struct err *err)
{
	struct list_page_view v = {.page = web_page(c, str_from_c(briefing_record.many), "/bao-cao")};
	struct list_result rows = {0};
	struct link_view *tools = arena_array_of(c->arena, 2, struct link_view);
	int64_t page = web_page_number(c);
	int r = record_list(c->db, c->arena, &c->actor,
			    &(struct list_query){.record = &briefing_record, .offset = (page - 1) * LIST_PAGE}, &rows, err);
	if (r == 0)
		r = register_table(c, &briefing_record, &rows, &v.list, err);
	if (r == 0)
		r = buttons(c, &v, err);
	if (r < 0)
		return r;
	tools[0] = (struct link_view){.href = STR("/danh-muc/snapshot"), .text = str_from_c(snapshot_record.many)};
	tools[1] = (struct link_view){.href = STR("/hom-nay/pdf"), .text = str_from_c(_("Bản tin hôm nay (PDF)"))};
	v.list.tools = tools;
	v.list.tool_count = 2;
	web_pages(c, &v.list, STR("/ban-tin"), page, rows.total);
	page_list(&c->html, &v);
	return 0;
}

int page_of_briefing_new(struct web_call *c, struct err *err)
{
	struct verb_result result;
	int r = web_run(c, &briefing_draft, &result, err);
	if (r > 0)
		http_redirect(c->res, web_path(c, "/ban-tin/%lld?xong=1", (long long)result.id));
	return r < 0 ? r : 0;
}

/* ---- one briefing ---- */

static int facts(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err)
{
	static const char *const shown[] = {"situation", "difficulties", "proposals", "next",      "recipients", "signer_position",
					    "signer",    "snapshot",     "before",    "drafted_by", "day",        "issued_day",
					    "issued_by"};
	struct fact_view *f = arena_array_of(c->arena, ARRAY_LEN(shown), struct fact_view);
	int r = 0;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(shown); i++) {
		const struct field *field = &briefing_record.fields[record_field(&briefing_record, shown[i])];
		f[i].label = str_from_c(field->label);
		f[i].href = register_reference(c, field, row_value(row, shown[i]));
		r = web_value(c, field, row_value(row, shown[i]), &f[i].value, err);
	}
	v->facts = f;
	v->fact_count = ARRAY_LEN(shown);
	return r;
}

static int doings(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err)
{
	struct link_view *links = arena_array_of(c->arena, 2, struct link_view);
	struct form_view *form = arena_new_of(c->arena, struct form_view);
	bool issued = row_is(row, "state", "issued");
	int may = register_may(c, row, "save", err);
	links[v->related_count++] = (struct link_view){.href = web_path(c, "/ban-tin/%lld/pdf", (long long)row->id),
						       .text = str_from_c(issued ? _("Bản in (PDF)") : _("Xem trước bản in (PDF)"))};
	if (may > 0 && !issued)
		links[v->related_count++] =
			(struct link_view){.href = web_path(c, "/danh-muc/briefing/%lld/sua", (long long)row->id),
					   .text = str_from_c(_("Sửa bản tin"))};
	v->related = links;
	if (may >= 0)
		may = register_may(c, row, "issue", err);
	if (may <= 0 || issued)
		return may < 0 ? may : 0;
	int r = web_form(c, &briefing_issue, web_path(c, "/ban-tin/%lld/phat-hanh", (long long)row->id), NULL, 0, form, err);
	form->heading = str_from_c(_("Phát hành"));
	form->danger = true;
	v->forms = form;
	v->form_count = 1;
	return r;
}

int page_of_briefing(struct web_call *c, struct err *err)
{
	struct row row;
	int r = web_read(c, &briefing_record, c->id, &row, err);
	if (r < 0)
		return r;
	struct str number = briefing_number(c->arena, &row);
	struct sheet_view v = {.page = web_page(c, row_str(&row, "about"), "/bao-cao")};
	v.page.lead = number.n ? arena_printf(c->arena, _("Báo cáo số %.*s ngày %.*s"), STR_ARG(number),
					      STR_ARG(date_vn(c->arena, row_day(&row, "issued_day"))))
			       : str_from_c(_("Đang soạn, chưa có số"));
	v.state = (struct tag_view){number.n ? TONE_DONE : TONE_SOON,
				    field_text(c->arena, &briefing_record.fields[record_field(&briefing_record, "state")],
					       row_value(&row, "state"))};
	web_crumb(c, &v.page, STR("/ban-tin"), str_from_c(briefing_record.many));
	r = facts(c, &row, &v, err);
	if (r == 0)
		r = doings(c, &row, &v, err);
	if (r == 0)
		r = web_history(c, &briefing_record, row.id, &v, err);
	if (r == 0)
		page_sheet(&c->html, &v);
	return r;
}

int page_of_briefing_paper(struct web_call *c, struct err *err)
{
	struct row row;
	struct pdf_paper paper;
	int r = web_read(c, &briefing_record, c->id, &row, err);
	if (r == 0)
		r = paper_briefing(c->arena, c->site, c->db, &row, &paper, err);
	return r < 0 ? r : web_send_paper(c, &paper, web_path(c, "ban-tin-tuan-%lld.pdf", (long long)row.id), err);
}
