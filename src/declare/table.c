#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "declare/record.h"

#define MOST_RECORDS 128

static struct made {
	const struct record *record;
	struct table table;
	char by_scope[2 * 48 + 3]; /* two names */
} made[MOST_RECORDS];
static size_t made_count;
static pthread_mutex_t made_lock = PTHREAD_MUTEX_INITIALIZER;

bool field_is_text(enum field_kind kind)
{
	switch (kind) {
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_CHOICE:
	case FIELD_CITIZEN:
	case FIELD_PHONE:
	case FIELD_PLACE:
		return true;
	case FIELD_INT:
	case FIELD_DECIMAL:
	case FIELD_DAY:
	case FIELD_MOMENT:
	case FIELD_TRISTATE:
	case FIELD_REF:
	case FIELD_MONEY:
	case FIELD_TIME:
	case FIELD_FILE:
		return false;
	}
	BUG("unknown field kind");
}

/* Do these columns begin with those? "unit, due" with "unit". */
static bool begins_with(const char *columns, const char *with)
{
	size_t n = strlen(with);
	return strncmp(columns, with, n) == 0 && (columns[n] == 0 || columns[n] == ',');
}

/* The columns of an index for one field. The rows of a unit are read in the order of the list, so that the first page of one
 * commune needs none of its other rows; the id ends every index. */
static const char *index_of(struct made *m, const struct record *record, const struct field *f)
{
	const char *sort = record->sort ? record->sort + (record->sort[0] == '-') : "id";
	if (!record->scope || strcmp(f->name, record->scope) != 0 || strcmp(sort, "id") == 0 || strcmp(sort, f->name) == 0)
		return f->name;
	int n = snprintf(m->by_scope, sizeof(m->by_scope), "%s, %s", f->name, sort);
	INVARIANT(n > 0 && (size_t)n < sizeof(m->by_scope), "names longer than 48 bytes");
	return m->by_scope;
}

/* One more, unless another begins with the same. */
static size_t add_index(struct index *indexes, size_t n, const char *columns)
{
	for (size_t i = 0; i < n; i++)
		if (begins_with(indexes[i].columns, columns))
			return n;
	indexes[n] = (struct index){.columns = columns};
	return n + 1;
}

static void make(struct made *m, const struct record *record)
{
	struct column *columns = calloc(record->field_count, sizeof(*columns));
	struct index *indexes = calloc(record->index_count + record->field_count, sizeof(*indexes));
	if (!columns || !indexes)
		abort();
	size_t n = 0;
	for (size_t i = 0; i < record->index_count; i++)
		indexes[n++] = record->indexes[i];
	for (size_t i = 0; i < record->field_count; i++) {
		const struct field *f = &record->fields[i];
		INVARIANT(!(f->flags & FIELD_PRIVATE) ||
				  (field_is_text(f->kind) &&
				   !(f->flags & (FIELD_LISTED | FIELD_SEARCHED | FIELD_INDEXED | FIELD_SORTED))),
			  "a private field is a text that is neither listed nor searched");
		INVARIANT(!f->absent || (field_is_text(f->kind) && (f->flags & FIELD_REQUIRED) && !(f->flags & FIELD_PRIVATE)),
			  "what is meant by saying nothing is declared for required texts only");
		INVARIANT(f->kind != FIELD_FILE || (record->files && (f->flags & FIELD_SET) && !(f->flags & FIELD_REQUIRED)),
			  "a field for a file is set by attaching one, to a record that takes files");
		columns[i] = (struct column){
			.name = f->name,
			.type = field_is_text(f->kind) ? COLUMN_TEXT : COLUMN_INT,
			.null_ok = !(f->flags & FIELD_REQUIRED),
			.references = f->kind == FIELD_FILE ? "file" : f->references,
		};
		if (f->flags & FIELD_INDEXED)
			n = add_index(indexes, n, index_of(m, record, f));
	}
	m->record = record;
	m->table = (struct table){
		.name = record->name,
		.class = TABLE_PROJECTED,
		.columns = columns,
		.column_count = record->field_count,
		.indexes = indexes,
		.index_count = n,
	};
}

const struct table *record_table(const struct record *record)
{
	pthread_mutex_lock(&made_lock);
	size_t i = 0;
	while (i < made_count && made[i].record != record)
		i++;
	if (i == made_count) {
		INVARIANT(made_count < MOST_RECORDS, "more records than MOST_RECORDS");
		make(&made[made_count++], record);
	}
	pthread_mutex_unlock(&made_lock);
	return &made[i].table;
}

int record_field(const struct record *record, const char *name)
{
	for (size_t i = 0; i < record->field_count; i++)
		if (strcmp(record->fields[i].name, name) == 0)
			return (int)i;
	return -1;
}
