/*
 * plan_int.h – what the verbs of a plan share: plan_verbs.c (asking, filling, working on it)
 * and plan_decide.c (proposing, deciding).
 */
#pragma once
#include "area/plan_answer.h"

/* The plan as an edit, refused when it is no draft any more. */
int plan_draft(struct verb_call *c, struct edit **ret_edit, struct err *err);
void plan_set_measure(struct edit *e, const struct site_plan *p, const struct district_measure *m);
struct value plan_text(struct str s); /* NULL for an empty one */
/* The polling areas of a commune whose council got this plan: each follows its villages, or the places of the constituency
 * it was in; what cannot follow keeps the replaced one and is named by check.h until a person chose. `old` NULL: none before. */
int areas_follow(struct verb_call *c, const struct site_plan *plan, const struct site_plan *old, struct err *err);

#define PLAN_ID                                                                                                        \
	{                                                                                                              \
		.name = "id", .kind = FIELD_REF, .label = _("Phương án"), .flags = FIELD_REQUIRED,                     \
		.references = "plan"                                                                                   \
	}

#define PLAN_VERB(variable, name_, title_, params_, target_, check_)                                                   \
	const struct verb variable = {.name = name_,                                                                   \
				      .title = title_,                                                                 \
				      .params = params_,                                                               \
				      .param_count = ARRAY_LEN(params_),                                               \
				      .record = &plan_record,                                                          \
				      .target = target_,                                                               \
				      .check = check_}
