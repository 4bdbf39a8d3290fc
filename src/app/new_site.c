/* The first entry of a site, and bringing in a newer table of units. */
#include "app/app.h"
#include "app/statements.h"
#include "text/text.h"
#include "unit/records.h"
#include "unit/statements.h"
#include "unit/units_csv.h"

/* ---- site.init ---- */

static void set_unit(struct edit *e, const struct app_unit *u, int64_t parent)
{
	edit_set(e, "code", v_text(u->code));
	edit_set(e, "name", v_text(u->name));
	edit_set(e, "kind", v_text(unit_kind_key(u->kind)));
	edit_set(e, "parent", parent ? v_int(parent) : v_null());
	edit_set(e, "population", u->population == UNIT_UNKNOWN ? v_null() : v_int(u->population));
	edit_set(e, "population_document", u->population_document.n ? v_text(u->population_document) : v_null());
	edit_set(e, "area", u->area == UNIT_UNKNOWN ? v_null() : v_int(u->area));
	edit_set(e, "mountainous", u->mountain == MOUNTAIN_UNKNOWN ? v_null() : v_int(u->mountain));
	edit_set(e, "mountainous_document", u->mountain_document.n ? v_text(u->mountain_document) : v_null());
}

static int init_target(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	(void)c;
	(void)err;
	*ret_unit = 0; /* nothing is there yet */
	return 0;
}

static int init_check(struct verb_call *c, struct err *err)
{
	const struct app_new_site *fresh = c->input->data;
	(void)err;
	INVARIANT(fresh, "site.init comes from the program only");
	struct edit *province = edit_new(c, &unit_record);
	set_unit(province, &fresh->province, 0);
	struct edit *site = edit_new(c, &site_record);
	edit_set(site, "number", v_int(fresh->number));
	edit_set(site, "name", v_text(fresh->name));
	edit_set(site, "province", v_text(fresh->province.code));
	edit_set(site, "root", v_int(province->id));
	edit_set(site, "rehearsal", v_int(fresh->rehearsal));
	edit_set(site, "day", fresh->rehearsal ? v_day(fresh->day) : v_null());
	edit_set(site, "public_key", v_text(hex(c->arena, c->site->key.public_key, SIGN_PUBLIC_LEN)));
	struct app_unit department = {
		.code = arena_printf(c->arena, "%.*s-SNV", STR_ARG(fresh->province.code)),
		.name = str_from_c(_("Nội vụ")),
		.kind = UNIT_DEPARTMENT,
		.population = UNIT_UNKNOWN,
		.area = UNIT_UNKNOWN,
		.mountain = MOUNTAIN_UNKNOWN,
	};
	set_unit(edit_new(c, &unit_record), &department, province->id);
	for (size_t i = 0; i < fresh->commune_count; i++)
		set_unit(edit_new(c, &unit_record), &fresh->communes[i], province->id);
	return 0;
}

const struct verb site_init_verb = {"site.init",  _("Tạo máy chủ"), NULL,       0,
				    &site_record, init_target,      init_check, NULL};

static int load_written(struct db *db, void *arg, struct err *err)
{
	return site_load(arg, db, err);
}

int app_init(const char *dir, const struct site_parts *parts, const struct app_new_site *fresh, struct site **ret_site,
	     struct err *err)
{
	_cleanup_site_ struct site *site = NULL;
	struct actor program = app_program();
	struct verb_result result;
	int r = site_create(dir, parts, fresh->number, &site, err);
	if (r == 0)
		r = verb_run(site, &program, &site_init_verb, &(struct verb_input){.data = fresh}, &result, err);
	if (r == 0)
		r = writer_run(site->writer, load_written, site, err);
	if (r < 0)
		return r;
	*ret_site = site;
	site = NULL;
	return 0;
}

static struct app_unit from_fact(const struct unit_fact *f, day_t day)
{
	return (struct app_unit){
		.code = f->code,
		.name = f->name,
		.kind = unit_fact_kind(f, day),
		.population = f->population,
		.area = f->area,
		.mountain = f->mountain,
	};
}

int app_site_from_facts(struct arena *a, const struct app *app, struct str province, day_t day,
			struct app_new_site *ret_new, struct err *err)
{
	const struct unit_fact *p;
	int r = unit_province_by_name(a, app->facts, province, &p, err);
	if (r < 0)
		return r;
	struct app_unit *communes = arena_array_of(a, p->count, struct app_unit);
	for (size_t i = 0; i < p->count; i++)
		communes[i] = from_fact(&app->facts->communes[p->first + i], day);
	*ret_new = (struct app_new_site){
		.name = arena_printf(a, _("Sở Nội vụ %.*s"), STR_ARG(unit_name_in_sentence(a, p->kind, p->name))),
		.province = from_fact(p, day),
		.communes = communes,
		.commune_count = p->count,
		.day = DAY_NONE,
		.number = 1,
	};
	return 0;
}

