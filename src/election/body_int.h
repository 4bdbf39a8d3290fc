/*
 * body_int.h – private to election/: what the rules of a body share.
 */
#pragma once
#include "election/body.h"

/* Sets the reference of a board or team to its constituency or polling area by the number in `place`. *ret_unknown: the unit has
 * such places, and none of that number. */
int body_find_place(struct record_check *k, const struct body_kind *kind, bool *ret_unknown, struct err *err);
/* Has a body of this kind a seal? Those that the law calls ones that run the election have (Art. 21: committees, boards,
 * teams), which are those of law/bodies.csv; a steering committee or a help team has none. */
bool body_has_seal(const struct law *law, struct str kind);
/* A body was decided: what has a seal needs it, a team the stamp «Đã bỏ phiếu» too (Art. 69(7)). What is not written down yet is
 * added as needed. */
int seals_needed(struct record_check *k, const struct body_kind *kind, struct err *err);
/* With this one, has every polling area of the unit its team, every decided constituency of the unit's own councils its board? */
int body_all_there(struct record_check *k, const struct body_kind *kind, bool *ret_all, struct err *err);
/* A body was saved with its decision, or without: the task of its step closes or, if a decision was taken out, is open again. */
int body_task_follow(struct record_check *k, const struct body_kind *kind, bool decided, struct err *err);
/* A body is taken back: the task that its decision closed is open again. */
int body_task_unmade(struct record_check *k, const struct body_kind *kind, struct err *err);
/* The members of a team who stand in another one too, the first of them by name: nobody can be in two polling rooms on one day.
 * No article forbids it, so a person looks. Another unit's team is not named. From progress_twice or body_twice. */
struct body_twice {
	int64_t body, last; /* last: the member counted last, for one who is in three */
	size_t n;
	struct str words;
};
int body_twice_read(struct query *q, struct arena *a, struct body_twice **ret_list, size_t *ret_n, struct err *err);
/* Of committee.enter, whose parameters are a file of their own. */
int body_enter_target(struct verb_call *c, int64_t *ret_unit, struct err *err);
int body_enter_check(struct verb_call *c, struct err *err);
