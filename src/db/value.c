#include "db/value.h"

bool value_eq(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case VALUE_NULL:
		return true;
	case VALUE_INT:
		return a->i == b->i;
	case VALUE_TEXT:
	case VALUE_BLOB:
		return str_eq(a->s, b->s);
	}
	return false;
}
