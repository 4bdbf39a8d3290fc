/* Reports as files: with a scan, with files in their cells, signed, as sheets that come back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "record/attach.h"
#include "report_site.h"
#include "signed_pdf.h"

static void a_signed_report_needs_number_and_scan(void **state)
{
	(void)state;
	int64_t of = new_template("T2", "signed"), round = open_round(of, SMALL_DAY), a = answer_at(round, s.commune[0]);
	struct call c = {0};
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=1\n1/2=1\n2=1\n"), 0);
	assert_int_equal(on_answer(CHAIR(AT_A), "answer.approve", a), -ERR_INPUT);
	call_int(&s, &c, "id", a);
	call_add(&c, "number", STR("12/BC-UBND"));
	assert_int_equal(small_run(&s, CHAIR(AT_A), "answer.approve", &c), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "bản quét"));
	struct actor officer = {.person = OFFICER(AT_A)};
	const struct attaching what = {.record = &answer_record, .id = a, .field = STR("scan"), .name = STR("bao-cao.txt"),
				       .bytes = STR("bản quét\n"), .key = STR("quet")};
	struct verb_result result;
	assert_int_equal(record_attach(s.site, &officer, &what, &result, &s.err), 0);
	assert_int_equal(small_run(&s, CHAIR(AT_A), "answer.approve", &c), 0);
	assert_true(answer_is(a, "sent"));
	int64_t direct = new_template("T3", "none"), straight = open_round(direct, SMALL_DAY);
	assert_int_equal(fill(OFFICER(AT_B), answer_at(straight, s.commune[1]), "1/1=1\n1/2=1\n2=1\n"), 0);
	assert_true(answer_is(answer_at(straight, s.commune[1]), "sent"));
}

static int64_t attach(int64_t person, int64_t answer, const char *bytes)
{
	struct actor actor = {.person = person};
	struct verb_result result;
	const struct attaching what = {.record = &answer_record, .id = answer, .name = STR("bản đồ.txt"), .bytes = str_from_c(bytes)};
	return record_attach(s.site, &actor, &what, &result, &s.err) < 0 ? 0 : result.id;
}

static void a_cell_holds_a_file(void **state)
{
	(void)state;
	int64_t of = template_of("T6", "none", "số nguyên|1|Số thôn||||||\ntệp|2|Bản đồ|||x|||\n"), round = open_round(of, SMALL_DAY);
	int64_t a = answer_at(round, s.commune[0]), b = answer_at(round, s.commune[1]);
	char *cells = arena_alloc(s.a, 200);
	assert_int_equal(fill(OFFICER(AT_A), a, "1=5\n"), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "Bản đồ: chưa nhập"));
	assert_int_equal(fill(OFFICER(AT_A), a, "1=5\n2=bản đồ.txt\n"), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "hãy chọn tệp"));
	int64_t own = attach(OFFICER(AT_A), a, "thôn một\n"), other = attach(OFFICER(AT_B), b, "thôn hai\n");
	assert_true(own && other);
	snprintf(cells, 200, "1=5\n2=%lld bản đồ.txt\n", (long long)other); /* another commune's */
	assert_int_equal(fill(OFFICER(AT_A), a, cells), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "không đính kèm ở báo cáo này"));
	snprintf(cells, 200, "1=5\n2=%lld tên khác.txt\n", (long long)own);
	assert_int_equal(fill(OFFICER(AT_A), a, cells), -ERR_INPUT);
	snprintf(cells, 200, "1=5\n2=%lld bản đồ.txt\n", (long long)own);
	assert_int_equal(fill(OFFICER(AT_A), a, cells), 0);
	/* the list of the round has its name, the sheet too, and reading the sheet leaves it as it is */
	struct form *form;
	struct err err = ERR_INIT;
	struct row row = small_row(&s, &answer_record, a);
	struct answer_cell kept[2], none[2] = {{.state = EXPR_EMPTY}, {.state = EXPR_EMPTY}};
	assert_int_equal(report_form(s.db, s.a, row_int(&row, "edition"), &form, &err), 0);
	answer_kept(s.a, form, row_str(&row, "cells"), kept);
	assert_true(str_eq_c(answer_text(s.a, form, 1, &kept[1]), "bản đồ.txt"));
	struct str path = arena_printf(s.a, "%s/file.xlsx", s.dir), sheet, ignored = {0};
	struct str typed[2] = {answer_typed(s.a, form, 0, &kept[0]), answer_typed(s.a, form, 1, &kept[1])}, before = typed[1];
	assert_int_equal(report_sheet_write(arena_c(s.a, path), s.a, form, STR("T6"), none, kept, &err), 0);
	assert_int_equal(fs_read(s.a, arena_c(s.a, path), 1 << 20, &sheet, &err), 0);
	assert_int_equal(report_sheet_read(s.a, form, sheet, "t.xlsx", typed, &ignored, &err), 0);
	assert_true(str_eq(typed[1], before) && str_eq_c(typed[0], "5"));
	unlink(arena_c(s.a, path));
	/* taken off the report it is no longer there to be sent */
	struct call c = {0};
	call_int(&s, &c, "id", own);
	small_do(&s, OFFICER(AT_A), "answer.detach", &c);
	assert_int_equal(fill(OFFICER(AT_A), a, cells), -ERR_INPUT);
}

