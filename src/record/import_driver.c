/* The thread that writes what people have confirmed, beside the pages. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "record/import.h"

#define LOOK_SECONDS 5 /* also without being woken */

struct import_driver {
	struct site *site;
	struct db *db;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool woken, stopping;
};

/* false: stop. */
static bool wait_for_work(struct import_driver *d)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LOOK_SECONDS;
	pthread_mutex_lock(&d->lock);
	while (!d->woken && !d->stopping && pthread_cond_timedwait(&d->wake, &d->lock, &until) != ETIMEDOUT)
		;
	d->woken = false;
	bool go_on = !d->stopping;
	pthread_mutex_unlock(&d->lock);
	return go_on;
}

static bool stopping(struct import_driver *d)
{
	pthread_mutex_lock(&d->lock);
	bool yes = d->stopping;
	pthread_mutex_unlock(&d->lock);
	return yes;
}

static void log_error(const char *what, int64_t id, const struct err *err)
{
	log_line(LOG_ERROR, what, "job=%lld code=%s text=%s detail=%s", (long long)id, err_name(err->code),
		 log_quote(str_from_c(err->text)), log_quote(str_from_c(err->detail)));
}

/* All slices of one job; false when it has to be tried again later. */
static bool write_job(struct import_driver *d, int64_t id)
{
	bool more = true;
	while (more && !stopping(d)) {
		struct err err = ERR_INIT;
		if (import_step(d->site, d->db, id, &more, &err) < 0) {
			log_error("import", id, &err);
			return err.code != ERR_BUSY && err.code != ERR_DISK_FULL;
		}
	}
	return true;
}

static void *driver_main(void *arg)
{
	struct import_driver *d = arg;
	struct err err = ERR_INIT;
	if (import_clean(d->site, d->db, &err) < 0)
		log_error("import clean", 0, &err);
	do {
		int64_t id = 0;
		err = ERR_INIT;
		while (!stopping(d) && import_waiting(d->db, &id, &err) == 0 && id && write_job(d, id))
			;
		if (err.code)
			log_error("import", id, &err);
	} while (wait_for_work(d));
	return NULL;
}

int import_driver_start(struct site *site, struct import_driver **ret_driver, struct err *err)
{
	struct import_driver *d = calloc(1, sizeof(*d));
	pthread_condattr_t clocked;
	sigset_t all, before;
	if (!d)
		abort();
	d->site = site;
	int r = site_reader(site, &d->db, err);
	if (r < 0) {
		free(d);
		return r;
	}
	pthread_mutex_init(&d->lock, NULL);
	pthread_condattr_init(&clocked);
	pthread_condattr_setclock(&clocked, CLOCK_MONOTONIC);
	pthread_cond_init(&d->wake, &clocked);
	pthread_condattr_destroy(&clocked);
	sigfillset(&all); /* signals belong to the main thread */
	pthread_sigmask(SIG_BLOCK, &all, &before);
	r = pthread_create(&d->thread, NULL, driver_main, d);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (r) {
		db_close(d->db);
		free(d);
		return err_set(err, ERR_IO, _("Hệ điều hành không cho chạy thêm luồng xử lý. Hãy thử lại sau."));
	}
	*ret_driver = d;
	return 0;
}

void import_driver_wake(struct import_driver *d)
{
	pthread_mutex_lock(&d->lock);
	d->woken = true;
	pthread_cond_signal(&d->wake);
	pthread_mutex_unlock(&d->lock);
}

void import_driver_stop(struct import_driver *d)
{
	if (!d)
		return;
	pthread_mutex_lock(&d->lock);
	d->stopping = true;
	pthread_cond_signal(&d->wake);
	pthread_mutex_unlock(&d->lock);
	pthread_join(d->thread, NULL);
	pthread_mutex_destroy(&d->lock);
	pthread_cond_destroy(&d->wake);
	db_close(d->db);
	free(d);
}
