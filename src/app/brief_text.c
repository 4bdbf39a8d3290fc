#include "app/brief.h"
#include "base/json.h"
#include "text/text.h"

/* What was frozen in an earlier week, in the same words. */
static void before_json(struct json_out *j, struct arena *a, const struct snapshot *s)
{
	json_key(j, "before");
	json_object(j);
	json_kv_str(j, "day", date_iso(a, s->day));
	json_kv_i64(j, "commune_committees", s->committees);
	json_kv_i64(j, "total", s->total);
	json_kv_i64(j, "done", s->done);
	json_kv_i64(j, "late", s->late);
	json_kv_i64(j, "due_soon", s->soon);
	json_kv_i64(j, "waiting", s->waiting);
	json_kv_i64(j, "difficulties", s->difficulties);
	json_object_end(j);
}

static void due_json(struct json_out *j, struct arena *a, const struct brief *b)
{
	json_key(j, "due");
	json_array(j);
	for (size_t i = 0; i < b->due_n; i++) {
		const struct brief_due *d = &b->due[i];
		json_object(j);
		json_kv_str(j, "title", d->title);
		json_kv_str(j, "by", date_iso(a, d->by));
		json_kv_c(j, "kind", d->milestone ? "milestone" : d->step ? "step" : "assignment");
		if (d->of) {
			json_kv_i64(j, "done", d->done);
			json_kv_i64(j, "of", d->of);
		}
		json_kv_str(j, "basis", d->basis);
		json_object_end(j);
	}
	json_array_end(j);
}

/* "2025/chair" in two. */
static void assigners_json(struct json_out *j, const char *key, const struct figures_line *lines, size_t n)
{
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		const struct figures *f = &lines[i].figures;
		int64_t year = 0;
		struct str what = lines[i].what;
		str_to_i64(str_slice(what, 0, 4), 0, 9999, &year);
		json_object(j);
		json_kv_i64(j, "year", year);
		json_kv_str(j, "assigner", str_slice(what, 5, what.n));
		json_kv_i64(j, "total", f->total);
		json_kv_i64(j, "done", figures_done(f));
		json_kv_i64(j, "early", f->early);
		json_kv_i64(j, "on_time", f->on_time);
		json_kv_i64(j, "late", f->late);
		json_kv_i64(j, "submitted", f->submitted);
		json_kv_i64(j, "in_progress", f->in_progress);
		json_kv_i64(j, "not_started", f->not_started);
		json_kv_i64(j, "overdue", f->overdue);
		json_object_end(j);
	}
	json_array_end(j);
}

static void asked_json(struct json_out *j, struct arena *a, const struct brief *b)
{
	json_key(j, "decisions");
	json_array(j);
	for (size_t i = 0; i < b->decision_n; i++) {
		json_object(j);
		json_kv_str(j, "question", b->decisions[i].question);
		json_kv_str(j, "asked", date_iso(a, b->decisions[i].asked));
		json_object_end(j);
	}
	json_array_end(j);
	json_key(j, "difficulties");
	json_array(j);
	for (size_t i = 0; i < b->difficulty_n; i++) {
		const struct brief_difficulty *d = &b->difficulties[i];
		json_object(j);
		json_kv_str(j, "unit", d->unit_code);
		json_kv_str(j, "unit_name", d->unit_name);
		json_kv_str(j, "text", d->text);
		json_kv_str(j, "day", date_iso(a, d->day));
		json_kv_c(j, "state", d->passed ? "passed" : "reported");
		json_object_end(j);
	}
	json_array_end(j);
}

static void kinds_json(struct json_out *j, const struct brief *b)
{
	json_key(j, "kinds");
	json_array(j);
	for (size_t i = 0; i < b->body_n; i++) {
		json_object(j);
		json_kv_str(j, "kind", b->bodies[i].kind);
		json_kv_i64(j, "done", b->bodies[i].done);
		if (b->bodies[i].of != BRIEF_UNKNOWN)
			json_kv_i64(j, "of", b->bodies[i].of);
		json_object_end(j);
	}
	json_array_end(j);
}

static void states_json(struct json_out *j, const char *key, const struct brief_states *s)
{
	json_key(j, key);
	json_object(j);
	for (size_t i = 0; i < s->n; i++)
		json_kv_i64(j, s->of[i].state, s->of[i].n);
	json_object_end(j);
}

static void freed_json(struct json_out *j, struct arena *a, const struct brief *b)
{
	states_json(j, "handovers", &b->handovers);
	json_key(j, "handovers_late");
	json_array(j);
	for (size_t i = 0; i < b->freed_n; i++) {
		const struct brief_freed *f = &b->freed[i];
		json_object(j);
		json_kv_str(j, "unit_name", f->unit_name);
		json_kv_str(j, "person", f->person);
		json_kv_str(j, "work", f->work);
		json_kv_str(j, "successor", f->successor);
		json_kv_str(j, "due", date_iso(a, f->due));
		json_object_end(j);
	}
	json_array_end(j);
}