static int sign_with(int64_t person, int64_t answer, struct str pdf, struct str paper)
{
	struct actor actor = {.person = person};
	struct verb_result result;
	const struct report_signing what = {.answer = answer, .name = STR("ký.pdf"), .bytes = pdf, .paper = paper};
	s.err = ERR_INIT;
	return report_sign(s.site, &actor, &what, &result, &s.err);
}

static void a_report_is_signed_as_a_file(void **state)
{
	(void)state;
	int64_t now = site_now(s.site), year = INT64_C(365) * 86400000;
	struct signer *authority = signer_make(NULL, "Cơ quan thử", 1, now - year, now + year),
		      *chair = signer_make(authority, "Chủ tịch xã", 2, now - year, now + year);
	int64_t of = new_template("T8", "digital"), round = open_round(of, SMALL_DAY), a = answer_at(round, s.commune[0]);
	struct str paper = plain_pdf(s.a);
	struct signing how = {.by = chair, .at = now, .kind = "ETSI.CAdES.detached"};
	struct str good = signed_pdf(s.a, paper, &how);
	assert_int_equal(sign_with(CHAIR(AT_A), a, good, paper), -ERR_CONFLICT); /* nothing to sign yet */
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=1\n1/2=1\n2=1\n"), 0);
	assert_int_equal(on_answer(CHAIR(AT_A), "answer.approve", a), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "ký số"));
	assert_int_equal(sign_with(CHAIR(AT_A), a, paper, paper), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "chưa có chữ ký số"));
	char *bent = arena_c(s.a, good);
	bent[20] ^= 1;
	assert_int_equal(sign_with(CHAIR(AT_A), a, (struct str){bent, good.n}, paper), -ERR_INPUT);
	assert_non_null(strstr(s.err.text, "sửa sau khi ký"));
	assert_int_equal(sign_with(CHAIR(AT_B), a, good, paper), -ERR_NOT_FOUND);
	/* nobody vouches for it yet */
	assert_int_equal(sign_with(CHAIR(AT_A), a, good, paper), 0);
	struct row row = small_row(&s, &answer_record, a);
	assert_true(row_is(&row, "signature", "look") && str_eq_c(row_str(&row, "signer"), "Chủ tịch xã"));
	assert_true(str_find(row_str(&row, "signature_note"), STR("cần người xem")) >= 0);
	struct err err = ERR_INIT;
	const char *pem = arena_c(s.a, arena_printf(s.a, "%s/" REPORT_AUTHORITIES, s.site->dir));
	assert_int_equal(fs_write_new(pem, signer_pem(s.a, authority), 0600, &err), 0);
	assert_int_equal(sign_with(CHAIR(AT_A), a, good, STR("%PDF-another")), 0); /* a good signature on something else */
	row = small_row(&s, &answer_record, a);
	assert_true(row_is(&row, "signature", "look") && str_find(row_str(&row, "signature_note"), STR("người so lại")) >= 0);
	assert_int_equal(sign_with(CHAIR(AT_A), a, good, paper), 0);
	row = small_row(&s, &answer_record, a);
	assert_true(row_is(&row, "signature", "good") && row_value(&row, "signature_note")->kind == VALUE_NULL);
	assert_int_equal(row_int(&row, "signature_at") / 1000, now / 1000);
	assert_int_equal(on_answer(CHAIR(AT_A), "answer.approve", a), 0);
	assert_int_equal(sign_with(CHAIR(AT_A), a, good, paper), -ERR_CONFLICT); /* it has left */
	/* other figures are not those that were signed */
	assert_int_equal(send_back(SPECIALIST, "answer.return", a, "2: sai"), 0);
	assert_int_equal(fill(OFFICER(AT_A), a, "1/1=2\n1/2=1\n2=1\n"), 0);
	row = small_row(&s, &answer_record, a);
	assert_true(row_value(&row, "signature")->kind == VALUE_NULL && row_value(&row, "signed_file")->kind == VALUE_NULL);
	assert_int_equal(on_answer(CHAIR(AT_A), "answer.approve", a), -ERR_INPUT);
	unlink(pem);
	signer_free(authority);
	signer_free(chair);
}

