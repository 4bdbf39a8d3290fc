/* The result file: written and counted again, forged, cut, out of order, with another answer under a good signature. */
#include "result_sample.h"

static struct str good(void)
{
	struct str text = {0};
	struct err err = ERR_INIT;
	if (sample_write(sample_make(), &text, &err) < 0)
		fail_msg("%s", err.text);
	return text;
}

static struct recount recounted(struct str text)
{
	struct recount r = {0};
	struct err err = ERR_INIT;
	if (result_recount(arena, law, text, &r, &err) < 0)
		fail_msg("%s", err.text);
	return r;
}

static void test_same(void **state)
{
	(void)state;
	struct str text = good();
	struct recount r = recounted(text);
	assert_true(r.same && r.signature && r.law_same && !r.changed && r.difference.n == 0);
	assert_int_equal(r.constituencies, 2);
	assert_int_equal(r.areas, 4);
	assert_int_equal(r.votes, 12);
	assert_int_equal(r.elected, 3);
	assert_int_equal(r.open, 0);
	assert_true(r.header.has_ledger && r.header.ledger_number == 812);
	assert_int_equal(r.header.day, day_of("2026-03-15"));
	assert_true(str_eq_c(r.header.unit_name, "tỉnh Thanh Hóa"));
	assert_true(says(text, "\"recognised\":true,\"elected\":[2,3],\"open\":[],\"left\":0,\"next\":\"none\""));
	assert_true(str_eq(text, good())); /* the same bytes twice */
}

static void test_mail(void **state)
{
	(void)state;
	struct str text = good();
	struct buf b = BUF_INIT(SAMPLE_MAX);
	buf_add_c(&b, "\xef\xbb\xbf");
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			buf_add_char(&b, '\r');
		buf_add_char(&b, text.p[i]);
	}
	struct recount r = recounted(buf_str(&b));
	assert_true(r.same && r.signature && r.changed);
	buf_free(&b);
}

/* Every byte turned into another: never a good signature, never a crash; mostly not even a result file. */
static void test_forged(void **state)
{
	(void)state;
	struct str text = good();
	char *copy = arena_alloc(arena, text.n);
	size_t unreadable = 0;
	for (size_t i = 0; i < text.n; i++)
		for (int k = 0; k < 3; k++) {
			struct recount r = {0};
			struct err err = ERR_INIT;
			memcpy(copy, text.p, text.n);
			copy[i] = (char)(k == 0 ? copy[i] ^ 1 : k == 1 ? copy[i] ^ 0x20 : '7');
			if (copy[i] == text.p[i])
				continue;
			if (result_recount(arena, law, (struct str){copy, text.n}, &r, &err) < 0) {
				unreadable++;
				assert_true(err.text[0] != '\0');
			} else if (r.signature) { /* capitals in the signature itself are the same number */
				assert_true(text.n - i <= 2 * SIGNATURE_LEN + 3);
			}
		}
	assert_true(unreadable > text.n);
}

static void test_cut(void **state)
{
	(void)state;
	struct str text = good();
	for (size_t n = 0; n < text.n; n++) {
		struct recount r = {0};
		struct err err = ERR_INIT;
		assert_true(result_recount(arena, law, str_slice(text, 0, n), &r, &err) < 0);
		if (!strstr(err.text, "cắt"))
			fail_msg("cut at %zu: %s", n, err.text);
	}
	struct recount r = {0};
	struct err err = ERR_INIT;
	struct str longer = arena_printf(arena, "%.*s\n", STR_ARG(text));
	assert_true(result_recount(arena, law, longer, &r, &err) < 0);
	longer = arena_printf(arena, "%.*s%.*s", STR_ARG(text), STR_ARG(text));
	assert_true(result_recount(arena, law, longer, &r, &err) < 0);
}

/* The text with one part replaced and signed again: a publisher who is wrong, or lies. */
static struct str signed_again(const char *from, const char *to)
{
	struct str text = good();
	ptrdiff_t at = str_find(text, str_from_c(from));
	assert_true(at >= 0);
	struct str changed = arena_printf(arena, "%.*s%s%.*s", (int)at, text.p, to, (int)(text.n - (size_t)at - strlen(from)),
					  text.p + at + strlen(from));
	uint8_t signature[SIGNATURE_LEN];
	size_t body;
	struct err err = ERR_INIT;
	if (result_signature(changed, &body, signature, &err) < 0)
		fail_msg("%s", err.text);
	struct hash h = hash_str(str_slice(changed, 0, body));
	struct str message = arena_printf(arena, "noivu result 1\n%.*s", HASH_LEN, "................................");
	memcpy((char *)(uintptr_t)message.p + message.n - HASH_LEN, h.b, HASH_LEN);
	sign_bytes(sample_secret, message.p, message.n, signature);
	return arena_printf(arena, "%.*s\"signature\":\"%.*s\"}\n", (int)body, changed.p, STR_ARG(hex(arena, signature, SIGNATURE_LEN)));
}

