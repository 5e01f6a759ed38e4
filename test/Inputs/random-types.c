/* Fills objects of the types in types.h and checks what came of them: through a stream of records (write, read), or through
 * a checkpoint (image). What is wrong is told by member; the last line counts what was compared. */
#include <cgt/cgt.h>
#include <cgt/rmr.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long compared, wrong;
static int depth; /* of pointers followed */
static const char *type;

static void differs(const char *member) {
  if (++wrong <= 20)
    printf("struct %s: %s differs\n", type, member);
}

static int same_real(long double x, long double y) { return x == y && !__builtin_signbit(x) == !__builtin_signbit(y); }

#define WHOLE(member)                                                                                                            \
  ++compared;                                                                                                                    \
  if (x->member != y->member)                                                                                                    \
    differs(#member);
#define REAL(member)                                                                                                             \
  ++compared;                                                                                                                    \
  if (!same_real(x->member, y->member))                                                                                          \
    differs(#member);
#define LED(member, target)                                                                                                      \
  ++compared;                                                                                                                    \
  if (!x->member != !y->member)                                                                                                  \
    differs(#member);                                                                                                            \
  else if (x->member && depth < 3) {                                                                                             \
    ++depth;                                                                                                                     \
    target##_check(x->member, y->member);                                                                                        \
    --depth;                                                                                                                     \
  }

#include "types.h"

static void fill(void) {
#define FILL(t)                                                                                                                  \
  t##_fill(&t##_objects[0], 0);                                                                                                  \
  t##_fill(&t##_objects[1], 1);
  TYPES(FILL)
}

static int report(void) {
  printf("%lu compared, %lu wrong\n", compared, wrong);
  return wrong != 0;
}

static void must(int status, cgt_rmr_stream *s) {
  if (status == CGT_RMR_OK)
    return;
  fprintf(stderr, "struct %s: %s\n", type, cgt_rmr_error(s));
  exit(2);
}

static int write_all(cgt_rmr_stream *s) {
#define WRITE(t)                                                                                                                 \
  type = #t;                                                                                                                     \
  must(cgt_rmr_write(s, CGT_TAG_OF(struct t), t##_objects, 2), s);
  TYPES(WRITE)
  must(cgt_rmr_flush(s), s);
  return 0;
}

static int read_all(cgt_rmr_stream *s) {
#define READ(t)                                                                                                                  \
  {                                                                                                                              \
    void *data;                                                                                                                  \
    size_t count;                                                                                                                \
    type = #t;                                                                                                                   \
    must(cgt_rmr_take(s, CGT_TAG_OF(struct t), &data, &count), s);                                                               \
    if (count != 2)                                                                                                              \
      differs("count");                                                                                                          \
    t##_check(&((struct t *)data)[0], &t##_objects[0]);                                                                          \
    t##_check(&((struct t *)data)[1], &t##_objects[1]);                                                                          \
    cgt_rmr_free(s, data);                                                                                                       \
  }
  TYPES(READ)
  return report();
}

/* Each object once in a global, once in a variable and once in a block of the heap; and as the head of longer blocks. */
enum { LONG_BLOCKS = 10, LONG_END = 5 };

static struct kept {
#define KEEP(t)                                                                                                                  \
  struct t *t;                                                                                                                   \
  struct t##_long *t##_longer[LONG_BLOCKS];
  TYPES(KEEP)
} kept;

#define CARRY(t)                                                                                                                 \
  static __attribute__((noinline)) void t##_carry(void) {                                                                        \
    struct t here = t##_objects[1];                                                                                              \
    kept.t = malloc(2 * sizeof *kept.t);                                                                                         \
    memcpy(kept.t, t##_objects, 2 * sizeof *kept.t);                                                                             \
    for (int i = 0; i < LONG_BLOCKS; ++i) {                                                                                      \
      struct t##_long *x = malloc(offsetof(struct t##_long, end) + LONG_END * sizeof x->end[0]);                                 \
      kept.t##_longer[i] = x;                                                                                                    \
      x->head = t##_objects[i % 2];                                                                                              \
      for (int k = 0; k < LONG_END; ++k)                                                                                         \
        x->end[k] = (__typeof__(x->end[0]))(i + k);                                                                              \
    }                                                                                                                            \
    cgt_poll();                                                                                                                  \
    type = #t;                                                                                                                   \
    t##_check(&here, &t##_objects[1]);                                                                                           \
  }
TYPES(CARRY)

#define CHECK(t)                                                                                                                 \
  static __attribute__((noinline)) void t##_check_all(void) {                                                                    \
    struct t mine[2];                                                                                                            \
    memset(mine, 0, sizeof mine);                                                                                                \
    t##_fill(&mine[0], 0);                                                                                                       \
    t##_fill(&mine[1], 1);                                                                                                       \
    type = #t;                                                                                                                   \
    for (int i = 0; i < 2; ++i) {                                                                                                \
      t##_check(&t##_objects[i], &mine[i]);                                                                                      \
      t##_check(&kept.t[i], &mine[i]);                                                                                           \
    }                                                                                                                            \
    for (int i = 0; i < LONG_BLOCKS; ++i) {                                                                                      \
      struct t##_long *x = kept.t##_longer[i];                                                                                   \
      t##_check(&x->head, &mine[i % 2]);                                                                                         \
      for (int k = 0; k < LONG_END; ++k, ++compared)                                                                             \
        if (x->end[k] != (__typeof__(x->end[0]))(i + k))                                                                         \
          differs("end");                                                                                                        \
    }                                                                                                                            \
  }
TYPES(CHECK)

static int carry_all(void) {
#define CARRIED(t) t##_carry();
  TYPES(CARRIED)
  cgt_poll();
#define CHECKED(t) t##_check_all();
  TYPES(CHECKED)
  return report();
}

int main(int argc, char **argv) {
  fill();
  if (argc == 2 && strcmp(argv[1], "write") == 0)
    return write_all(cgt_rmr_open_fd(1));
  if (argc == 2 && strcmp(argv[1], "read") == 0)
    return read_all(cgt_rmr_open_fd(0));
  return carry_all();
}
