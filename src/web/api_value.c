/* Rows and values of registers as JSON, and back. */
#include "web/api.h"

bool api_writable(const struct record *record, const struct field *f)
{
	(void)record;
	return !(f->flags & FIELD_SET) && f->kind != FIELD_MOMENT;
}

const char *api_kind(const struct field *f)
{
	switch (f->kind) {
	case FIELD_INT: return _("số nguyên");
	case FIELD_MONEY: return _("số nguyên, đồng");
	case FIELD_DECIMAL: return _("chữ, số thập phân với dấu chấm");
	case FIELD_DAY: return _("chữ, ngày dạng 2025-11-18");
	case FIELD_MOMENT: return _("chữ, thời điểm UTC");
	case FIELD_CHOICE: return _("chữ, một trong các mã");
	case FIELD_TRISTATE: return _("true, false hoặc null");
	case FIELD_REF: return _("mã số; trả về {id, label}");
	case FIELD_TIME: return _("chữ, giờ dạng 07:30");
	case FIELD_CITIZEN: return _("chữ, 12 chữ số");
	case FIELD_PHONE: return _("chữ, các chữ số");
	case FIELD_PLACE: return _("chữ, vĩ độ,kinh độ");
	case FIELD_TEXT:
	case FIELD_LONG: return _("chữ");
	default: return _("số nguyên, chỉ đọc");
	}
}

static struct str with_point(struct arena *a, struct str s)
{
	char *p = arena_c(a, s);
	for (size_t i = 0; i < s.n; i++)
		if (p[i] == ',')
			p[i] = '.';
	return (struct str){p, s.n};
}

/* "2025-11-18T07:30:00.000Z" */
static struct str moment_iso(struct arena *a, int64_t ms)
{
	int64_t day = ms / 86400000, in_day = ms % 86400000;
	return arena_printf(a, "%.*sT%02d:%02d:%02d.%03dZ", STR_ARG(date_iso(a, (day_t)day)), (int)(in_day / 3600000),
			    (int)(in_day / 60000 % 60), (int)(in_day / 1000 % 60), (int)(in_day % 1000));
}

static int put_value(struct web_call *c, struct json_out *j, const struct field *f, const struct value *v, struct err *err)
{
	struct str label = {0};
	int r = 0;
	if (v->kind == VALUE_NULL || (f->flags & FIELD_PRIVATE)) {
		json_null(j);
		return 0;
	}
	switch (f->kind) {
	case FIELD_TRISTATE:
		json_bool(j, v->i != 0);
		return 0;
	case FIELD_DAY:
		json_str(j, date_iso(c->arena, (day_t)v->i));
		return 0;
	case FIELD_MOMENT:
		json_str(j, moment_iso(c->arena, v->i));
		return 0;
	case FIELD_DECIMAL:
		json_str(j, with_point(c->arena, field_typed(c->arena, f, v)));
		return 0;
	case FIELD_TIME:
		json_str(j, field_text(c->arena, f, v));
		return 0;
	case FIELD_REF:
		r = record_label(c->db, c->arena, c->site->catalog, f->references, v->i, &label, err);
		if (r < 0)
			return r;
		json_object(j);
		json_kv_i64(j, "id", v->i);
		json_kv_str(j, "label", label);
		json_object_end(j);
		return 0;
	default:
		if (v->kind == VALUE_INT)
			json_i64(j, v->i);
		else
			json_str(j, v->s);
		return 0;
	}
}

int api_row(struct web_call *c, struct json_out *j, const struct row *row, struct err *err)
{
	bool sealed = false, has_private = false;
	json_object(j);
	json_kv_i64(j, "id", row->id);
	json_kv_i64(j, "revision", row->revision);
	json_key(j, "fields");
	json_object(j);
	for (size_t i = 0; i < row->record->field_count; i++) {
		const struct field *f = &row->record->fields[i];
		json_key(j, f->name);
		int r = put_value(c, j, f, &row->values[i], err);
		if (r < 0)
			return r;
		has_private = has_private || (f->flags & FIELD_PRIVATE);
		sealed = sealed || ((f->flags & FIELD_PRIVATE) && row->values[i].kind != VALUE_NULL);
	}
	json_object_end(j);
	if (has_private)
		json_kv_bool(j, "sealed", sealed);
	json_object_end(j);
	return 0;
}

static bool is_number(const struct jval *v)
{
	return v && v->kind == J_INT;
}

int api_typed(struct arena *a, const struct field *f, const struct jval *v, struct str *ret_typed, struct err *err)
{
	const struct jval *number = f->kind == FIELD_REF && v->kind == J_MAP ? jval_get(v, "id") : v;
	bool as_number = f->kind == FIELD_INT || f->kind == FIELD_MONEY || f->kind == FIELD_REF;
	if (v->kind == J_NULL)
		*ret_typed = (struct str){0};
	else if (f->kind == FIELD_TRISTATE && (v->kind == J_TRUE || v->kind == J_FALSE))
		*ret_typed = v->kind == J_TRUE ? STR("1") : STR("0");
	else if ((as_number || f->kind == FIELD_DECIMAL) && is_number(number))
		*ret_typed = arena_printf(a, "%lld", (long long)number->i);
	else if (!as_number && f->kind != FIELD_TRISTATE && v->kind == J_TEXT)
		*ret_typed = v->s;
	else
		return err_field(err, ERR_INPUT, f->name, _("«%s» ở đây phải là: %s."), f->label, api_kind(f));
	return 0;
}