static void test_difference(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to, *says[3];
	} cases[] = {
		{"\"counts\":[240,200,200,200,190,10]", "\"counts\":[240,200,200,200,190,11]", {"T38-01", "số phiếu không hợp lệ", "11"}},
		{"\"votes\":[100,100,135],\"rec", "\"votes\":[100,101,135],\"rec", {"T38-01", "số 2", "101"}},
		{"\"elected\":[2,3],\"open\"", "\"elected\":[1,3],\"open\"", {"T38-01", "số 1", "trúng cử"}},
		{"\"elected\":[2,3],\"open\":[]", "\"elected\":[3],\"open\":[2]", {"T38-01", "số 2", "chưa quyết định"}},
		{"\"elected\":[2,3],\"open\":[]", "\"elected\":[2,3,9],\"open\":[]", {"T38-01", "danh sách", ""}},
		{"\"left\":0,", "\"left\":1,", {"T38-01", "left", "1"}},
		{"\"recognised\":true,\"elected\":[2,3]", "\"recognised\":false,\"elected\":[2,3]", {"T38-01", "recognised", "false"}},
		{"\"next\":\"none\"", "\"next\":\"supplementary\"", {"T38-01", "next", "supplementary"}},
		{"\"counts\":[120,100,100,100,95,5]", "\"counts\":[120,100,100,100,95,6]", {"T38-01", "38001-001", "K104"}},
		{"\"counts\":[120,100,100,100,95,5]", "\"counts\":[99,100,100,100,95,5]", {"T38-01", "38001-001", "K101"}},
		{"\"elected\":[2],\"who\"", "\"elected\":[3],\"who\"", {"T38-01", "quyết định", ""}},
		{"\"elected\":[2],\"who\"", "\"elected\":[1],\"who\"", {"T38-01", "số 1", "trúng cử"}},
		{"\"about\":\"tie\",\"recognised\":null,\"elected\":[2]", "\"about\":\"turnout\",\"recognised\":true,\"elected\":[]",
		 {"T38-01", "đã rõ theo luật", ""}},
		{"\"about\":\"tie\",\"recognised\":null,\"elected\":[2]", "\"about\":\"round\",\"recognised\":null,\"elected\":[]",
		 {"T38-01", "bầu cử lại", ""}},
		{"\"votes\":[90,3,2]}", "\"votes\":[89,4,2]}", {"T38-02", "số 1", "169"}},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct recount r = recounted(signed_again(cases[i].from, cases[i].to));
		assert_true(r.signature);
		assert_false(r.same);
		for (size_t k = 0; k < 3; k++)
			if (!says(r.difference, cases[i].says[k]))
				fail_msg("%zu: “%.*s” does not say “%s”", i, STR_ARG(r.difference), cases[i].says[k]);
	}
	struct recount r = recounted(signed_again("\"law\":\"", "\"law\":\"")); /* nothing changed */
	assert_true(r.same && r.signature);
	struct str law_hex = hex(arena, law->hash.b, 4);
	r = recounted(signed_again(arena_c(arena, law_hex), str_eq_c(law_hex, "00000000") ? "11111111" : "00000000"));
	assert_true(r.same && r.signature && !r.law_same);
}

