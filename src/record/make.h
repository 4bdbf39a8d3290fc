/*
 * make.h – private to record/: fills a verb from a declaration; name and record are set already.
 */
#pragma once
#include "access/verb.h"

/* What the row refers to is there, and for this actor. */
int record_check_references(struct verb_call *c, const struct edit *e, struct err *err);
void record_save_make(struct verb *verb, const struct record *record);
void record_move_make(struct verb *verb, const struct record *record, const struct move *move);
void record_set_make(struct verb *verb);
void record_undo_make(struct verb *verb, const struct record *record);
void record_erase_make(struct verb *verb, const struct record *record);
void record_attach_make(struct verb *verb);
void record_detach_make(struct verb *verb);
