/*
 * start.h – private to web/: the first page by role, beside the leader's (home.c).
 */
#pragma once
#include "web/internal.h"

/* A commune's officer or leader: the unit's own tasks in order of time. */
int start_of_unit(struct web_call *c, struct err *err);
/* The help team: what waits for them, how far the steps of the communes have come. */
int start_of_specialist(struct web_call *c, struct err *err);
/* Fatherland Front or Standing Committee of the council: their legal steps, what they are sent. */
int start_of_institution(struct web_call *c, enum role role, struct err *err);
