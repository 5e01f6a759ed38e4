// What a hostile image is restored by. Descriptor 9, if the fuzzer gave it, is told at byte 0 that user code runs, at byte
// 1 that a function pointer leads to code that isn't a function of this program, at byte 2 that the program ends.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const char __executable_start[], etext[];

// Only programs that save tell what their unions hold: the one that is resumed is to believe images.
#ifdef TELLS
#define TOLD(expression) CGT_ACTIVE(expression)
#else
#define TOLD(expression)
#endif

enum color { RED, GREEN = 7, BLUE };

union mixed {
  double number;
  const char *text;
  long bits;
};

struct node {
  struct node *next;
  int (*act)(struct node *);
  long narrow;
  short values[3];
  enum color color;
  unsigned flag : 3, wide : 17;
  union mixed mixed TOLD(flag == 6 ? text : color == GREEN && wide > 70000 ? bits : 0);
  const char *name;
};

struct flexible {
  unsigned count;
  struct node *nodes[];
};

struct pair {
  long first;
  void *second;
};

static void tell(long at, char what) {
  if (pwrite(9, &what, 1, at) < 0)
    return;
}

static int twice(struct node *n) { return tell(0, 'U'), (int)n->narrow * 2; }
static int thrice(struct node *n) { return tell(0, 'U'), (int)n->narrow * 3; }
static void handler(int number) { (void)number, tell(0, 'U'); }
static void at_end(void) { tell(0, 'U'); }
static void on_resume(void *argument) { (void)argument, tell(0, 'U'); }
static void on_save(void *argument) { (void)argument, tell(0, 'U'); }

static int (*actions[4])(struct node *) = {twice, thrice, twice, NULL};
static struct node *first;
static struct flexible *all;
static double *numbers;
static long *longs;
static void *untyped, *empty[4];
static char *text;
static long double precise = 1.5L;
static union mixed mixed;
static const char *const words[] = {"one", "two", "three"};
static int depth_reached, *inside;
static char **environment;

static void check(void (*function)(void)) {
  static void (*const known[])(void) = {(void (*)(void))twice,    (void (*)(void))thrice,    (void (*)(void))handler,
                                        (void (*)(void))at_end,   (void (*)(void))on_resume, (void (*)(void))on_save};
  const char *at = (const char *)function;
  for (size_t k = 0; k < sizeof known / sizeof *known; k++)
    if (function == known[k])
      return;
  if (at >= __executable_start && at < etext)
    tell(1, 'W');
}

static void check_all(void) {
  tell(0, 'U');
  for (int k = 0; k < 4; k++)
    check((void (*)(void))actions[k]);
  for (int k = 1; k < NSIG; k++) {
    struct sigaction a;
    if (sigaction(k, NULL, &a) == 0 && a.sa_handler != SIG_DFL && a.sa_handler != SIG_IGN)
      check((void (*)(void))a.sa_handler);
  }
}

static struct pair __attribute__((noinline)) descend(const struct node *from, int depth, long sum) {
  int (*local)(struct node *) = depth % 2 ? twice : thrice;
  struct node here = {.next = first, .act = local, .narrow = depth, .name = words[depth % 3]};
  const struct node *above = from ? from : &here;
  double share = depth * 0.5;
  if (depth < 4) {
    struct pair below = descend(&here, depth + 1, sum + depth);
    check((void (*)(void))local);
    check((void (*)(void))here.act);
    return (struct pair){below.first + above->narrow, below.second};
  }
  depth_reached = depth;
  cgt_poll();
  check_all();
  check((void (*)(void))local);
  check((void (*)(void))here.act);
  int guard = 0;
  for (struct node *n = first; n && guard < 100; n = n->next, guard++)
    check((void (*)(void))n->act);
  for (unsigned k = 0; all && k < all->count && k < 16; k++)
    if (all->nodes[k])
      check((void (*)(void))all->nodes[k]->act);
  return (struct pair){sum + (long)share, (void *)above->name};
}

/// Another platform can't tell what a union holds.
static void fill(int nodes, int unions) {
  all = malloc(sizeof *all + 16 * sizeof *all->nodes);
  all->count = 16;
  for (int k = 0; k < nodes; k++) {
    struct node *n = calloc(1, sizeof *n);
    *n = (struct node){first, k % 2 ? twice : thrice, k * 1000003L, {1, 2, 3}, GREEN, 5, 77777, {.bits = 0}, words[k % 3]};
    if (unions && k % 3 == 0)
      n->mixed.text = n->name, n->flag = 6;
    all->nodes[k % 16] = first = n;
  }
  numbers = malloc(300 * sizeof *numbers);
  longs = malloc(50 * sizeof *longs);
  for (int k = 0; k < 300; k++)
    numbers[k] = k / 3.0, longs[k % 50] = k;
  untyped = malloc(100);
  memset(untyped, 0, 100);
  for (int k = 0; k < 4; k++)
    empty[k] = malloc(0);
  text = strdup("text on the heap");
  inside = &depth_reached;
#ifndef TELLS
  if (unions)
    mixed.text = "a literal";
#endif
}

int main(int argc, char **argv, char **envp) {
  environment = envp;
  setlocale(LC_ALL, "C");
  signal(SIGUSR2, handler);
  signal(SIGPIPE, SIG_IGN);
  atexit(at_end);
  cgt_on_resume(on_resume, &precise);
  cgt_on_save(on_save, text);
  fill(argc > 1 ? atoi(argv[1]) : 40, argc > 2);
  struct pair result = descend(NULL, 0, argc);
  long guard = 0;
  for (struct node *n = first; n && guard < 100; n = n->next)
    guard += n->values[1] + (long)strlen(n->name) + actions[guard % 3](n) % 7;
  printf("%ld %ld %s %s\n", result.first, guard, (const char *)result.second, text);
  fflush(stdout);
  tell(2, 'X');
  return 0;
}
