#include "db/schema.h"
#include "base/crypt.h"

/* Two columns that every projected table begins with. */
static const struct column projected_columns[] = {
	{"id", COLUMN_INT, false, NULL},
	{"revision", COLUMN_INT, false, NULL},
};

/* Names go into SQL unquoted: lower-case letters, digits and '_' mean the same to every engine. */
static bool is_name(struct str s)
{
	if (s.n == 0 || s.n > 48 || s.p[0] < 'a' || s.p[0] > 'z')
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '_')
			return false;
	return true;
}

static const struct column *find_in(const struct column *columns, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq_c(name, columns[i].name))
			return &columns[i];
	return NULL;
}

static const struct column *find_column(const struct table *t, struct str name)
{
	const struct column *found = NULL;

	if (t->class == TABLE_PROJECTED)
		found = find_in(projected_columns, ARRAY_LEN(projected_columns), name);
	return found ? found : find_in(t->columns, t->column_count, name);
}

/* "unit, due": each a column of the table. Returns how many. */
static size_t check_list(const struct table *t, const char *list)
{
	struct str rest = str_from_c(list), name;
	size_t count = 0;

	while (str_split(&rest, ',', &name)) {
		INVARIANT(find_column(t, str_trim(name)), "an index or key names a column that the table has not");
		count++;
	}
	INVARIANT(count > 0, "an index or key without columns");
	return count;
}

static void check_table(const struct table *t)
{
	INVARIANT(is_name(str_from_c(t->name)), "a table's name is no plain name");
	for (size_t i = 0; i < t->column_count; i++) {
		const struct column *c = &t->columns[i];

		INVARIANT(is_name(str_from_c(c->name)), "a column's name is no plain name");
		INVARIANT(find_column(t, str_from_c(c->name)) == c, "a column's name is used twice");
	}
	INVARIANT((t->class == TABLE_PROJECTED) == !t->primary_key,
	          "a projected table has the key `id`, any other table names its own");
	if (t->primary_key)
		check_list(t, t->primary_key);
	for (size_t i = 0; i < t->index_count; i++)
		check_list(t, t->indexes[i].columns);
}

static const char *type_name(enum column_type type, enum engine engine)
{
	/* Texts sort by bytes on both engines: what people see sorted has a column of sort keys. */
	static const char *const names[][2] = {
		[COLUMN_INT] = {"INTEGER", "BIGINT"},
		[COLUMN_TEXT] = {"TEXT", "TEXT COLLATE \"C\""},
		[COLUMN_BLOB] = {"BLOB", "BYTEA"},
	};
	return names[type][engine == ENGINE_POSTGRES];
}

/* `row_key`: this column alone is the key, and an integer. */
static void add_column(struct buf *out, const struct column *c, bool row_key, enum engine engine)
{
	buf_printf(out, "\t%s %s", c->name, type_name(c->type, engine));
	if (row_key)
		buf_add_c(out, " PRIMARY KEY");
	else if (!c->null_ok)
		buf_add_c(out, " NOT NULL");
}

void schema_ddl(struct buf *out, const struct table *table, enum engine engine)
{
	const char *key = table->primary_key ? table->primary_key : "id";
	const struct column *row_key;
	const char *mark = "";

	check_table(table);
	row_key = find_column(table, str_trim(str_from_c(key))); /* NULL for a key of several columns */
	if (row_key && row_key->type != COLUMN_INT)
		row_key = NULL;

	buf_printf(out, "CREATE TABLE %s (\n", table->name);
	for (size_t i = 0; table->class == TABLE_PROJECTED && i < ARRAY_LEN(projected_columns); i++, mark = ",\n") {
		buf_add_c(out, mark);
		add_column(out, &projected_columns[i], row_key == &projected_columns[i], engine);
	}
	for (size_t i = 0; i < table->column_count; i++, mark = ",\n") {
		buf_add_c(out, mark);
		add_column(out, &table->columns[i], row_key == &table->columns[i], engine);
	}
	if (!row_key)
		buf_printf(out, "%s\tPRIMARY KEY (%s)", mark, key);
	buf_add_c(out, "\n)");
	if (engine == ENGINE_SQLITE)
		buf_add_c(out, row_key ? " STRICT" : " STRICT, WITHOUT ROWID");
	buf_add_c(out, ";\n");
	for (size_t i = 0; i < table->index_count; i++)
		buf_printf(out, "CREATE %sINDEX %s_%zu ON %s (%s);\n", table->indexes[i].unique ? "UNIQUE " : "",
		           table->name, i + 1, table->name, table->indexes[i].columns);
}

/* Each word with its end, so that no two schemas give the same bytes. */
static void hash_word(struct hash_state *h, const char *word)
{
	struct str s = str_from_c(word);

	hash_add(h, s.p, s.n);
	hash_add(h, "", 1);
}

/* "a,b" and "a, b" are the same list. */
static void hash_list(struct hash_state *h, const char *list)
{
	struct str rest = str_from_c(list), name;

	while (list && str_split(&rest, ',', &name)) {
		name = str_trim(name);
		hash_add(h, name.p, name.n);
		hash_add(h, ",", 1);
	}
	hash_add(h, "", 1);
}

static void hash_table(struct hash_state *h, const struct table *t)
{
	static const char *const classes[] = {
		[TABLE_LEDGER] = "ledger",
		[TABLE_PROJECTED] = "projected",
		[TABLE_DERIVED] = "derived",
		[TABLE_OPERATIONAL] = "operational",
	};

	check_table(t);
	hash_word(h, "table");
	hash_word(h, t->name);
	hash_word(h, classes[t->class]);
	hash_list(h, t->primary_key);
	for (size_t i = 0; i < t->column_count; i++) {
		hash_word(h, "column");
		hash_word(h, t->columns[i].name);
		hash_word(h, type_name(t->columns[i].type, ENGINE_SQLITE));
		hash_word(h, t->columns[i].null_ok ? "null" : "not null");
	}
	for (size_t i = 0; i < t->index_count; i++) {
		hash_word(h, t->indexes[i].unique ? "unique index" : "index");
		hash_list(h, t->indexes[i].columns);
	}
}

void schema_hash(const struct table *const *tables, size_t count, struct hash *ret_hash)
{
	struct hash_state h;

	hash_begin(&h);
	for (size_t i = 0; i < count; i++)
		hash_table(&h, tables[i]);
	*ret_hash = hash_end(&h);
}

void schema_add_column(struct buf *out, const struct table *table, const struct column *column, enum engine engine)
{
	INVARIANT(column->null_ok, "old rows have nothing for this column");
	buf_printf(out, "ALTER TABLE %s ADD COLUMN %s %s;\n", table->name, column->name, type_name(column->type, engine));
}
