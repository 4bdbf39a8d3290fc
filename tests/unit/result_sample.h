/* A small result for the tests of the file: two constituencies, one with a tie that people decided. */
#pragma once
#include "result_world.h"

#include "result/file.h"

#define SAMPLE_MAX ((size_t)1 << 20)

static uint8_t sample_public[SIGN_PUBLIC_LEN], sample_secret[SIGN_SECRET_LEN];

struct sample {
	struct result_header header;
	struct contest_candidate candidate[2][3];
	int64_t votes[2][2][3];
	struct form form[2][2];
	int64_t elected[1];
	struct result_decision decision;
	struct result_constituency constituency[2];
};

static inline struct sample *sample_make(void)
{
	struct sample *s = arena_new_of(arena, struct sample);
	static const uint8_t seed[32] = {7};
	static const int64_t votes[2][2][3] = {{{60, 40, 70}, {40, 60, 65}}, {{90, 3, 2}, {80, 10, 5}}};
	sign_keypair_from_seed(seed, sample_public, sample_secret);
	s->header = (struct result_header){.kind = ELECTION_GENERAL, .day = day_of("2026-03-15"), .level = LEVEL_PROVINCE,
					   .unit = STR("38"), .unit_name = STR("tỉnh Thanh Hóa"), .program = STR("0.1.0"),
					   .has_ledger = true, .ledger_number = 812, .ledger_hash = hash_str(STR("head"))};
	memcpy(s->header.public_key, sample_public, sizeof(sample_public));
	memcpy(s->votes, votes, sizeof(votes));
	for (size_t i = 0; i < 2; i++) {
		for (size_t k = 0; k < 3; k++)
			s->candidate[i][k] = (struct contest_candidate){.number = (int64_t)k + 1, .born = day_of("1970-01-02"),
									.name = arena_printf(arena, "Nguyễn “%zu” \\ \"%zu\"", i, k)};
		for (size_t k = 0; k < 2; k++)
			s->form[i][k] = (struct form){.area = k ? STR("38001-002") : STR("38001-001"), .round = ROUND_FIRST, .n = 3,
						      .field = {120, 100, 100, 100, 95, 5}, .votes = s->votes[i][k]};
		s->constituency[i] = (struct result_constituency){
			.unit = STR("38"), .form_n = 2, .form = s->form[i],
			.contest = {.id = i ? STR("T38-02") : STR("T38-01"), .level = LEVEL_PROVINCE, .seats = i ? 1 : 2, .n = 3,
				    .candidate = s->candidate[i]}};
	}
	s->elected[0] = 2; /* 100 : 100 votes for the second seat, one birth date */
	s->decision = (struct result_decision){.about = REFER_TIE, .recognised = TRI_UNKNOWN, .n = 1, .elected = s->elected,
					       .who = STR("Ủy ban bầu cử tỉnh"), .document = STR("Quyết định 9/QĐ-UBBC"),
					       .day = day_of("2026-03-18")};
	s->constituency[0].decision_n = 1;
	s->constituency[0].decision = &s->decision;
	return s;
}

static inline int sample_write(struct sample *s, struct str *ret_text, struct err *err)
{
	struct buf out = BUF_INIT(SAMPLE_MAX);
	struct result_writer w;
	int k = 0;
	result_write_begin(&w, law, &s->header, &out);
	for (size_t i = 0; i < 2 && k == 0; i++)
		k = result_write_constituency(&w, &s->constituency[i], err);
	if (k == 0)
		k = result_write_end(&w, sample_secret, err);
	else
		result_write_drop(&w);
	if (k == 0)
		*ret_text = arena_dup(arena, buf_str(&out));
	buf_free(&out);
	return k;
}
