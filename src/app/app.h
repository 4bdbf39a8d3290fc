/*
 * app.h – what the domains add up to: the catalog of records and tables, the lists of verbs and statements, and the
 * things that span domains (a new site, the brief, the rehearsal).
 */
#pragma once
#include "access/verb.h"
#include "law/law.h"
#include "unit/facts.h"

/* Raised when a site made before must be upgraded. */
#define APP_SCHEMA 1
#define APP_VERSION "0.1.0"

struct app {
	struct arena *arena; /* as long as the program */
	struct catalog catalog;
	const struct law *law;
	const struct unit_facts *facts;
};

/* Loads law, facts and permissions once; a fault in the program's own tables ends the process with its message. */
const struct app *app_start(void);

/* NULL-terminated tables of everything. */
extern const struct verb *const app_verbs[];      /* hand-written ones; registers add record_save_verb */
extern const struct record *const app_registers[]; /* records with generic pages or a generic save */
extern const struct stmt *const *const app_statements[]; /* of all folders */
/* A verb by its name, those of registers included; NULL. */
const struct verb *app_verb(struct str name);

struct site_parts app_parts(const struct app *app, struct world *world, day_t today);

/* ---- a new site ---- */

struct app_unit {
	struct str code, name;
	enum unit_kind kind;
	int64_t population, area; /* UNIT_UNKNOWN */
	enum unit_mountain mountain;
	struct str population_document, mountain_document;
};

struct app_new_site {
	struct str name;     /* empty: "Sở Nội vụ <tỉnh>" */
	struct app_unit province;
	const struct app_unit *communes;
	size_t commune_count;
	bool rehearsal;
	day_t day;
	int64_t number;      /* 1 … 4095 */
};

/* Makes folder, key, data file and the first entry (site.init): the province, its department and its communes. */
int app_init(const char *dir, const struct site_parts *parts, const struct app_new_site *fresh, struct site **ret_site,
	     struct err *err);
/* What app_init wants, from the program's own facts; kinds as of that day. */
int app_site_from_facts(struct arena *a, const struct app *app, struct str province, day_t day,
			struct app_new_site *ret_new, struct err *err);
/* The communes of somebody's own table instead. */
struct units_csv;
void app_site_units(struct arena *a, const struct units_csv *units, struct app_new_site *fresh);

extern const struct verb site_init_verb, unit_import_verb;

/* The command line on the machine itself. */
struct actor app_program(void);
