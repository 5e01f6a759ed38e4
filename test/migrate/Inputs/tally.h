// A library that counts words, for tests. It is compiled without CGT.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TALLY_H
#define TALLY_H

typedef struct tally tally; // in the library's memory

tally *tally_open(unsigned seed);
void tally_add(tally *t, const char *text);
unsigned tally_sum(const tally *t);
int tally_count(const tally *t);
tally *tally_restart(unsigned seed, unsigned sum, int count);
unsigned tally_seed(const tally *t);
void tally_close(tally *t);
tally *tally_default(void); // static memory of the library's

// A value in the caller's memory, with memory of the library's behind it.
typedef struct {
  int used, room;
  unsigned *digits;
} heap_number;

void number_init(heap_number *n, unsigned value);
void number_times(heap_number *n, unsigned factor);
int number_used(const heap_number *n);
unsigned number_digit(const heap_number *n, int at);
void number_set(heap_number *n, const unsigned *digits, int used);
void number_clear(heap_number *n);

// A descriptor that the library opens.
int tally_log(const tally *t);
tally *tally_open_log(const char *name);

#endif