void brief_json(struct buf *out, const struct brief *b)
{
	_cleanup_arena_ struct arena *a = arena_new("brief", 1 << 22);
	struct json_out j;
	json_begin(&j, out);
	json_object(&j);
	json_kv_str(&j, "day", date_iso(a, b->day));
	if (b->has_election)
		json_kv_str(&j, "election_day", date_iso(a, b->election_day));
	json_key(&j, "bodies");
	json_object(&j);
	json_key(&j, "commune_committee");
	json_object(&j);
	json_kv_i64(&j, "done", b->committees);
	json_kv_i64(&j, "of", b->has_election ? b->committees_of : b->communes);
	json_object_end(&j);
	json_kv_i64(&j, "to_review", b->committees_wrong);
	kinds_json(&j, b);
	json_object_end(&j);
	states_json(&j, "seals", &b->seals);
	states_json(&j, "polling_places", &b->places);
	freed_json(&j, a, b);
	json_key(&j, "tasks");
	json_object(&j);
	json_kv_i64(&j, "total", b->total);
	json_kv_i64(&j, "done", b->done);
	json_kv_i64(&j, "late", b->late);
	json_kv_i64(&j, "due_soon", b->soon);
	json_object_end(&j);
	assigners_json(&j, "assigners", b->assigners, b->assigner_n);
	assigners_json(&j, "assignments", b->wholes, b->whole_n);
	json_kv_i64(&j, "waiting", b->waiting);
	if (b->has_before)
		before_json(&j, a, &b->before);
	json_key(&j, "late");
	json_array(&j);
	for (size_t i = 0; i < b->late_n; i++) {
		const struct brief_late *l = &b->late_rows[i];
		json_object(&j);
		json_kv_str(&j, "unit", l->unit_code);
		json_kv_str(&j, "unit_name", l->unit_name);
		json_kv_str(&j, "task", l->title);
		json_kv_str(&j, "due", date_iso(a, l->due));
		json_kv_str(&j, "legal_due", date_iso(a, l->legal_due));
		json_kv_i64(&j, "days", l->days);
		json_kv_str(&j, "basis", l->basis);
		if (l->directed_document.n)
			json_kv_str(&j, "directed_document", l->directed_document);
		json_object_end(&j);
	}
	json_array_end(&j);
	due_json(&j, a, b);
	asked_json(&j, a, b);
	json_kv_str(&j, "head", head_short(a, &b->head));
	json_object_end(&j);
	buf_add_char(out, '\n');
}

static void states_text(struct buf *out, const char *what, const struct brief_states *s)
{
	size_t shown = 0;
	for (size_t i = 0; i < s->n; i++)
		if (s->of[i].n)
			buf_printf(out, "%s%s %lld", shown++ ? "; " : what, s->of[i].title, (long long)s->of[i].n);
	if (shown)
		buf_add_char(out, '\n');
}

static void bodies_text(struct buf *out, struct arena *a, const struct brief *b)
{
	for (size_t i = 0; i < b->body_n; i++) {
		const struct brief_body *x = &b->bodies[i];
		buf_printf(out, "%s%s %lld", i ? "; " : _("Tổ chức bầu cử đã thành lập: "), x->title, (long long)x->done);
		if (x->of != BRIEF_UNKNOWN)
			buf_printf(out, "/%lld", (long long)x->of);
	}
	if (b->body_n)
		buf_add_char(out, '\n');
	states_text(out, _("Con dấu: "), &b->seals);
	states_text(out, _("Nơi bỏ phiếu: "), &b->places);
	states_text(out, _("Bàn giao công việc: "), &b->handovers);
	for (size_t i = 0; i < b->freed_n; i++) {
		const struct brief_freed *f = &b->freed[i];
		buf_printf(out, _("  quá hạn bàn giao: %.*s (%.*s), «%.*s» cho %.*s, hạn %.*s\n"), STR_ARG(f->person),
			   STR_ARG(f->unit_name), STR_ARG(f->work), STR_ARG(f->successor), STR_ARG(date_vn(a, f->due)));
	}
}

static void late_text(struct buf *out, struct arena *a, const struct brief *b)
{
	if (b->late_n)
		buf_printf(out, _("\nCHẬM (%lld việc)\n"), (long long)b->late);
	for (size_t i = 0; i < b->late_n; i++) {
		const struct brief_late *l = &b->late_rows[i];
		buf_printf(out, _("  %.*s – quá hạn %lld ngày (hạn %.*s) – %.*s – %.*s\n"), STR_ARG(l->unit_name),
			   (long long)l->days, STR_ARG(date_vn(a, l->due)), STR_ARG(l->title), STR_ARG(l->basis));
	}
	if (b->late > (int64_t)b->late_n)
		buf_printf(out, _("  … và %lld việc chậm ít ngày hơn\n"), (long long)b->late - (long long)b->late_n);
}

