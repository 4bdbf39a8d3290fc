/* The strands of the rehearsal, in the order in which each day is played. */
#include "demo/int.h"

extern const struct demo_story demo_election_story, demo_bodies_story, demo_report_story, demo_work_story, demo_areas_story,
	demo_briefs_story;

const struct demo_story *const demo_stories[] = {
	&demo_election_story, &demo_bodies_story, &demo_report_story, &demo_work_story, &demo_areas_story, &demo_briefs_story,
	NULL,
};