/* ---- sheets ---- */

static struct str file_of(const char *path)
{
	struct str bytes;
	struct err err = ERR_INIT;
	small_must(fs_read(s.a, path, (size_t)4 << 20, &bytes, &err), &err, path);
	return bytes;
}

static void sheets_come_back(void **state)
{
	(void)state;
	char path[128];
	struct form *form;
	struct str text, typed[20] = {{0}}, ignored = {0};
	struct answer_cell before[20], now[20];
	struct err err = ERR_INIT;
	snprintf(path, sizeof(path), "%s/form.xlsx", s.dir);
	assert_int_equal(report_form_write(path, s.a, STR("T1"), str_from_c(body), &err), 0);
	assert_int_equal(report_form_sheet(s.a, file_of(path), "form.xlsx", &text, &err), 0);
	assert_true(str_eq_c(text, body));
	assert_int_equal(form_read(s.a, text, &form, &err), 0);
	answer_kept(s.a, form, STR("1/1=3\n1/2=4\n1=7\n2=2\n4=một\\nhai\n"), now);
	answer_kept(s.a, form, STR(""), before);
	unlink(path);
	assert_int_equal(report_sheet_write(path, s.a, form, STR("T1"), before, now, &err), 0);
	assert_int_equal(report_sheet_read(s.a, form, file_of(path), "t.xlsx", typed, &ignored, &err), 0);
	assert_true(str_eq_c(typed[form_cell_find(form, STR("1/2"))], "4") && ignored.n == 0);
	unlink(path);
	/* columns moved, one more in between */
	assert_int_equal(report_sheet_read(s.a, form, STR("Kỳ này\tGhi chú\tMã\n5\tx\t1/1\n6\t\t2\n"), NULL, typed,
					   &ignored, &err),
			 0);
	assert_true(str_eq_c(typed[form_cell_find(form, STR("1/1"))], "5") &&
		    str_eq_c(typed[form_cell_find(form, STR("1/2"))], "4"));
	/* without its heading; a decimal comma is no separator */
	assert_int_equal(report_sheet_read(s.a, form, STR("1/1\tTổng số – Nam\t8,5\n2\tĐảng viên\t9\n"), NULL, typed,
					   &ignored, &err),
			 0);
	assert_true(str_eq_c(typed[form_cell_find(form, STR("1/1"))], "8,5"));
	struct str kept = typed[form_cell_find(form, STR("2"))];
	assert_int_equal(report_sheet_read(s.a, form, STR("Mã\tNội dung\tKỳ này\n1/1\tSố lợn\t5\n2\tSố gà\t6\n"), NULL,
					   typed, &ignored, &err),
			 -ERR_INPUT);
	assert_non_null(strstr(err.text, "biểu mẫu khác"));
	assert_int_equal(
		report_sheet_read(s.a, form, STR("Mã\tKỳ này\n77\t5\n2\t7\n78\t1\n"), NULL, typed, &ignored, &err),
		-ERR_INPUT);
	assert_int_equal(report_sheet_read(s.a, form, STR("Mã\tKỳ này\n2\t#REF!\n"), NULL, typed, &ignored, &err), -ERR_INPUT);
	assert_non_null(strstr(err.text, "Dòng 2: ô «Kỳ này» báo lỗi “#REF!”"));
	err = ERR_INIT;
	assert_int_equal(report_sheet_read(s.a, form, STR("Mã\tKỳ này\n2\t5\n2\t7\n"), NULL, typed, &ignored, &err),
			 -ERR_INPUT);
	assert_int_equal(report_sheet_read(s.a, form, STR("Xã,Số\nA,5\n"), "a.csv", typed, &ignored, &err), -ERR_INPUT);
	assert_true(str_eq(typed[form_cell_find(form, STR("2"))], kept)); /* refused whole */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signed_report_needs_number_and_scan),
		cmocka_unit_test(a_cell_holds_a_file),
		cmocka_unit_test(a_report_is_signed_as_a_file),
		cmocka_unit_test(sheets_come_back),
	};
	return cmocka_run_group_tests_name("files of reports", tests, begin, sound);
}
