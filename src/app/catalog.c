#include <stdio.h>
#include <stdlib.h>

#include "access/private.h"
#include "access/session.h"
#include "access/token.h"
#include "app/app.h"
#include "app/briefing.h"
#include "app/digest.h"
#include "access/statements.h"
#include "area/area.h"
#include "area/outlines.h"
#include "area/statements.h"
#include "election/election.h"
#include "election/statements.h"
#include "ledger/statements.h"
#include "file/statements.h"
#include "record/attach.h"
#include "record/import.h"
#include "record/draft.h"
#include "record/follow.h"
#include "record/statements.h"
#include "record/verbs.h"
#include "site/statements.h"
#include "app/statements.h"
#include "report/report.h"
#include "report/statements.h"
#include "unit/records.h"
#include "unit/statements.h"
#include "work/statements.h"
#include "work/figures.h"
#include "work/task.h"

static const struct record *const records[] = {
	&site_record,       &unit_record,       &person_record,    &grants_record,    &election_record,
	&step_record,       &assignment_record, &task_record,      &extension_record, &urging_record,
	&difficulty_record, &decision_record,   &committee_record, &member_record,    &seal_record,
	&handover_record,   &facility_record,   &file_record,      &template_record,
	&edition_record,    &reporter_record,   &period_record,    &answer_record,    &unlock_record,
	&snapshot_record,   &briefing_record,   &plan_record,      &constituency_record,
	&constituency_place_record, &commune_link_record, &village_record, &village_link_record,
	&polling_area_record, &outline_record, NULL,
};

static const struct table *const tables[] = {
	&unit_scope_table, &unit_name_table, &credential_table, &stranger_table, &session_table, &token_table,
	&record_key_table, &private_found_table, &private_reading_table, &draft_table, &counter_table,
	&search_token_table, &sort_key_table, &import_job_table, &import_late_table, &task_count_table,
	&task_running_table, &bell_mark_table, &digest_table, NULL,
};

static const struct succession *const successions[] = {&private_found_before, NULL};

const struct verb *const app_verbs[] = {
	&committee_enter,
	&site_init_verb,     &unit_import_verb,  &election_open,   &step_assign,       &step_assign_all,
	&step_direct,        &step_override,     &step_mark,       &person_reset,      &assignment_give,
	&assignment_propose, &assignment_assign, &assignment_add,  &assignment_cancel, &assignment_next,
	&task_receive,       &task_name,         &task_progress,   &task_report,       &task_take_back,
	&task_extend,        &task_accept,       &task_return,     &task_remove,       &task_remind,
	&task_criticise,     &task_demand,       &urging_read,     &extension_grant,   &extension_refuse,
	&difficulty_report,  &difficulty_settle, &difficulty_pass, &difficulty_answer, &difficulty_withdraw,
	&decision_ask,       &decision_approve,  &decision_refuse, &decision_withdraw, &edition_save,
	&edition_publish,    &reporter_assign,   &period_open,     &period_accept,     &period_urge,
	&period_criticise,   &period_demand,     &period_close,
	&answer_fill,        &answer_approve,    &answer_sign,     &answer_hold,       &answer_return,     &answer_accept,
	&snapshot_take,      &briefing_draft,    &briefing_issue,
	&plan_ask,           &plan_fill,         &plan_move,       &plan_seats,        &plan_lock,
	&plan_again,         &plan_copy,         &plan_submit,     &plan_return,       &plan_decide,
	&polling_area_merge, &polling_area_split, &outline_load, &outline_drop, NULL,
};

const struct record *const app_registers[] = {
	&unit_record,     &person_record,  &grants_record,
	&committee_record, &member_record, &seal_record, &handover_record, &facility_record,
	&template_record, &reporter_record, &period_record, &answer_record, &unlock_record,
	&snapshot_record, &briefing_record,
	&plan_record, &constituency_record, &commune_link_record, &village_record, &village_link_record,
	&polling_area_record,
	NULL,
};

const struct stmt *const *const app_statements[] = {
	ledger_statements, site_statements, unit_statements, access_statements, work_statements, election_statements,
	app_own_statements, file_statements, record_statements, report_statements,
	area_statements, NULL,
};

static void must(int r, const struct err *err)
{
	if (r < 0) {
		fprintf(stderr, "%s (%s)\n", err->text, err->detail);
		exit(err_exit_status(err->code));
	}
}

const struct app *app_start(void)
{
	static struct app app;
	if (app.arena)
		return &app;
	struct err err = ERR_INIT;
	struct law_texts law_texts = law_texts_embedded();
	struct unit_texts unit_texts = unit_texts_embedded();
	struct law *law;
	crypt_start();
	app.arena = arena_new("program", (size_t)64 << 20);
	must(law_load(app.arena, &law_texts, &law, &err), &err);
	must(unit_facts_load(app.arena, &unit_texts, &app.facts, &err), &err);
	access_start();
	for (const struct record *const *r = app_registers; *r; r++) /* pages, searches and tables name its rows */
		INVARIANT((*r)->heading && record_field(*r, (*r)->heading) >= 0, "a register whose rows have no name");
	app.law = law;
	app.catalog = (struct catalog){.records = records,
				       .tables = tables,
				       .law = law->hash,
				       .follow_make = record_follow_make,
				       .follow_write = record_follow_write,
				       .follows = record_follows,
				       .successions = successions,
				       .number = APP_SCHEMA};
	return &app;
}

/* Files may belong to what is no register too. */
static const struct verb *verb_of_files(struct str name)
{
	for (const struct record *const *r = records; *r; r++) {
		if ((*r)->files && str_eq_c(name, record_attach_verb(*r)->name))
			return record_attach_verb(*r);
		if ((*r)->files && str_eq_c(name, record_detach_verb(*r)->name))
			return record_detach_verb(*r);
	}
	return NULL;
}

const struct verb *app_verb(struct str name)
{
	for (const struct verb *const *v = app_verbs; *v; v++)
		if (str_eq_c(name, (*v)->name))
			return *v;
	for (const struct record *const *r = app_registers; *r; r++) {
		const struct verb *v = record_save_verb(*r), *erase = record_erase_verb(*r);
		if (str_eq_c(name, v->name))
			return v;
		if (erase && str_eq_c(name, erase->name))
			return erase;
		if (str_eq_c(name, record_undo_verb(*r)->name))
			return record_undo_verb(*r);
		for (size_t i = 0; i < (*r)->move_count; i++)
			if (str_eq_c(name, record_move_verb(*r, i)->name))
				return record_move_verb(*r, i);
	}
	return verb_of_files(name);
}

struct site_parts app_parts(const struct app *app, struct world *world, day_t today)
{
	return (struct site_parts){.catalog = &app->catalog, .law = app->law, .world = world, .today = today};
}

struct actor app_program(void)
{
	return (struct actor){.program = true, .name = str_from_c(_("Chương trình")), .login = STR("noivu")};
}