static void decisions_text(struct buf *out, struct arena *a, const struct brief *b)
{
	if (b->waiting)
		buf_printf(out, _("\nCẦN QUYẾT ĐỊNH (%lld)\n"), (long long)b->waiting);
	for (size_t i = 0; i < b->decision_n; i++)
		buf_printf(out, _("  %.*s – trình %.*s – %.*s\n"), STR_ARG(b->decisions[i].question),
			   STR_ARG(date_vn(a, b->decisions[i].asked)), STR_ARG(b->decisions[i].asked_by));
	for (size_t i = 0; i < b->due_n; i++)
		if (brief_due_waits(&b->due[i]))
			buf_printf(out, _("  Giao nhiệm vụ: %.*s – hạn %.*s\n"), STR_ARG(b->due[i].title),
				   STR_ARG(date_vn(a, b->due[i].by)));
}

static void difficulties_text(struct buf *out, struct arena *a, const struct brief *b)
{
	if (b->difficulty_n)
		buf_printf(out, _("\nKHÓ KHĂN, VƯỚNG MẮC (%zu)\n"), b->difficulty_n);
	for (size_t i = 0; i < b->difficulty_n; i++)
		buf_printf(out, "  %.*s – %.*s – %.*s%s\n", STR_ARG(b->difficulties[i].unit_name),
			   STR_ARG(date_vn(a, b->difficulties[i].day)), STR_ARG(b->difficulties[i].text),
			   b->difficulties[i].passed ? _(" (đã chuyển cấp trên)") : "");
}

static void due_text(struct buf *out, struct arena *a, const struct brief *b)
{
	if (b->due_n)
		buf_add_c(out, _("\nĐẾN HẠN TRONG 7 NGÀY VÀ MỐC CẦN THEO DÕI\n"));
	for (size_t i = 0; i < b->due_n; i++) {
		const struct brief_due *s = &b->due[i];
		buf_printf(out, "  %.*s – %.*s", STR_ARG(date_vn_long(a, s->by)), STR_ARG(s->title));
		if (s->of)
			buf_printf(out, " – %lld/%lld", (long long)s->done, (long long)s->of);
		else if (s->milestone)
			buf_add_c(out, s->by < b->day ? _(" – mốc của cơ quan khác, chưa ghi hoàn thành")
						      : _(" – mốc của cơ quan khác"));
		else
			buf_add_c(out, _(" – chưa giao"));
		buf_printf(out, "%s%.*s\n", s->basis.n ? " – " : "", STR_ARG(s->basis));
	}
}

static void missing_text(struct buf *out, const struct brief *b)
{
	int64_t missing = b->committees_of - b->committees;
	if (!missing)
		return;
	buf_printf(out, _("\nCHƯA CÓ ỦY BAN BẦU CỬ (%lld/%lld xã, phường, đặc khu)\n  "), (long long)missing,
		   (long long)b->committees_of);
	size_t shown = 0;
	for (size_t i = 0; i < b->unit_n && (int64_t)i < b->communes; i++)
		if (!b->units[i].committee)
			buf_printf(out, "%s%.*s", shown++ ? ", " : "", STR_ARG(b->units[i].name));
	buf_add_char(out, '\n');
}

static void before_text(struct buf *out, struct arena *a, const struct brief *b)
{
	const struct snapshot *s = &b->before;
	if (!b->has_before) {
		buf_add_c(out, _("Tuần trước: chưa chốt số liệu.\n"));
		return;
	}
	buf_printf(out, _("Tuần trước (chốt %.*s): đã xong %.*s; chậm %.*s; đến hạn trong 7 ngày %.*s; Ủy ban bầu cử %lld/%lld\n"),
		   STR_ARG(date_vn(a, s->day)), STR_ARG(text_number(a, s->done)), STR_ARG(text_number(a, s->late)),
		   STR_ARG(text_number(a, s->soon)), (long long)s->committees, (long long)s->communes);
}

void brief_text(struct buf *out, const struct brief *b)
{
	_cleanup_arena_ struct arena *a = arena_new("brief", 1 << 22);
	if (b->has_election)
		buf_printf(out, _("%.*s · còn %lld ngày đến ngày bầu cử %.*s\n"), STR_ARG(date_vn_long(a, b->day)),
			   (long long)b->days_left, STR_ARG(date_vn_long(a, b->election_day)));
	else
		buf_printf(out, _("%.*s · chưa mở cuộc bầu cử nào (chuyên viên Sở mở tại trang Bầu cử)\n"),
			   STR_ARG(date_vn_long(a, b->day)));
	buf_printf(out, _("Nhiệm vụ: %.*s; đã xong %.*s; chậm %.*s; đến hạn trong 7 ngày %.*s\n"),
		   STR_ARG(text_number(a, b->total)), STR_ARG(text_number(a, b->done)), STR_ARG(text_number(a, b->late)),
		   STR_ARG(text_number(a, b->soon)));
	if (b->committees_of)
		buf_printf(out, _("Ủy ban bầu cử cấp xã: %lld/%lld; cần xem lại %lld\n"), (long long)b->committees,
			   (long long)b->committees_of, (long long)b->committees_wrong);
	if (b->has_election)
		bodies_text(out, a, b);
	before_text(out, a, b);
	decisions_text(out, a, b);
	late_text(out, a, b);
	due_text(out, a, b);
	difficulties_text(out, a, b);
	missing_text(out, b);
	buf_printf(out, _("\nĐầu sổ cái: %.*s\n"), STR_ARG(head_short(a, &b->head)));
}
