/*
 * file_int.h – what writing, reading and recounting share. For this folder only.
 */
#pragma once
#include "result/file.h"

#define RESULT_ID_MAX 120 /* at most the last_bytes of writer and scan */
_Static_assert(RESULT_ID_MAX <= sizeof(((struct result_scan *)0)->last_bytes), "an id must fit");
#define RESULT_TEXT_MAX 1000
#define RESULT_CANDIDATES_MAX 1000
#define RESULT_FORMS_MAX 200000    /* of one constituency */
#define RESULT_CELLS_MAX 20000000 /* forms times candidates */

#define RESULT_MAGIC "noivu result 1\n"
#define RESULT_MESSAGE_LEN (sizeof(RESULT_MAGIC) - 1 + HASH_LEN)

/* What is signed for a body. */
void result_message(struct str body, uint8_t ret_message[RESULT_MESSAGE_LEN]);
/* What a constituency of a file must be besides its grammar: order, no repetition, NFC, ranges, rounds that fit. `last` is the id
 * of the one before, empty for the first. err.field names the part. */
int result_check_constituency(struct arena *a, const struct result_constituency *c, enum contest_level level, struct str last,
			      struct err *err);
