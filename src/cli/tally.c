/*
 * noivu tally – the count of a whole country from plain tables: DIR/units.csv, candidates.csv, forms.csv and votes.csv give
 * winners.csv, and with --result a signed result file. doc/formats/tally.md.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "cli/cli.h"
#include "result/tally_file.h"

#define TABLE_MAX ((size_t)1 << 30)
#define REMARKS_SHOWN 200

struct request {
	const char *dir, *out;
	const char *result, *key; /* --result FILE --sign KEY */
	day_t day;
	uint8_t public_key[SIGN_PUBLIC_LEN], secret[SIGN_SECRET_LEN];
};

static int read_key(struct arena *a, struct request *q, struct err *err)
{
	uint8_t seed[32];
	struct str text;
	int k = fs_read(a, q->key, 200, &text, err);
	if (k < 0)
		return k;
	if (!unhex(str_trim(text), seed, sizeof(seed)))
		return err_set(err, ERR_INPUT, _("Tệp khóa %s phải gồm đúng 64 chữ số thập lục phân."), q->key);
	sign_keypair_from_seed(seed, q->public_key, q->secret);
	memory_wipe(seed, sizeof(seed));
	return 0;
}

static int parse(struct cli *cli, struct request *ret_request, struct err *err)
{
	const char *words[2], *day = NULL, *today = NULL;
	struct request q = {0};
	const struct cli_option options[] = {
		{"result", &q.result, NULL}, {"sign", &q.key, NULL}, {"day", &day, NULL}, {"today", &today, NULL}};
	int k = cli_options(cli, options, ARRAY_LEN(options), 2, 2, words, err);
	if (k == 0)
		k = cli_day("day", day, &q.day, err);
	if (k < 0)
		return k;
	q.dir = words[0];
	q.out = words[1];
	if (q.result && (!q.key || q.day == DAY_NONE))
		return err_set(err, ERR_INPUT, _("--result cần thêm --sign TỆP-KHÓA và --day NGÀY."));
	k = q.result ? read_key(cli->arena, &q, err) : 0;
	if (k == 0)
		*ret_request = q;
	return k;
}

static int read_table(struct arena *a, const struct request *q, const char *name, struct str *ret_text, struct err *err)
{
	return fs_read(a, arena_c(a, arena_printf(a, "%s/%s", q->dir, name)), TABLE_MAX, ret_text, err);
}

static const struct {
	const char *name;
	int (*read)(struct tally *t, struct str text, struct err *err);
} tables[] = {
	{"units.csv", tally_units},
	{"candidates.csv", tally_candidates},
	{"forms.csv", tally_forms},
	{"votes.csv", tally_votes},
};

/* One after the other: two of them are never in memory at once. */
static int read_tables(const struct request *q, struct tally *t, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		_cleanup_arena_ struct arena *a = arena_new("table", TABLE_MAX + (1 << 20));
		struct str text;
		int k = read_table(a, q, tables[i].name, &text, err);
		if (k == 0)
			k = tables[i].read(t, text, err);
		if (k < 0)
			return k;
	}
	return 0;
}

static void print_remark(void *ctx, struct str sentence)
{
	size_t *shown = ctx;
	if ((*shown)++ < REMARKS_SHOWN)
		fprintf(stderr, "%.*s\n", STR_ARG(sentence));
}

/* A folder gets winners.csv. */
static const char *output_path(struct arena *a, const char *out)
{
	struct stat st;
	if (stat(out, &st) == 0 && S_ISDIR(st.st_mode))
		return arena_c(a, arena_printf(a, "%s/winners.csv", out));
	return out;
}

static void report(struct cli *cli, const struct tally_counts *n)
{
	cli_printf(cli,
		   _("%zu đơn vị bầu cử, %zu người ứng cử, %zu biên bản, %zu dòng phiếu bầu; "
		     "trúng cử %lld trong %lld đại biểu được bầu.\n"),
		   n->units, n->candidates, n->forms, n->votes, (long long)n->elected, (long long)n->seats);
	if (n->ties)
		fprintf(stderr, _("%zu đơn vị bầu cử cần người có thẩm quyền quyết định.\n"), n->ties);
	if (n->issued)
		fprintf(stderr,
			_("%zu biên bản có số phiếu phát ra nhiều hơn số cử tri tham gia: cần giải trình (K102).\n"),
			n->issued);
}

static int write_winners(struct cli *cli, const struct request *q, struct tally *t, struct err *err)
{
	_cleanup_buf_ struct buf out = BUF_INIT(TABLE_MAX);
	struct tally_counts counts;
	size_t remarks = 0;
	tally_winners(t, &out, print_remark, &remarks, &counts);
	if (remarks > REMARKS_SHOWN)
		fprintf(stderr, _("… và %zu đơn vị bầu cử khác.\n"), remarks - REMARKS_SHOWN);
	if (out.full)
		return err_set(err, ERR_TOO_LARGE, _("Kết quả quá lớn."));
	int k = fs_replace(output_path(cli->arena, q->out), buf_str(&out), 0644, err);
	if (k == 0)
		report(cli, &counts);
	return k;
}

/* The largest table goes again before the result is written. */
static int add_votes(const struct request *q, struct tally_file *file, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("votes", TABLE_MAX + (1 << 20));
	struct str votes;
	int k = read_table(a, q, "votes.csv", &votes, err);
	return k == 0 ? tally_file_votes(file, votes, err) : k;
}

static int write_result(struct cli *cli, const struct request *q, struct tally *t, struct err *err)
{
	_cleanup_buf_ struct buf out = BUF_INIT(RESULT_FILE_MAX);
	_cleanup_arena_ struct arena *a = arena_new("forms", TABLE_MAX + (1 << 20));
	struct tally_file *file = tally_file_new(t);
	struct law_texts texts = law_texts_embedded();
	struct law *law = NULL;
	struct str forms;
	struct result_header h = {.kind = ELECTION_GENERAL, .day = q->day, .level = LEVEL_ALL, .unit = STR("VN"),
				  .unit_name = str_from_c(_("cả nước")), .program = str_from_c(NOIVU_VERSION)};
	for (size_t i = 0; i < SIGN_PUBLIC_LEN; i++)
		h.public_key[i] = q->public_key[i];
	int k = law_load(cli->arena, &texts, &law, err);
	if (k == 0)
		k = read_table(a, q, "forms.csv", &forms, err);
	if (k == 0)
		k = tally_file_forms(file, forms, err);
	if (k == 0)
		k = add_votes(q, file, err);
	if (k == 0)
		k = tally_file_write(file, law, &h, q->secret, &out, err);
	if (k == 0)
		k = fs_replace(q->result, buf_str(&out), 0644, err);
	return k;
}

int cli_tally(struct cli *cli, struct err *err)
{
	struct request q;
	struct tally *t = tally_new(cli->arena);
	int k = parse(cli, &q, err);
	if (k == 0)
		k = read_tables(&q, t, err);
	if (k == 0)
		k = write_winners(cli, &q, t, err);
	if (k == 0 && q.result)
		k = write_result(cli, &q, t, err);
	memory_wipe(&q, sizeof(q));
	return k;
}
