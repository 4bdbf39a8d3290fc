/* The verbs of the registers, made once per process and found again by what they were made of. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "access/private.h"
#include "record/attach.h"
#include "record/make.h"
#include "record/verbs.h"

#define MOST 512

static struct made {
	struct verb verb;
	char name[80];
} made[MOST];
static size_t made_count;
static pthread_mutex_t made_lock = PTHREAD_MUTEX_INITIALIZER;

static struct made *find(const struct record *record, const char *what)
{
	char name[80];
	snprintf(name, sizeof(name), "%s.%s", record->name, what);
	for (size_t i = 0; i < made_count; i++)
		if (made[i].verb.record == record && strcmp(made[i].name, name) == 0)
			return &made[i];
	INVARIANT(made_count < MOST, "more verbs of registers than MOST");
	struct made *m = &made[made_count];
	memcpy(m->name, name, sizeof(name));
	m->verb = (struct verb){.name = m->name, .record = record};
	return m;
}

/* A new one counts only when it is filled. */
static const struct verb *filled(struct made *m)
{
	if (m == &made[made_count])
		made_count++;
	return &m->verb;
}

const struct verb *record_save_verb(const struct record *record)
{
	pthread_mutex_lock(&made_lock);
	struct made *m = find(record, "save");
	if (!m->verb.check)
		record_save_make(&m->verb, record);
	const struct verb *verb = filled(m);
	pthread_mutex_unlock(&made_lock);
	return verb;
}

const struct verb *record_move_verb(const struct record *record, size_t move)
{
	INVARIANT(move < record->move_count, "a move the record does not have");
	pthread_mutex_lock(&made_lock);
	struct made *m = find(record, record->moves[move].name);
	if (!m->verb.check)
		record_move_make(&m->verb, record, &record->moves[move]);
	const struct verb *verb = filled(m);
	pthread_mutex_unlock(&made_lock);
	return verb;
}

const struct verb *record_set_verb(const struct record *record)
{
	const char *name = record_save_verb(record)->name;
	pthread_mutex_lock(&made_lock);
	struct made *m = find(record, "save: one field");
	if (!m->verb.check) {
		record_set_make(&m->verb);
		m->verb.name = name;
	}
	const struct verb *verb = filled(m);
	pthread_mutex_unlock(&made_lock);
	return verb;
}

const struct verb *record_undo_verb(const struct record *record)
{
	pthread_mutex_lock(&made_lock);
	struct made *m = find(record, "undo");
	if (!m->verb.check)
		record_undo_make(&m->verb, record);
	const struct verb *verb = filled(m);
	pthread_mutex_unlock(&made_lock);
	return verb;
}

const struct verb *record_erase_verb(const struct record *record)
{
	if (!record_has_private(record))
		return NULL;
	pthread_mutex_lock(&made_lock);
	struct made *m = find(record, "erase");
	if (!m->verb.check)
		record_erase_make(&m->verb, record);
	const struct verb *verb = filled(m);
	pthread_mutex_unlock(&made_lock);
	return verb;
}

static const struct verb *file_verb(const struct record *record, const char *what, void (*make)(struct verb *verb))
{
	if (!record->files)
		return NULL;
	pthread_mutex_lock(&made_lock);
	struct made *m = find(record, what);
	if (!m->verb.check)
		make(&m->verb);
	const struct verb *verb = filled(m);
	pthread_mutex_unlock(&made_lock);
	return verb;
}

const struct verb *record_attach_verb(const struct record *record)
{
	return file_verb(record, "attach", record_attach_make);
}

const struct verb *record_detach_verb(const struct record *record)
{
	return file_verb(record, "detach", record_detach_make);
}
