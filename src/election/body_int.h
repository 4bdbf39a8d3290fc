/*
 * body_int.h – private to election/: what the rules of a body share.
 */
#pragma once
#include "election/body.h"

/* Sets the reference of a board or team to its constituency or polling area by the number in `place`. *ret_unknown: the unit has
 * such places, and none of that number. */
int body_find_place(struct record_check *k, const struct body_kind *kind, bool *ret_unknown, struct err *err);
/* A body that the law calls one that runs the election (Art. 21: committees, boards, teams) was decided: it needs a seal, a
 * team the stamp «Đã bỏ phiếu» too (Art. 69(7)). What is not written down yet is added as needed. */
int seals_needed(struct record_check *k, const struct body_kind *kind, struct err *err);
/* With this one, has every polling area of the unit its team, every decided constituency of the unit's own councils its board? */
int body_all_there(struct record_check *k, const struct body_kind *kind, bool *ret_all, struct err *err);
/* Of committee.enter, whose parameters are a file of their own. */
int body_enter_target(struct verb_call *c, int64_t *ret_unit, struct err *err);
int body_enter_check(struct verb_call *c, struct err *err);