static void test_unreadable(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to, *says;
	} cases[] = {
		{"{\"noivu_result\":1", "{\"noivu_result\":2", "Dòng 1"},
		{"\"2026-03-15\"", "\"2026-02-30\"", "ngày có thật"},
		{"\"kind\":\"general\"", "\"kind\":\"local\"", "từ không biết"},
		{"{\"id\":\"38001-001\"", "{\"id\":\"38001-003\"", "thứ tự"},
		{"{\"id\":\"38001-001\"", "{\"id\":\"38001-002\"", "thứ tự"},
		{"{\"id\":\"T38-01\"", "{\"id\":\"T38-03\"", "thứ tự"},
		{"{\"number\":2", "{\"number\":1", "tăng dần"},
		{"Nguyễn “0”", "Nguye\xcc\x82\xcc\x83n “0”", "NFC"},
		{"Nguyễn “0”", "Nguy\xff", "UTF-8"},
		{"[60,40,70]", "[60,40]", "Dòng 11"},
		{"[60,40,70]", "[60,40,70,1]", "Dòng 11"},
		{"[60,40,70]", "[60,40,-70]", "số nguyên"},
		{"[60,40,70]", "[60,040,70]", "chữ số 0"},
		{"[60,40,70]", "[60,12345678901234567890,70]", "quá lớn"},
		{"[60,40,70]", "[60, 40,70]", "Dòng 11"},
		{"\"level\":\"province\",\"round\"", "\"level\":\"na\",\"round\"", "cấp bầu cử"},
		{"\"round\":\"first\",\"seats\":2", "\"round\":\"first\",\"seats\":0", "seats"},
		{"\"round\":\"first\",\"counts\"", "\"round\":\"supplementary\",\"counts\"", "vòng"},
		{"Nguyễn “0” \\\\", "Nguyễn “0” \\x", "\\"},
		{"\"about\":\"tie\",\"recognised\":null", "\"about\":\"tie\",\"recognised\":true", "công nhận"},
		{"\"about\":\"tie\"", "\"about\":\"age\"", "từ không biết"},
		{"\"name\":\"Nguyễn “0” \\\\ \\\"1\\\"\"", "\"name\":\"Nguyễn “0” \\\\ \\\"0\\\"\"", "hai lần"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct recount r = {0};
		struct err err = ERR_INIT;
		int k = result_recount(arena, law, signed_again(cases[i].from, cases[i].to), &r, &err);
		if (k >= 0 || !strstr(err.text, cases[i].says) || !strstr(err.text, "Dòng"))
			fail_msg("%zu: %d “%s” does not say “%s”", i, k, err.text, cases[i].says);
	}
}

/* What a writer refuses. */
static void refuse(struct sample *s, const char *part)
{
	struct str text = {0};
	struct err err = ERR_INIT;
	assert_true(sample_write(s, &text, &err) < 0);
	if (!strstr(err.text, part))
		fail_msg("“%s” does not say “%s”", err.text, part);
}

static void test_writer(void **state)
{
	(void)state;
	struct sample *s = sample_make();
	s->votes[1][0][2] = COUNT_MISSING;
	refuse(s, "K110");
	s = sample_make();
	s->form[1][1].field[COUNT_VALID] = 96;
	refuse(s, "K104");
	s = sample_make();
	s->constituency[1].contest.id = STR("T38-00");
	refuse(s, "thứ tự");
	s = sample_make();
	s->form[0][1].area = STR("38001-000");
	refuse(s, "thứ tự");
	s = sample_make();
	s->candidate[0][1].name = STR("Nguye\xcc\x82\xcc\x83n");
	refuse(s, "NFC");
	s = sample_make();
	s->elected[0] = 3;
	refuse(s, "quyết định");
	s = sample_make();
	s->constituency[1].decision_n = 1;
	s->constituency[1].decision = &s->decision;
	refuse(s, "không có người bằng phiếu");
	s = sample_make();
	s->constituency[0].form_n = 0;
	refuse(s, "không có khu vực");
}

/* Undecided things stay open in the file, and it says so. */
static void test_open(void **state)
{
	(void)state;
	struct sample *s = sample_make();
	struct str text = {0};
	struct err err = ERR_INIT;
	s->constituency[0].decision_n = 0;
	s->form[1][0].field[COUNT_ISSUED] = 101; /* to be explained */
	assert_int_equal(sample_write(s, &text, &err), 0);
	struct recount r = recounted(text);
	assert_true(r.same && r.signature);
	assert_int_equal(r.open, 2);
	assert_int_equal(r.to_explain, 1);
	assert_true(says(text, "\"elected\":[3],\"open\":[1,2],\"left\":1,\"next\":\"refer\""));
	s->form[1][0].round = ROUND_REPEAT_ANNULLED; /* one area voted again */
	assert_int_equal(sample_write(s, &text, &err), 0);
	assert_true(recounted(text).same);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),	   cmocka_unit_test(test_mail),	      cmocka_unit_test(test_forged),
		cmocka_unit_test(test_cut),	   cmocka_unit_test(test_difference), cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_writer),	   cmocka_unit_test(test_open),
	};
	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
