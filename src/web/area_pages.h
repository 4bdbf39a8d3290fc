/*
 * area_pages.h – private to web/: pages of constituencies and polling areas (area_pages.c, plan_page.c).
 */
#pragma once
#include "area/area.h"
#include "web/web.h"

/* A plan was asked for: the search begins now, not at its next look. */
void web_wake_plans(struct web_call *c);