void app_site_units(struct arena *a, const struct units_csv *units, struct app_new_site *fresh)
{
	struct app_unit *communes = arena_array_of(a, units->row_count, struct app_unit);
	for (size_t i = 0; i < units->row_count; i++) {
		const struct unit_row *u = &units->rows[i];
		communes[i] = (struct app_unit){
			.code = u->code,
			.name = u->name,
			.kind = u->kind,
			.population = u->population,
			.area = u->area,
			.mountain = u->mountain,
		};
	}
	fresh->communes = communes;
	fresh->commune_count = units->row_count;
	/* the sum of the new table, or unknown when one of them is */
	fresh->province.population = 0;
	for (size_t i = 0; i < units->row_count && fresh->province.population != UNIT_UNKNOWN; i++)
		fresh->province.population = communes[i].population == UNIT_UNKNOWN
						     ? UNIT_UNKNOWN
						     : fresh->province.population + communes[i].population;
}

/* ---- unit.import ---- */

static int import_row(struct verb_call *c, const struct unit_row *u, struct err *err)
{
	struct edit *e;
	int64_t id;
	int r = db_get_int(c->db, &unit_by_code, VALUES(v_text(u->code)), 0, &id, err);
	if (r < 0)
		return r;
	if (id == 0) {
		verb_wrong(c, "file",
			   _("Dòng %zu: mã %.*s không có trên hệ thống. Bảng này chỉ cập nhật các đơn vị đã có."),
			   u->line, STR_ARG(u->code));
		return 0;
	}
	r = edit_row(c, &unit_record, id, &e, err);
	if (r < 0)
		return r;
	struct str old_name = edit_value(e, "name")->s, old_kind = edit_value(e, "kind")->s;
	bool same = str_eq(text_name_key(c->arena, old_name), text_name_key(c->arena, u->name)) &&
		    str_eq(old_kind, unit_kind_key(u->kind));
	/* a column that slipped would rename a whole province */
	if (!same && verb_int(c, "rename") != 1) {
		verb_wrong(c, "file",
			   _("Dòng %zu: trên hệ thống mã %.*s là %.*s, trong bảng là %.*s. Nếu đúng là đổi tên, loại "
			     "thì chọn «Cho phép đổi tên, loại»."),
			   u->line, STR_ARG(u->code),
			   STR_ARG(unit_name_in_sentence(c->arena, unit_kind_of_key(old_kind), old_name)),
			   STR_ARG(unit_name_in_sentence(c->arena, u->kind, u->name)));
		return 0;
	}
	struct str population = verb_str(c, "population_document"), mountain = verb_str(c, "mountainous_document");
	edit_set(e, "name", v_text(u->name));
	edit_set(e, "kind", v_text(unit_kind_key(u->kind)));
	/* a blank cell says nothing; it does not erase what is known */
	if (u->population != UNIT_UNKNOWN) {
		edit_set(e, "population", v_int(u->population));
		edit_set(e, "population_document", population.n ? v_text(population) : v_null());
	}
	if (u->area != UNIT_UNKNOWN)
		edit_set(e, "area", v_int(u->area));
	if (u->mountain != MOUNTAIN_UNKNOWN) {
		edit_set(e, "mountainous", v_int(u->mountain));
		edit_set(e, "mountainous_document", mountain.n ? v_text(mountain) : v_null());
	}
	return 0;
}

static int import_check(struct verb_call *c, struct err *err)
{
	struct units_csv units;
	int r = units_csv_read(c->arena, c->input->file, c->site->province, &units, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < units.refusal_count; i++)
		verb_wrong(c, "file", _("Dòng %zu, cột «%.*s»: %.*s"), units.refusals[i].line,
			   STR_ARG(units.refusals[i].column), STR_ARG(units.refusals[i].sentence));
	for (size_t i = 0; r == 0 && i < units.row_count && c->result->error_count == 0; i++)
		r = import_row(c, &units.rows[i], err);
	return r;
}

static const struct field import_params[] = {
	{.name = "population_document",
	 .kind = FIELD_TEXT,
	 .label = _("Văn bản cung cấp dân số"),
	 .hint = _("Số, ngày, cơ quan (Công an tỉnh). Để trống thì số đại biểu còn là tạm tính.")},
	{.name = "mountainous_document", .kind = FIELD_TEXT, .label = _("Văn bản xác định miền núi, hải đảo")},
	{.name = "rename", .kind = FIELD_TRISTATE, .label = _("Cho phép đổi tên, loại"), .preset = "0"},
};

const struct verb unit_import_verb = {"unit.import", _("Nhập bảng đơn vị"), import_params, ARRAY_LEN(import_params),
				      &unit_record,  verb_of_site,         import_check,  NULL};
