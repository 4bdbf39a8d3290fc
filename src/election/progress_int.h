/*
 * progress_int.h – private to election/: what the whole and the single things that are missing share.
 */
#pragma once
#include "election/progress.h"

/* Which step a kind of body belongs to; -1: none. */
int progress_step_of(struct str kind);
/* What is known of one decided body, as progress_bodies and lacking_bodies give it. */
struct body_facts progress_facts(const struct progress *p, struct query *q);
/* Late, soon or waiting. */
enum progress_state progress_by_deadline(day_t by, day_t today);
