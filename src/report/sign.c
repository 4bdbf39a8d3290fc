/* A report signed as a PDF: what its signature says, kept with the answer. */
#include "base/fs.h"
#include "file/signature.h"
#include "record/attach.h"
#include "report/internal.h"

int report_authorities(const struct site *site, struct arena *a, struct str *ret_pem, struct err *err)
{
	const char *path = arena_c(a, arena_printf(a, "%s/" REPORT_AUTHORITIES, site->dir));
	*ret_pem = (struct str){0};
	return fs_exists(path) ? fs_read(a, path, SIGNATURE_AUTHORITIES_MOST, ret_pem, err) : 0;
}

void report_unsign(struct edit *answer)
{
	static const char *const fields[] = {"scan",	     "signed_file",  "signature",     "signer",
					     "signature_serial", "signature_at", "signature_note"};
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		edit_set(answer, fields[i], v_null());
}

int report_file_there(struct verb_call *c, const struct row *answer, const char *field, struct err *err)
{
	struct row file;
	int64_t id = row_int(answer, field);
	int r = id ? row_load(c->db, c->arena, &file_record, id, &file, err) : 0;
	return r > 0 ? record_file_attached(&file) : r;
}

/* ---- answer.sign ---- */

/* What the program found, beside the parameters. */
struct found {
	struct signature_report report;
	bool same; /* the paper that is printed here, with nothing but signatures behind it */
	struct str hash;
};

static int check_sign(struct verb_call *c, struct err *err)
{
	/* named by its number alone: nobody read the signature */
	static const struct found unread = {.report.verdict = SIGNATURE_LOOK};
	const struct found *found = c->input->data ? c->input->data : &unread;
	struct at_work w;
	struct row file;
	INVARIANT(found->report.verdict >= SIGNATURE_LOOK, "a broken signature is refused before");
	int r = report_at_work(c, &w, err);
	if (r == 0 && !row_is(&w.answer, "state", "prepared"))
		return err_set(err, ERR_CONFLICT, _("Chỉ ký báo cáo đang chờ lãnh đạo duyệt."));
	if (r == 0)
		r = verb_load(c, &file_record, verb_int(c, "file"), &file, err);
	if (r < 0)
		return r;
	if (!record_file_attached(&file) || !row_is(&file, "of_record", answer_record.name) ||
	    row_int(&file, "of_id") != w.answer.id || (found != &unread && !str_eq(row_str(&file, "hash"), found->hash)))
		return err_set(err, ERR_CONFLICT, _("Tệp ký số không còn đính kèm ở báo cáo này; hãy nộp lại."));
	static const struct signature nobody;
	const struct signature *last = found->report.n ? &found->report.v[found->report.n - 1] : &nobody;
	bool good = found->report.verdict == SIGNATURE_GOOD && found->same;
	struct str why = found->report.why;
	if (!found->same)
		why = arena_printf(c->arena, "%.*s%s%s", STR_ARG(why), why.n ? "; " : "",
				   _("tệp được ký không phải là bản PDF hệ thống in ra cho số liệu này, cần người so lại"));
	edit_set(w.edit, "signed_file", v_int(file.id));
	edit_set(w.edit, "signature", v_c(good ? "good" : "look"));
	edit_set(w.edit, "signer", last->signer.n ? v_text(last->signer) : v_null());
	edit_set(w.edit, "signature_serial", last->serial.n ? v_text(last->serial) : v_null());
	edit_set(w.edit, "signature_at", last->at ? v_int(last->at) : v_null());
	edit_set(w.edit, "signature_note", why.n ? v_text(why) : v_null());
	return 0;
}

static const struct field sign_params[] = {
	{.name = "id", .kind = FIELD_REF, .label = _("Báo cáo"), .flags = FIELD_REQUIRED, .references = "answer"},
	{.name = "revision", .kind = FIELD_INT, .label = _("Lần sửa")},
	{.name = "file", .kind = FIELD_INT, .label = _("Tệp ký số"), .flags = FIELD_REQUIRED},
};
const struct verb answer_sign = {"answer.sign", _("Nộp tệp ký số"), sign_params, ARRAY_LEN(sign_params), &answer_record,
				 verb_of_row, check_sign,	    NULL};

/* ---- from the file to the verb ---- */

/* The file of these bytes that is attached already, or a new one. */
static int keep_file(struct site *site, const struct actor *actor, const struct report_signing *what, struct arena *a,
		     struct str hash, int64_t *ret_file, struct err *err)
{
	struct row *files;
	struct db *db;
	struct verb_result result;
	size_t n = 0;
	int r = site_reader(site, &db, err);
	if (r < 0)
		return r;
	r = record_files(db, a, &answer_record, what->answer, &files, &n, err);
	db_close(db);
	for (size_t i = 0; r == 0 && i < n; i++)
		if (record_file_attached(&files[i]) && str_eq(row_str(&files[i], "hash"), hash)) {
			*ret_file = files[i].id;
			return 0;
		}
	const struct attaching one = {.record = &answer_record, .id = what->answer, .name = what->name, .bytes = what->bytes,
				      .key = what->key};
	if (r == 0)
		r = record_attach(site, actor, &one, &result, err);
	if (r == 0)
		*ret_file = result.id;
	return r;
}

int report_sign(struct site *site, const struct actor *actor, const struct report_signing *what, struct verb_result *ret_result,
		struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("sign", (size_t)64 << 20);
	struct found found = {.same = what->paper.n && str_starts(what->bytes, what->paper)};
	struct str authorities;
	struct hash hash = hash_str(what->bytes);
	int64_t file = 0;
	found.hash = hex(a, hash.b, HASH_LEN);
	int r = report_authorities(site, a, &authorities, err);
	if (r == 0)
		r = signature_check(a, what->bytes, authorities, site_now(site), &found.report, err);
	if (r < 0)
		return r;
	if (found.report.verdict == SIGNATURE_NONE)
		return err_field(err, ERR_INPUT, "file", _("Tệp PDF này chưa có chữ ký số; hãy ký số rồi nộp."));
	if (found.report.verdict == SIGNATURE_BROKEN)
		return err_field(err, ERR_INPUT, "file", _("Chưa nhận tệp: %.*s. Hãy ký lại từ tệp gốc rồi nộp lại."),
				 STR_ARG(found.report.why));
	r = keep_file(site, actor, what, a, found.hash, &file, err);
	if (r < 0)
		return r;
	struct verb_arg args[] = {{STR_INIT("id"), arena_printf(a, "%lld", (long long)what->answer)},
				  {STR_INIT("revision"), what->revision ? arena_printf(a, "%lld", (long long)what->revision)
									: (struct str){0}},
				  {STR_INIT("file"), arena_printf(a, "%lld", (long long)file)}};
	struct verb_input input = {.args = args,
				   .n = ARRAY_LEN(args),
				   .key = what->key.n ? arena_printf(a, "%.*s-ky", STR_ARG(str_head(what->key, 60))) : what->key,
				   .data = &found};
	return verb_run(site, actor, &answer_sign, &input, ret_result, err);
}
