/*
 * sqlite_log.h – fewer and larger writes into the log of the writing connection (private to db/).
 *
 * The engine writes the header and the page of each frame by themselves: thousands of small writes for one commit. The storage
 * named here passes everything on to the one it stands on, except that what is written to a log one behind the other is
 * gathered first. All of it goes down before the engine syncs, reads, measures, cuts or closes the log; and it syncs before
 * it tells others of a commit (synchronous=FULL), so nobody looks for what is not there yet.
 */
#pragma once

/* The name of such a storage on top of the registered one of this name (NULL: the ordinary one); made when first asked for. */
const char *sqlite_log_vfs(const char *below);
