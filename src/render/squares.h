/*
 * squares.h – how far a job that went to many has come: one small square for each, by state, as inline SVG.
 *
 *   <svg class="squares" role="img" aria-label="143 xong, 23 chậm"> <path class="t-done" d="M0 0h4v4h-4zm5 0…"/> …
 *
 * Squares of one state stand together and are drawn by steps of one kind, so that 166 of them take some forty bytes on the
 * wire. Colours belong to the style sheet; the words beside it say the same.
 */
#pragma once
#include "render/tilemap.h"

/* How many of each state, in the order they are drawn: done, wait, none, soon, late. Nothing for no squares; at most
 * TILES_MAX are drawn. */
struct html_raw squares_make(struct arena *a, const int64_t counts[TILE_STATE_COUNT], struct str label);
